package dev.tamis.tokenizer.encode;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.Utf8;

/** Segments into words, each from one U+2581 to the next, or into characters and user-defined symbols. */
final class WholeUnitSegmenter implements Segmenter {
    private final PieceTable pieces;
    private final DoubleArray trie;
    private final boolean words;
    /** So close to the end of a part, a unit could be longer than it seems. */
    private final int longest;

    WholeUnitSegmenter(PieceTable pieces, boolean words) {
        this.pieces = pieces;
        this.trie = pieces.trie(type -> true);
        this.words = words;
        int most = 4;
        for (ByteString symbol : pieces.userSymbols) {
            most = Math.max(most, symbol.size());
        }
        longest = most;
    }

    @Override
    public Segmenter another() {
        return this; // holds no scratch space
    }

    @Override
    public void begin() {}

    @Override
    public int segment(ByteArray buffer, int size, boolean last, IntArray ids) {
        byte[] text = buffer.array();
        int from = 0;
        while (from < size) {
            int to;
            if (words) {
                to = PieceTable.wordEnd(text, from, size);
            } else {
                long symbol = pieces.userTrie == null ? -1 : pieces.userTrie.longestPrefix(text, from, size);
                to = from
                        + (symbol >= 0 ? (int) (symbol >>> 32) : Math.min(Utf8.lengthByLead(text[from]), size - from));
            }
            if (!last && to > size - longest) {
                break;
            }
            int id = trie.valueOf(text, from, to);
            ids.add(id < 0 ? pieces.unkId : id);
            from = to;
        }
        return from;
    }
}
