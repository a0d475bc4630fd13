package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import dev.tamis.tokenizer.normalize.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns text into the piece ids of a model and back, with the same results as Google's {@code spm_encode} and {@code
 * spm_decode}. Holds scratch space, so it serves one thread at a time; {@link #another} makes one for a further thread
 * that shares the model's tables.
 */
public final class Encoder {
    private final SentencePieceModel model;
    private final UnigramRules rules;
    private final PieceTable pieces;
    private final TextNormalizer normalizer;
    private final Segmenter segmenter;
    private final Decoder decoder;
    private final int unkId;

    /** With byte fallback, the id of each byte's piece; else null. */
    private final int[] byteIds;

    private final ByteArray normalized = new ByteArray(1 << 12);
    private final ByteArray utf8 = new ByteArray(1 << 12);
    private final Tokens tokens = new Tokens();

    /** An encoder with the results of SentencePiece 0.1.97 to 0.2.1. */
    public Encoder(SentencePieceModel model) {
        this(model, UnigramRules.V0_1);
    }

    /** An encoder with the results of one line of releases; it matters for unigram models alone. */
    public Encoder(SentencePieceModel model, UnigramRules rules) {
        this.model = model;
        this.rules = rules;
        pieces = new PieceTable(model);
        boolean suffix = model.trainer().flag(TrainerField.TREAT_WHITESPACE_AS_SUFFIX);
        normalizer = new TextNormalizer(model.normalizer(), suffix, pieces.userSymbols);
        segmenter = segmenter(model.type(), pieces, rules);
        decoder = new Decoder(model, pieces);
        unkId = model.unkId();
        if (model.trainer().flag(TrainerField.BYTE_FALLBACK)) {
            byteIds = new int[256];
            for (int b = 0; b < 256; b++) {
                byteIds[b] = model.idOf(SentencePieceModel.bytePiece(b));
            }
        } else {
            byteIds = null;
        }
    }

    private Encoder(Encoder other) {
        model = other.model;
        rules = other.rules;
        pieces = other.pieces;
        normalizer = other.normalizer;
        segmenter = other.segmenter.another();
        decoder = new Decoder(model, pieces);
        unkId = other.unkId;
        byteIds = other.byteIds;
    }

    private static Segmenter segmenter(ModelType type, PieceTable pieces, UnigramRules rules) {
        return switch (type) {
            case UNIGRAM -> new UnigramSegmenter(pieces, rules);
            case BPE -> new BpeSegmenter(pieces);
            case WORD -> new WholeUnitSegmenter(pieces, true);
            case CHAR -> new WholeUnitSegmenter(pieces, false);
        };
    }

    /** An encoder for another thread, with the same tables and its own scratch space. */
    public Encoder another() {
        return new Encoder(this);
    }

    public SentencePieceModel model() {
        return model;
    }

    /**
     * Appends the ids of one sentence, which may be a whole document.
     *
     * @param text UTF-8; each malformed byte counts as U+FFFD
     * @return number of ids appended
     */
    public int encode(byte[] text, int offset, int length, IntArray out) {
        segment(text, offset, length);
        int before = out.size();
        int[] ids = tokens.ids.array();
        int count = tokens.ids.size();
        out.reserve(count);
        boolean afterUnknown = false;
        for (int i = 0; i < count; i++) {
            int id = ids[i];
            if (id != unkId) {
                out.add(id);
                afterUnknown = false;
                continue;
            }
            if (byteIds != null) {
                int from = i == 0 ? 0 : tokens.ends.get(i - 1);
                for (int at = from; at < tokens.ends.get(i); at++) {
                    out.add(byteIds[normalized.array()[at] & 0xFF]);
                }
            } else if (!afterUnknown) {
                out.add(id);
            }
            afterUnknown = true;
        }
        return out.size() - before;
    }

    /** The ids of one sentence. */
    public int[] encode(String text) {
        utf8.clear();
        Utf8.encode(text, utf8);
        IntArray ids = new IntArray();
        encode(utf8.array(), 0, utf8.size(), ids);
        return ids.toArray();
    }

    /** The surfaces of one sentence's pieces; a run of unknown characters is one, and shows as it stands. */
    public List<String> encodePieces(String text) {
        utf8.clear();
        Utf8.encode(text, utf8);
        return encodePieces(utf8.array(), 0, utf8.size());
    }

    /** The surfaces of one sentence's pieces; a run of unknown characters is one, and shows as it stands. */
    public List<String> encodePieces(byte[] text, int offset, int length) {
        segment(text, offset, length);
        List<String> surfaces = new ArrayList<>(tokens.ids.size());
        int from = 0;
        for (int i = 0; i < tokens.ids.size(); i++) {
            int to = tokens.ends.get(i);
            if (tokens.ids.get(i) == unkId && byteIds != null) {
                for (int at = from; at < to; at++) {
                    surfaces.add(SentencePieceModel.bytePiece(normalized.array()[at]));
                }
            } else if (tokens.ids.get(i) == unkId && i + 1 < tokens.ids.size() && tokens.ids.get(i + 1) == unkId) {
                continue;
            } else {
                surfaces.add(new String(normalized.array(), from, to - from, StandardCharsets.UTF_8));
            }
            from = to;
        }
        return surfaces;
    }

    private void segment(byte[] text, int offset, int length) {
        normalizer.normalize(text, offset, length, normalized);
        tokens.clear();
        if (normalized.size() > 0) {
            segmenter.segment(normalized.array(), normalized.size(), tokens);
        }
    }

    /** The text as the pieces are matched against: normalised, with U+2581 for spaces. */
    public String normalize(String text) {
        utf8.clear();
        Utf8.encode(text, utf8);
        normalizer.normalize(utf8.array(), 0, utf8.size(), normalized);
        return normalized.text();
    }

    /**
     * The text of a sequence of ids.
     *
     * @throws IllegalArgumentException when an id is not in the vocabulary
     */
    public String decode(int[] ids) {
        ByteArray out = new ByteArray(ids.length * 4);
        decode(ids, 0, ids.length, out);
        return out.text();
    }

    /**
     * Appends the text of a sequence of ids as UTF-8.
     *
     * @throws IllegalArgumentException when an id is not in the vocabulary
     */
    public void decode(int[] ids, int offset, int count, ByteArray out) {
        decoder.decode(ids, offset, count, out);
    }

    /** Appends the text of pieces as UTF-8; one that is not in the vocabulary stands for itself. */
    public void decodePieces(List<String> surfaces, ByteArray out) {
        decoder.decode(surfaces, out);
    }

    /** An encoder with the same model that tells byte ranges and makes n-best lists and samples, at a lower speed. */
    public AlignedEncoder aligned() {
        return new AlignedEncoder(model, pieces, segmenter.another(), rules);
    }
}
