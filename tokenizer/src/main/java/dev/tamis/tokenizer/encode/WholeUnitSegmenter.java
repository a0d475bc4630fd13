package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.Utf8;

/** Segments into words, each from one U+2581 to the next, or into characters and user-defined symbols. */
final class WholeUnitSegmenter implements Segmenter {
    private final PieceTable pieces;
    private final DoubleArray trie;
    private final boolean words;

    WholeUnitSegmenter(PieceTable pieces, boolean words) {
        this.pieces = pieces;
        this.trie = pieces.trie(type -> true);
        this.words = words;
    }

    @Override
    public Segmenter another() {
        return this; // holds no scratch space
    }

    @Override
    public void segment(byte[] text, int size, Tokens out) {
        int from = 0;
        while (from < size) {
            int to;
            if (words) {
                to = from + 1;
                while (to < size && !(text[to] == Utf8.SPACE_LEAD && Utf8.isSpace(text, to, size))) {
                    to++;
                }
            } else {
                long symbol = pieces.userTrie == null ? -1 : pieces.userTrie.longestPrefix(text, from, size);
                to = from
                        + (symbol >= 0 ? (int) (symbol >>> 32) : Math.min(Utf8.lengthByLead(text[from]), size - from));
            }
            int id = trie.valueOf(text, from, to);
            out.add(id < 0 ? pieces.unkId : id, to);
            from = to;
        }
    }
}
