package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Byte pair encoding that skips merges at random (BPE-dropout, Provilkov et al. 2020), as SentencePiece does it: each
 * merge is skipped when its turn comes, and comes again only when a neighbour has changed. With a probability of 0 it
 * gives the plain segmentation.
 */
final class DropoutSegmenter {
    private final PieceTable pieces;
    private final DoubleArray trie;

    DropoutSegmenter(PieceTable pieces) {
        this.pieces = pieces;
        trie = pieces.trie(type -> true);
    }

    /** A pair of neighbours whose joint surface is a piece; the best score comes first, of equal ones the leftmost. */
    private record Pair(float score, int left, int right, int length) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            // Adding zero makes -0 equal to 0.
            int byScore = Float.compare(other.score + 0f, score + 0f);
            return byScore != 0 ? byScore : Integer.compare(left, other.left);
        }
    }

    /** One text's symbols, as a doubly linked list; a length of 0 marks one merged away. */
    private final class Symbols {
        final byte[] text;
        final int[] starts;
        final int[] lengths;
        final int[] previous;
        final int[] next;
        final boolean[] frozen;
        final PriorityQueue<Pair> agenda = new PriorityQueue<>();
        /** For an unused piece, by id: length of the left part that it was last joined from. */
        final Map<Integer, Integer> splits = new HashMap<>();

        int count;

        Symbols(byte[] text, int size) {
            this.text = text;
            starts = new int[size];
            lengths = new int[size];
            previous = new int[size];
            next = new int[size];
            frozen = new boolean[size];
            for (int at = 0; at < size; count++) {
                long symbol = pieces.userTrie == null ? -1 : pieces.userTrie.longestPrefix(text, at, size);
                frozen[count] = symbol >= 0;
                starts[count] = at;
                lengths[count] = symbol >= 0 ? (int) (symbol >>> 32) : Math.min(Utf8.lengthByLead(text[at]), size - at);
                previous[count] = count - 1;
                next[count] = count + 1;
                at += lengths[count];
            }
            next[count - 1] = -1;
        }

        void offer(int left, int right) {
            if (left < 0 || right < 0 || frozen[left] || frozen[right]) {
                return;
            }
            int length = lengths[left] + lengths[right];
            int id = trie.valueOf(text, starts[left], starts[left] + length);
            if (id < 0) {
                return;
            }
            agenda.add(new Pair(pieces.scores[id], left, right, length));
            if (pieces.types[id] == PieceType.UNUSED) {
                splits.put(id, lengths[left]);
            }
        }

        /** Appends the symbol, or the parts of one that is no longer used. */
        void write(int from, int to, Tokens out) {
            int id = trie.valueOf(text, from, to);
            Integer split = id >= 0 && pieces.types[id] == PieceType.UNUSED ? splits.get(id) : null;
            if (split == null) {
                out.add(id < 0 ? pieces.unkId : id, to);
            } else {
                write(from, from + split, out);
                write(from + split, to, out);
            }
        }
    }

    /**
     * Appends a token for each piece of {@code text[0, size)}, which is not empty.
     *
     * @param dropout probability that a merge is skipped
     */
    void segment(byte[] text, int size, float dropout, SplittableRandom random, Tokens out) {
        Symbols symbols = new Symbols(text, size);
        for (int i = 1; i < symbols.count; i++) {
            symbols.offer(i - 1, i);
        }
        for (Pair top = symbols.agenda.poll(); top != null; top = symbols.agenda.poll()) {
            int left = top.left;
            int right = top.right;
            if (symbols.lengths[left] == 0
                    || symbols.lengths[right] == 0
                    || symbols.lengths[left] + symbols.lengths[right] != top.length
                    || skips(dropout, random)) {
                continue;
            }
            symbols.lengths[left] = top.length;
            symbols.lengths[right] = 0;
            symbols.next[left] = symbols.next[right];
            if (symbols.next[right] >= 0) {
                symbols.previous[symbols.next[right]] = left;
            }
            symbols.offer(symbols.previous[left], left);
            symbols.offer(left, symbols.next[left]);
        }
        for (int i = 0; i >= 0; i = symbols.next[i]) {
            symbols.write(symbols.starts[i], symbols.starts[i] + symbols.lengths[i], out);
        }
    }

    private static boolean skips(float dropout, SplittableRandom random) {
        return dropout > 0 && (dropout >= 1 || random.nextDouble() < dropout);
    }
}
