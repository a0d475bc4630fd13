package dev.tamis.tokenizer.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Candidate pieces of several symbols with their scores, the number of symbols of the corpus that they cover. They lie
 * in the order of the suffix tree, a string after its extensions, which is how SentencePiece breaks ties.
 */
public final class FoundSeeds implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Scores share a bucket when they agree in so many leading bits. */
    private static final int BUCKET_BITS = 10;

    private final int most;
    private char[] symbols;
    private long[] scores = new long[16];
    private int[] positions = new int[16];
    private short[] lengths = new short[16];
    private int size;

    /**
     * @param symbols in which the candidates lie
     * @param most number of candidates of which the best are wanted
     */
    FoundSeeds(char[] symbols, int most) {
        this.symbols = symbols;
        this.most = most;
    }

    void add(long score, int position, int length) {
        if (size == scores.length) {
            if (size >= 4L * most) {
                best();
            } else {
                int capacity = (int) Math.min(Math.max(4L * most, 16), size * 2L);
                scores = Arrays.copyOf(scores, capacity);
                positions = Arrays.copyOf(positions, capacity);
                lengths = Arrays.copyOf(lengths, capacity);
            }
        }
        scores[size] = score;
        positions[size] = position;
        lengths[size++] = (short) length;
    }

    char[] symbols() {
        return symbols;
    }

    /** Drops all but the best; of equal ones the first stay. The order of the others is kept. */
    FoundSeeds best() {
        if (size <= most) {
            return this;
        }
        long[] sorted = Arrays.copyOf(scores, size);
        Arrays.sort(sorted);
        long least = sorted[size - most];
        int equal = 0;
        for (int i = size - most; i < size && sorted[i] == least; i++) {
            equal++;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (scores[i] > least || (scores[i] == least && equal-- > 0)) {
                keep(i, kept++);
            }
        }
        size = kept;
        return this;
    }

    private void keep(int from, int to) {
        scores[to] = scores[from];
        positions[to] = positions[from];
        lengths[to] = lengths[from];
    }

    /** Appends candidates that lie in the same symbols and come later in the tree. */
    void addAll(FoundSeeds later) {
        for (int i = 0; i < later.size; i++) {
            add(later.scores[i], later.positions[i], later.lengths[i]);
        }
    }

    /** Lets go of all symbols but the candidates' own. */
    FoundSeeds compact() {
        long total = 0;
        for (int i = 0; i < size; i++) {
            total += lengths[i];
        }
        char[] own = new char[Math.toIntExact(total)];
        int at = 0;
        for (int i = 0; i < size; i++) {
            System.arraycopy(symbols, positions[i], own, at, lengths[i]);
            positions[i] = at;
            at += lengths[i];
        }
        symbols = own;
        scores = Arrays.copyOf(scores, size);
        positions = Arrays.copyOf(positions, size);
        lengths = Arrays.copyOf(lengths, size);
        return this;
    }

    /** Number of candidates by bucket of scores; a higher bucket holds higher scores. Histograms of shares add up. */
    public long[] histogram() {
        long[] histogram = new long[64 << BUCKET_BITS];
        for (int i = 0; i < size; i++) {
            histogram[bucket(scores[i])]++;
        }
        return histogram;
    }

    private static int bucket(long score) {
        if (score < 1 << BUCKET_BITS) {
            return (int) score;
        }
        int magnitude = 63 - Long.numberOfLeadingZeros(score);
        int fraction = (int) (score >>> (magnitude - BUCKET_BITS)) & ((1 << BUCKET_BITS) - 1);
        return (magnitude << BUCKET_BITS) | fraction;
    }

    /** The highest bucket that, with those above it, holds at least {@code wanted} candidates; 0 when there are fewer. */
    public static int leastBucket(long[] histogram, long wanted) {
        long count = 0;
        for (int bucket = histogram.length - 1; bucket > 0; bucket--) {
            count += histogram[bucket];
            if (count >= wanted) {
                return bucket;
            }
        }
        return 0;
    }

    /** The candidates from that bucket up. */
    public FoundSeeds from(int bucket) {
        FoundSeeds some = new FoundSeeds(symbols, most);
        for (int i = 0; i < size; i++) {
            if (bucket(scores[i]) >= bucket) {
                some.add(scores[i], positions[i], lengths[i]);
            }
        }
        return some.compact();
    }

    /** The best candidates of all shares. */
    public static FoundSeeds merged(List<FoundSeeds> shares, int most) {
        int size = 0;
        long length = 0;
        for (FoundSeeds share : shares) {
            size = Math.addExact(size, share.size);
            length += share.symbols.length;
        }
        char[] symbols = new char[Math.toIntExact(length)];
        long[] scores = new long[size];
        int[] positions = new int[size];
        short[] lengths = new short[size];
        int[] order = new int[size];
        int count = 0;
        int offset = 0;
        for (FoundSeeds share : shares) {
            System.arraycopy(share.symbols, 0, symbols, offset, share.symbols.length);
            for (int i = 0; i < share.size; i++, count++) {
                scores[count] = share.scores[i];
                positions[count] = share.positions[i] + offset;
                lengths[count] = share.lengths[i];
                order[count] = count;
            }
            offset += share.symbols.length;
        }
        IndexSort.sort(order, (a, b) -> inTree(symbols, positions[a], lengths[a], positions[b], lengths[b]));
        FoundSeeds merged = new FoundSeeds(symbols, most);
        for (int i : order) {
            merged.add(scores[i], positions[i], lengths[i]);
        }
        return merged.best();
    }

    /** By symbols, but a string after its extensions. */
    private static int inTree(char[] symbols, int a, int lengthOfA, int b, int lengthOfB) {
        for (int i = 0; i < Math.min(lengthOfA, lengthOfB); i++) {
            if (symbols[a + i] != symbols[b + i]) {
                return symbols[a + i] - symbols[b + i];
            }
        }
        return lengthOfB - lengthOfA;
    }

    /** Appends the candidates to a list, the best first and equal ones in the order of the tree. */
    void addTo(PieceList list) {
        int[] order = new int[size];
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
            keys[i] = -scores[i];
        }
        IndexSort.sort(order, keys);
        for (int i : order) {
            list.add(symbols, positions[i], lengths[i], (float) scores[i]);
        }
    }

    int size() {
        return size;
    }
}
