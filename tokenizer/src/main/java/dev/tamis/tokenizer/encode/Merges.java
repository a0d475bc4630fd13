package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;

/**
 * Which two symbols make a piece, and which of such pairs merge first. A symbol is the id of a piece, or a number from
 * the vocabulary's size on for a character that is no piece but part of one; a negative one never merges. Asks for
 * pieces that are well-formed UTF-8. Immutable.
 */
final class Merges {
    /** No merge: a rank after all others. */
    static final long NONE = Long.MAX_VALUE;

    private static final int PAGE = 256;

    private final int unkId;
    private final int vocabulary;

    /** Symbols of characters, in pages of 256 code points. */
    private final int[][] pages = new int[(Character.MAX_CODE_POINT + 1) / PAGE][];

    /** Open addressing: left symbol + 1 above and right below, then what they make: rank above and id below. */
    private final long[] pairs;

    Merges(PieceTable pieces, DoubleArray trie) {
        unkId = pieces.unkId;
        vocabulary = pieces.types.length;
        int[] none = new int[PAGE];
        Arrays.fill(none, ~unkId);
        Arrays.fill(pages, none);
        int further = vocabulary;
        for (int id = 0; id < vocabulary; id++) {
            byte[] bytes = pieces.surface(id);
            if (!pieces.types[id].matchesText()) {
                continue;
            }
            for (int at = 0; at < bytes.length; ) {
                int c = Utf8.decode(bytes, at, bytes.length);
                int length = Utf8.length(c);
                if (symbol(c) < 0) {
                    int piece = trie.valueOf(bytes, at, at + length);
                    if (pages[c / PAGE] == none) {
                        pages[c / PAGE] = none.clone();
                    }
                    pages[c / PAGE][c % PAGE] = piece >= 0 ? piece : further++;
                }
                at += length;
            }
        }
        pairs = pairs(pieces, trie);
    }

    /** The table of all pairs of symbols that together are a piece. */
    private long[] pairs(PieceTable pieces, DoubleArray trie) {
        int[] ranks = ranks(pieces);
        // With the ids of all beginnings and of all ends from one walk each, the time follows the pieces' bytes.
        DoubleArray backwards = pieces.backwards();
        int[] prefixes = new int[pieces.longest + 1];
        int[] suffixes = new int[pieces.longest + 1];
        PairTable table = new PairTable();
        for (int id = 0; id < vocabulary; id++) {
            if (!pieces.types[id].matchesText()) {
                continue;
            }
            byte[] bytes = pieces.surface(id);
            trie.valuesOfPrefixes(bytes, prefixes);
            backwards.valuesOfPrefixes(PieceTable.reversed(bytes), suffixes);
            int first = Utf8.lengthByLead(bytes[0]);
            for (int at = first; at < bytes.length; at += Utf8.lengthByLead(bytes[at])) {
                int left = at == first ? symbol(Utf8.decode(bytes, 0, at)) : prefixes[at];
                boolean lastCharacter = at + Utf8.lengthByLead(bytes[at]) == bytes.length;
                int right = lastCharacter ? symbol(Utf8.decode(bytes, at, bytes.length)) : suffixes[bytes.length - at];
                if (left >= 0 && right >= 0) {
                    table.add(key(left, right), (long) ranks[id] << 32 | id);
                }
            }
        }
        return table.slots;
    }

    /** By id: how many different scores are better. */
    private static int[] ranks(PieceTable pieces) {
        float[] sorted = new float[pieces.scores.length];
        for (int id = 0; id < sorted.length; id++) {
            // Adding zero makes -0 equal to 0.
            sorted[id] = -pieces.scores[id] + 0f;
        }
        float[] byId = sorted.clone();
        Arrays.sort(sorted);
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[distinct - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        int[] ranks = new int[byId.length];
        for (int id = 0; id < ranks.length; id++) {
            ranks[id] = Math.abs(Arrays.binarySearch(sorted, 0, distinct, byId[id]));
        }
        return ranks;
    }

    private static long key(int left, int right) {
        return (long) (left + 1) << 32 | right;
    }

    private static int slot(long key, int length) {
        long hash = key * 0x9E3779B97F4A7C15L;
        return (int) ((hash ^ (hash >>> 32)) & (length / 2 - 1)) * 2;
    }

    /** The table while it grows. */
    private static final class PairTable {
        long[] slots = new long[1 << 12];
        private int size;

        void add(long key, long value) {
            if (size * 4 >= slots.length) {
                long[] before = slots;
                slots = new long[before.length * 2];
                size = 0;
                for (int i = 0; i < before.length; i += 2) {
                    if (before[i] != 0) {
                        add(before[i], before[i + 1]);
                    }
                }
            }
            int slot = slot(key, slots.length);
            while (slots[slot] != 0 && slots[slot] != key) {
                slot = (slot + 2) & (slots.length - 1);
            }
            size += slots[slot] == 0 ? 1 : 0;
            slots[slot] = key;
            slots[slot + 1] = value;
        }
    }

    /** A symbol for a user-defined piece, which stands whole. */
    static int frozen(int id) {
        return ~id;
    }

    /** The symbol of a character. */
    int symbol(int c) {
        return pages[c >>> 8][c & 0xFF];
    }

    /** What the two make: rank, where less is better, above, and the piece's id below; or {@link #NONE}. */
    long of(int left, int right) {
        if ((left | right) < 0) {
            return NONE;
        }
        long key = key(left, right);
        long[] table = pairs;
        int slot = slot(key, table.length);
        while (true) {
            long found = table[slot];
            if (found == key) {
                return table[slot + 1];
            }
            if (found == 0) {
                return NONE;
            }
            slot = (slot + 2) & (table.length - 1);
        }
    }

    /** The id that a symbol comes out as. */
    int id(int symbol) {
        return symbol < 0 ? ~symbol : symbol < vocabulary ? symbol : unkId;
    }
}
