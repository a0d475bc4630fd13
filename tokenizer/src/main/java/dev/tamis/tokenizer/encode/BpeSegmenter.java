package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Byte pair encoding (Sennrich et al. 2016) by piece scores: the neighbours whose joint piece scores best merge first,
 * of equal ones the leftmost. User-defined symbols stand whole and never merge.
 *
 * <p>An unused piece is split again the way it was last made anywhere in the text, so that with unused pieces the text
 * is one unit.
 */
final class BpeSegmenter extends UnitSegmenter {
    /** Units of up to this many symbols are merged by looking through all pairs, longer ones by a heap. */
    private static final int SHORT = 48;

    private final DoubleArray trie;
    private final boolean hasUnused;

    /** The symbols of a long unit, as a doubly linked list; a length of zero marks one merged away. */
    private int[] starts = new int[128];

    private int[] lengths = new int[128];
    private int[] previous = new int[128];
    private int[] next = new int[128];
    private boolean[] frozen = new boolean[128];

    /** A binary heap: scores (inverted, so that smaller is better) and left symbols, right symbols, joint lengths. */
    private long[] heapKeys = new long[256];

    private int[] heapRights = new int[256];
    private int[] heapLengths = new int[256];
    private int heapSize;

    /** For an unused piece, by id: length of the left part it was last joined from. */
    private final int[] splits;

    private final IntArray pending = new IntArray();

    /** What decides on merges to skip, and how likely they are; null when all are made. */
    private SplittableRandom random;

    private float dropout;

    private final Merges merges;

    /** The symbols of a short unit, and of each with its right neighbour what {@link Merges} says. */
    private final int[] symbols = new int[SHORT];

    private final long[] joined = new long[SHORT];

    BpeSegmenter(PieceTable pieces, boolean wellFormed, int cacheSets) {
        super(pieces, wellFormed && !pieces.hasUnused(), cacheSets);
        trie = pieces.trie(type -> true);
        hasUnused = pieces.hasUnused();
        splits = hasUnused ? new int[pieces.types.length] : null;
        merges = wellFormed && !hasUnused ? new Merges(pieces, trie) : null;
        bound = Float.POSITIVE_INFINITY;
    }

    private BpeSegmenter(BpeSegmenter other) {
        super(other, CACHE_SETS);
        trie = other.trie;
        hasUnused = other.hasUnused;
        splits = hasUnused ? new int[pieces.types.length] : null;
        merges = other.merges;
        bound = Float.POSITIVE_INFINITY;
    }

    @Override
    public Segmenter another() {
        return new BpeSegmenter(this);
    }

    @Override
    public void begin() {
        if (starts.length > KEPT) {
            starts = new int[128];
            lengths = new int[128];
            previous = new int[128];
            next = new int[128];
            frozen = new boolean[128];
        }
        if (heapKeys.length > KEPT) {
            heapKeys = new long[256];
            heapRights = new int[256];
            heapLengths = new int[256];
        }
        if (hasUnused) {
            Arrays.fill(splits, 0);
        }
    }

    // Nothing before a unit matters to it.
    @Override
    void beginPart(int firstId) {}

    @Override
    void measure(IntArray ids) {}

    @Override
    void unitInPlace(byte[] text, int from, int to, IntArray ids) {
        unit(text, from, to, ids);
    }

    @Override
    void unit(byte[] text, int from, int to, IntArray ids) {
        int count = merges == null ? -1 : symbols(text, from, to);
        if (count < 0) {
            mergeByHeap(text, from, to, ids);
            return;
        }
        count = merge(count);
        int first = ids.claim(count);
        int[] values = ids.array();
        for (int i = 0; i < count; i++) {
            values[first + i] = merges.id(symbols[i]);
        }
    }

    /** Writes the unit's characters and user-defined symbols as symbols; returns how many, or -1 for too many. */
    private int symbols(byte[] text, int from, int to) {
        int count = 0;
        for (int at = from; at < to; count++) {
            if (count == SHORT) {
                return -1;
            }
            long symbol = pieces.userTrie == null ? -1 : pieces.userTrie.longestPrefix(text, at, to);
            if (symbol >= 0) {
                int length = (int) (symbol >>> 32);
                symbols[count] = Merges.frozen(trie.valueOf(text, at, at + length));
                at += length;
            } else {
                int c = Utf8.decode(text, at, to);
                symbols[count] = merges.symbol(c);
                at += Utf8.length(c);
            }
        }
        return count;
    }

    /** Merges the symbols where they lie; returns how many are left. */
    private int merge(int count) {
        for (int i = 0; i + 1 < count; i++) {
            joined[i] = merges.of(symbols[i], symbols[i + 1]);
        }
        int left = count;
        while (left > 1) {
            int at = -1;
            long best = Merges.NONE >>> 32;
            for (int i = 0; i + 1 < left; i++) {
                long rank = joined[i] >>> 32;
                if (rank < best) {
                    best = rank;
                    at = i;
                }
            }
            if (at < 0) {
                break;
            }
            symbols[at] = (int) joined[at];
            left--;
            for (int i = at + 1; i < left; i++) {
                symbols[i] = symbols[i + 1];
                joined[i] = joined[i + 1];
            }
            if (at > 0) {
                joined[at - 1] = merges.of(symbols[at - 1], symbols[at]);
            }
            if (at + 1 < left) {
                joined[at] = merges.of(symbols[at], symbols[at + 1]);
            }
        }
        return left;
    }

    /**
     * Appends the ids of a text, skipping merges at random (BPE-dropout, Provilkov et al. 2020), as SentencePiece does
     * it: each merge is skipped when its turn comes, and comes again only when a neighbour has changed.
     *
     * @param text {@code size} bytes, at least one
     * @param probability that a merge is skipped; with 0 this is the plain segmentation
     */
    void segmentWithDropout(byte[] text, int size, float probability, SplittableRandom source, IntArray ids) {
        begin();
        random = source;
        dropout = probability;
        try {
            mergeByHeap(text, 0, size, ids);
        } finally {
            random = null;
        }
    }

    private void mergeByHeap(byte[] text, int from, int to, IntArray out) {
        int count = 0;
        for (int at = from; at < to; count++) {
            if (count == starts.length) {
                growSymbols();
            }
            long symbol = pieces.userTrie == null ? -1 : pieces.userTrie.longestPrefix(text, at, to);
            frozen[count] = symbol >= 0;
            starts[count] = at;
            lengths[count] = symbol >= 0 ? (int) (symbol >>> 32) : Math.min(Utf8.lengthByLead(text[at]), to - at);
            previous[count] = count - 1;
            next[count] = count + 1;
            at += lengths[count];
        }
        next[count - 1] = -1;
        heapSize = 0;
        for (int i = 0; i + 1 < count; i++) {
            offer(text, i, i + 1);
        }
        while (heapSize > 0) {
            int left = (int) heapKeys[0];
            int right = heapRights[0];
            int length = heapLengths[0];
            pop();
            if (lengths[left] == 0 || lengths[right] == 0 || lengths[left] + lengths[right] != length) {
                continue;
            }
            if (random != null && random.nextDouble() < dropout) {
                continue;
            }
            lengths[left] = length;
            lengths[right] = 0;
            next[left] = next[right];
            if (next[right] >= 0) {
                previous[next[right]] = left;
            }
            if (previous[left] >= 0) {
                offer(text, previous[left], left);
            }
            if (next[left] >= 0) {
                offer(text, left, next[left]);
            }
        }
        for (int i = 0; i >= 0; i = next[i]) {
            write(text, starts[i], starts[i] + lengths[i], out);
        }
    }

    /** Puts the pair in the heap when its joint surface is a piece. */
    private void offer(byte[] text, int left, int right) {
        if (frozen[left] || frozen[right]) {
            return;
        }
        int length = lengths[left] + lengths[right];
        int id = trie.valueOf(text, starts[left], starts[left] + length);
        if (id < 0) {
            return;
        }
        if (hasUnused && pieces.types[id] == PieceType.UNUSED) {
            splits[id] = lengths[left];
        }
        // Adding zero makes -0 equal to 0; the bits of a float sort as an int once negative ones are turned round.
        int bits = Float.floatToIntBits(pieces.scores[id] + 0f);
        int ascending = bits < 0 ? ~bits ^ 1 << 31 : bits;
        push((long) ~ascending << 32 | left, right, length);
    }

    /** Appends a symbol; an unused piece goes back to the parts it came from. */
    private void write(byte[] text, int start, int end, IntArray out) {
        pending.add(start);
        pending.add(end);
        while (pending.size() > 0) {
            int to = pending.pop();
            int from = pending.pop();
            int id = trie.valueOf(text, from, to);
            if (id >= 0 && pieces.types[id] == PieceType.UNUSED && splits[id] > 0) {
                pending.add(from + splits[id]);
                pending.add(to);
                pending.add(from);
                pending.add(from + splits[id]);
            } else {
                out.add(id < 0 ? pieces.unkId : id);
            }
        }
    }

    private void push(long key, int right, int length) {
        if (heapSize == heapKeys.length) {
            heapKeys = Arrays.copyOf(heapKeys, heapSize * 2);
            heapRights = Arrays.copyOf(heapRights, heapSize * 2);
            heapLengths = Arrays.copyOf(heapLengths, heapSize * 2);
        }
        int at = heapSize++;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (heapKeys[parent] <= key) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        heapKeys[at] = key;
        heapRights[at] = right;
        heapLengths[at] = length;
    }

    private void pop() {
        int last = --heapSize;
        long key = heapKeys[last];
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= last) {
                break;
            }
            if (child + 1 < last && heapKeys[child + 1] < heapKeys[child]) {
                child++;
            }
            if (heapKeys[child] >= key) {
                break;
            }
            move(child, at);
            at = child;
        }
        move(last, at);
    }

    private void move(int from, int to) {
        heapKeys[to] = heapKeys[from];
        heapRights[to] = heapRights[from];
        heapLengths[to] = heapLengths[from];
    }

    private void growSymbols() {
        int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, starts.length * 2L);
        starts = Arrays.copyOf(starts, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        previous = Arrays.copyOf(previous, capacity);
        next = Arrays.copyOf(next, capacity);
        frozen = Arrays.copyOf(frozen, capacity);
    }
}
