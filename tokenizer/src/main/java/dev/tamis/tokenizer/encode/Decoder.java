package dev.tamis.tokenizer.encode;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import dev.tamis.tokenizer.normalize.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Joins pieces to text: U+2581 becomes a space, byte pieces become characters, controls vanish. One thread at a time. */
final class Decoder {
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private final SentencePieceModel model;
    private final PieceTable pieces;
    private final byte[] unkSurface;
    private final boolean dropsLeadingSpace;
    private final boolean dropsAllLeadingSpaces;
    private final TextNormalizer denormalizer;
    private final ByteArray run = new ByteArray(16);
    private final ByteArray denormalized = new ByteArray(256);

    private ByteArray out;
    private IntArray ranges;
    private int start;
    /** Whether a leading space of the next piece is the one that normalising put in front of the text. */
    private boolean atStart;

    Decoder(SentencePieceModel model, PieceTable pieces) {
        this.model = model;
        this.pieces = pieces;
        unkSurface = model.trainer().text(TrainerField.UNK_SURFACE).getBytes(StandardCharsets.UTF_8);
        dropsAllLeadingSpaces = model.normalizer().flag(NormalizerField.REMOVE_EXTRA_WHITESPACES);
        dropsLeadingSpace = dropsAllLeadingSpaces || model.normalizer().flag(NormalizerField.ADD_DUMMY_PREFIX);
        Spec<NormalizerField> spec = model.denormalizer();
        denormalizer =
                spec == null || spec.bytes(NormalizerField.PRECOMPILED_CHARSMAP).isEmpty()
                        ? null
                        : new TextNormalizer(spec, false, List.of());
    }

    void decode(int[] ids, int offset, int count, ByteArray target) {
        decode(ids, offset, count, target, null);
    }

    /** As above; {@code ranges}, unless null, gets the begin and end of each piece's text, counted from its start. */
    void decode(int[] ids, int offset, int count, ByteArray target, IntArray ranges) {
        begin(target);
        this.ranges = ranges;
        for (int i = offset; i < offset + count; i++) {
            int id = ids[i];
            add(id, model.piece(id).bytes(), pieces.types[id] == PieceType.UNKNOWN);
        }
        finish();
    }

    void decode(List<String> surfaces, ByteArray target) {
        begin(target);
        for (String surface : surfaces) {
            ByteString bytes = ByteString.copyFromUtf8(surface);
            int id = model.idOf(bytes);
            add(
                    id,
                    bytes,
                    pieces.types[id] == PieceType.UNKNOWN
                            && model.piece(id).bytes().equals(bytes));
        }
        finish();
    }

    private void begin(ByteArray target) {
        out = target;
        start = target.size();
        atStart = true;
        run.clear();
    }

    private void finish() {
        flushBytes();
        if (denormalizer != null) {
            denormalizer.normalize(out.array(), start, out.size() - start, denormalized);
            out.truncate(start);
            out.add(denormalized.array(), 0, denormalized.size());
        }
        out = null;
        ranges = null;
    }

    private void range(int begin) {
        if (ranges != null) {
            ranges.add(begin - start);
            ranges.add(out.size() - start);
        }
    }

    private void add(int id, ByteString piece, boolean isUnkPiece) {
        if (pieces.types[id] == PieceType.BYTE) {
            run.add(SentencePieceModel.byteOf(piece.toStringUtf8()));
            return;
        }
        flushBytes();
        if (out.size() > start) {
            atStart = false;
        }
        int before = out.size();
        addText(id, piece, isUnkPiece);
        range(before);
    }

    private void addText(int id, ByteString piece, boolean isUnkPiece) {
        if (pieces.types[id] == PieceType.CONTROL) {
            return;
        }
        if (isUnkPiece) {
            out.add(unkSurface);
            return;
        }
        if (pieces.types[id] == PieceType.UNKNOWN) {
            // A surface outside of the vocabulary, from encodePieces, stands for itself.
            out.add(piece.toByteArray());
            return;
        }
        byte[] bytes = piece.toByteArray();
        int at = 0;
        if (atStart && dropsLeadingSpace && Utf8.isSpace(bytes, 0, bytes.length)) {
            at = 3;
            atStart = dropsAllLeadingSpaces;
        }
        while (at < bytes.length) {
            if (Utf8.isSpace(bytes, at, bytes.length)) {
                out.add(' ');
                at += 3;
            } else {
                out.add(bytes[at++]);
            }
        }
    }

    /** Writes the byte pieces collected so far; each byte that is not part of a character becomes U+FFFD. */
    private void flushBytes() {
        byte[] bytes = run.array();
        int end = run.size();
        for (int at = 0; at < end; ) {
            int c = Utf8.decode(bytes, at, end);
            int before = out.size();
            if (c < 0) {
                out.add(REPLACEMENT);
                at++;
            } else {
                int length = Utf8.length(c);
                for (int i = 1; i < length; i++) {
                    range(before);
                }
                out.add(bytes, at, length);
                at += length;
            }
            range(before);
        }
        run.clear();
    }
}
