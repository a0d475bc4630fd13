package dev.tamis.tokenizer.encode;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.TextNormalizer;
import dev.tamis.tokenizer.normalize.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A model's vocabulary as the segmenters need it: tries and arrays by id. Immutable once made. */
final class PieceTable {
    private static final float UNKNOWN_PENALTY = 10f;

    final int unkId;
    final PieceType[] types;
    final float[] scores;
    /** With byte fallback, the id of each byte's piece; else null. */
    final int[] byteIds;

    final List<ByteString> userSymbols = new ArrayList<>();
    /** Longest match of user-defined symbols, or null when there are none. */
    final DoubleArray userTrie;

    /** Bytes of the longest piece that text can match. */
    final int longest;

    /** The largest score of a normal piece, but above zero, and what an unknown character scores. */
    final float largestScore;

    final float unknownScore;

    private final byte[][] surfaces;
    /** Whether an unknown id is a whole word, and not one character. */
    private final boolean words;

    PieceTable(SentencePieceModel model) {
        unkId = model.unkId();
        words = model.type() == ModelType.WORD;
        types = new PieceType[model.size()];
        scores = new float[model.size()];
        if (model.trainer().flag(TrainerField.BYTE_FALLBACK)) {
            byteIds = new int[256];
            for (int b = 0; b < 256; b++) {
                byteIds[b] = model.idOf(SentencePieceModel.bytePiece(b));
            }
        } else {
            byteIds = null;
        }
        surfaces = new byte[model.size()][];
        int length = 1;
        // SentencePiece starts its maximum at the smallest positive float, so log probabilities never raise it.
        float max = Float.MIN_NORMAL;
        float min = Float.MAX_VALUE;
        for (int id = 0; id < model.size(); id++) {
            Piece piece = model.piece(id);
            types[id] = piece.type();
            scores[id] = piece.score();
            surfaces[id] = piece.bytes().toByteArray();
            if (piece.type() == PieceType.USER_DEFINED) {
                userSymbols.add(piece.bytes());
            } else if (piece.type() == PieceType.NORMAL) {
                max = Math.max(max, piece.score());
                min = Math.min(min, piece.score());
            }
            if (piece.type().matchesText()) {
                length = Math.max(length, surfaces[id].length);
            }
        }
        longest = length;
        largestScore = max;
        unknownScore = min - UNKNOWN_PENALTY;
        userTrie = userSymbols.isEmpty() ? null : TextNormalizer.prefixes(userSymbols);
    }

    boolean hasUnused() {
        return Arrays.asList(types).contains(PieceType.UNUSED);
    }

    /** Whether every piece that text can match is well-formed UTF-8, so that it begins and ends with a character. */
    boolean wellFormed() {
        for (int id = 0; id < types.length; id++) {
            if (!types[id].matchesText()) {
                continue;
            }
            byte[] bytes = surfaces[id];
            for (int at = 0; at < bytes.length; at += Utf8.lengthByLead(bytes[at])) {
                if (Utf8.decode(bytes, at, bytes.length) < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether no piece that text can match holds a U+2581 after another character. */
    boolean noneCrossesWordStart() {
        for (int id = 0; id < types.length; id++) {
            if (!types[id].matchesText()) {
                continue;
            }
            byte[] bytes = surfaces[id];
            int at = 0;
            while (Utf8.isSpace(bytes, at, bytes.length)) {
                at += 3;
            }
            for (; at < bytes.length; at++) {
                if (Utf8.isSpace(bytes, at, bytes.length)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The pairs of neighbours in the pieces that text can match; asks for {@link #wellFormed} ones. */
    CharacterPairs neighbours() {
        CharacterPairs pairs = new CharacterPairs(types.length * 2);
        for (int id = 0; id < types.length; id++) {
            if (!types[id].matchesText()) {
                continue;
            }
            byte[] bytes = surfaces[id];
            int left = Utf8.decode(bytes, 0, bytes.length);
            for (int at = Utf8.length(left); at < bytes.length; ) {
                int right = Utf8.decode(bytes, at, bytes.length);
                pairs.add(left, right);
                left = right;
                at += Utf8.length(right);
            }
        }
        return pairs;
    }

    int bytesOf(int id) {
        return surfaces[id].length;
    }

    /** The piece's bytes, not to be changed. */
    byte[] surface(int id) {
        return surfaces[id];
    }

    /** Where the tokens end in the normalised text whose ids these are. */
    void ends(byte[] text, int size, IntArray ids, IntArray ends) {
        ends.clear();
        int end = 0;
        for (int i = 0; i < ids.size(); i++) {
            end = end(ids.get(i), text, end, size);
            ends.add(end);
        }
    }

    /** Where the token ends that starts at {@code at}. */
    int end(int id, byte[] text, int at, int size) {
        if (id != unkId) {
            return at + surfaces[id].length;
        }
        return words ? wordEnd(text, at, size) : at + Math.min(Utf8.lengthByLead(text[at]), size - at);
    }

    /** Takes what a text is encoded to, one by one: an id and its bytes of the normalised text. */
    interface Resolved {
        void add(int id, int from, int to);
    }

    /** Gives out the tokens of a text from its begin on: unknown ones in a row as one, or as bytes with byte fallback. */
    void resolve(Tokens tokens, byte[] text, Resolved out) {
        int count = tokens.ids.size();
        int from = 0;
        for (int i = 0; i < count; i++) {
            int id = tokens.ids.get(i);
            int to = tokens.ends.get(i);
            if (id == unkId && byteIds != null) {
                for (int at = from; at < to; at++) {
                    out.add(byteIds[text[at] & 0xFF], at, at + 1);
                }
            } else if (id == unkId && i + 1 < count && tokens.ids.get(i + 1) == unkId) {
                continue;
            } else {
                out.add(id, from, to);
            }
            from = to;
        }
    }

    /** How a resolved piece is shown: a byte piece by its name, others as they stand in the normalised text. */
    String surface(int id, byte[] text, int from, int to) {
        return types[id] == PieceType.BYTE
                ? new String(surfaces[id], StandardCharsets.UTF_8)
                : new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    /** Where the next U+2581 after the first byte is, or the end. */
    static int wordEnd(byte[] text, int from, int size) {
        int to = from + 1;
        while (to < size && !(text[to] == Utf8.SPACE_LEAD && Utf8.isSpace(text, to, size))) {
            to++;
        }
        return to;
    }

    /** A trie from surface to id of the pieces of the wanted types. */
    DoubleArray trie(Predicate<PieceType> wanted) {
        return trie(wanted, surface -> surface);
    }

    /** A trie of the surfaces from their last byte to their first. */
    DoubleArray backwards() {
        return trie(type -> true, PieceTable::reversed);
    }

    static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private DoubleArray trie(Predicate<PieceType> wanted, UnaryOperator<byte[]> key) {
        List<Entry> entries = new ArrayList<>(types.length);
        for (int id = 0; id < types.length; id++) {
            if (types[id].matchesText() && wanted.test(types[id])) {
                entries.add(new Entry(key.apply(surfaces[id]), id));
            }
        }
        entries.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
        byte[][] keys = new byte[entries.size()][];
        int[] values = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = entries.get(i).key;
            values[i] = entries.get(i).id;
        }
        return DoubleArray.build(keys, values);
    }

    private record Entry(byte[] key, int id) {}
}
