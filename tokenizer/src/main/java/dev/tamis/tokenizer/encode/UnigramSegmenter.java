package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.normalize.DoubleArray;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;

/**
 * The most probable segmentation under a unigram model (Kudo 2018), by Viterbi over bytes. Sums are kept in float, and
 * the first of equal paths wins: exactly as in SentencePiece, because rounding decides ties.
 *
 * <p>Every path goes through the ends of a unit, so that units depend on each other by the sum so far alone, and by
 * that only through rounding. Say the best path of a unit has m pieces, and n is its number of characters: another
 * path has at most n pieces, and the two sums together are rounded m + n times, each by no more than 2^-24 of the
 * largest sum. The best path stays the best while its lead exceeds that.
 *
 * <p>Where no piece that starts before a position reaches beyond it, the path so far is written out, so scratch space
 * follows the longest stretch of overlapping pieces and not the text.
 */
final class UnigramSegmenter extends UnitSegmenter {
    /** Paths are written out in stretches of at least this many bytes. */
    private static final int STRETCH = 4096;

    private static final double ROUNDING = 0x1p-24;

    private final long[] nodes;
    private final double[] scores;
    /** No step is longer: a piece, or a character. */
    private final int longest;

    private final boolean comparesInFloat;

    private float[] best = new float[2 * STRETCH];
    /** For each end: the best sum but one there. */
    private double[] second = new double[2 * STRETCH];
    /** For each end: where its piece starts, above, and the piece's id, below; -1 where no piece ends. */
    private long[] steps = new long[2 * STRETCH];

    private int[] path = new int[256];

    /** The sum of scores before the id at {@code summed}. */
    private float sum;

    private int summed;

    /** Of the last path: the lead over any other, the largest size of a sum, and number of characters. */
    private double lead;

    private float largest;
    private int characters;

    UnigramSegmenter(PieceTable pieces, UnigramRules rules, boolean wellFormed, int cacheSets) {
        super(pieces, wellFormed, cacheSets);
        comparesInFloat = rules.comparesInFloat();
        // Unused pieces neither match nor count as the one piece of a character, so they need not be in the trie.
        nodes = nodes(pieces.trie(type -> type != PieceType.UNUSED).units());
        scores = new double[pieces.types.length];
        for (int id = 0; id < scores.length; id++) {
            scores[id] = pieces.types[id] == PieceType.USER_DEFINED
                    ? rules.userScore(pieces.bytesOf(id), pieces.largestScore)
                    : pieces.scores[id];
        }
        scores[pieces.unkId] = pieces.unknownScore;
        longest = Math.max(4, pieces.longest);
        Arrays.fill(steps, -1);
    }

    private UnigramSegmenter(UnigramSegmenter other) {
        super(other, CACHE_SETS);
        nodes = other.nodes;
        scores = other.scores;
        longest = other.longest;
        comparesInFloat = other.comparesInFloat;
        Arrays.fill(steps, -1);
    }

    private static final int BASE_SHIFT = 35;
    private static final int LABEL_SHIFT = 26;
    private static final int TAKEN = 0x100;
    private static final int ID = (1 << LABEL_SHIFT) - 1;

    /**
     * The trie with a key's value in the unit of its last byte, so that a step reads one place: from the top, 29 bits
     * whose exclusive or with a byte is the child's place, 9 bits of label, and 26 bits of id + 1 or 0.
     */
    private static long[] nodes(int[] units) {
        long[] nodes = new long[units.length];
        for (int at = 0; at < units.length; at++) {
            if (at > 0 && units[at] < 0) {
                continue; // a value, or free
            }
            int children = at ^ DoubleArray.offset(units[at]);
            int id = (units[at] & DoubleArray.HAS_LEAF) == 0 ? -1 : units[children] & DoubleArray.VALUE;
            if (id >= ID) {
                throw new IllegalStateException("piece id " + id + " exceeds the bound of " + (ID - 1));
            }
            nodes[at] = (long) children << BASE_SHIFT | (long) ((units[at] & 0xFF) | TAKEN) << LABEL_SHIFT | id + 1;
        }
        return nodes;
    }

    @Override
    public Segmenter another() {
        return new UnigramSegmenter(this);
    }

    @Override
    public void begin() {
        if (best.length > KEPT) {
            best = new float[2 * STRETCH];
            second = new double[2 * STRETCH];
            steps = new long[2 * STRETCH];
            path = new int[256];
            Arrays.fill(steps, -1);
        }
        sum = 0;
        distance = 0;
    }

    @Override
    void beginPart(int firstId) {
        summed = firstId;
    }

    @Override
    void unit(byte[] text, int from, int to, IntArray ids) {
        int before = ids.size();
        best(text, from, to, 0, ids);
        double total = 0;
        for (int i = before; i < ids.size(); i++) {
            total += Math.abs(scores[ids.get(i)]);
        }
        cost = (float) total;
        // The lead was found by rounded sums itself. A fiftieth is for the roundings of this figure.
        double sure = lead - 2 * (characters + 1) * ROUNDING * largest;
        bound = (float) (0.98 * sure / (ROUNDING * (characters + ids.size() - before)) - largest);
    }

    @Override
    void unitInPlace(byte[] text, int from, int to, IntArray ids) {
        measure(ids);
        sum = best(text, from, to, sum, ids);
        summed = ids.size();
        distance = Math.abs(sum);
    }

    @Override
    void measure(IntArray ids) {
        int[] values = ids.array();
        float so = sum;
        for (int i = summed; i < ids.size(); i++) {
            so = (float) (scores[values[i]] + so);
        }
        sum = so;
        summed = ids.size();
        distance = Math.abs(so);
    }

    /** Appends the best path from one end to the other, given the sum before it; returns the sum after it. */
    private float best(byte[] text, int from, int size, float before, IntArray ids) {
        lead = Double.POSITIVE_INFINITY;
        largest = 0;
        characters = 0;
        int base = from;
        int reach = from;
        int at = from;
        best[0] = before;
        double unknown = scores[pieces.unkId];
        while (at < size) {
            if (reach == at && at - base >= STRETCH) {
                writePath(base, at, reach, ids);
                best[0] = best[at - base];
                base = at;
            }
            int local = at - base;
            ensure(local + Math.min(longest, size - at) + 1L);
            float till = best[local];
            largest = Math.max(largest, Math.abs(till));
            characters++;
            int width = Math.min(Utf8.lengthByLead(text[at]), size - at);
            boolean single = false;
            long node = nodes[0];
            int end = at;
            while (end < size) {
                int b = text[end++] & 0xFF;
                node = nodes[(int) (node >>> BASE_SHIFT) ^ b];
                if (((int) (node >>> LABEL_SHIFT) & 0x1FF) != (b | TAKEN)) {
                    break;
                }
                int id = ((int) node & ID) - 1;
                if (id >= 0) {
                    double candidate = scores[id] + till;
                    relax(end - base, local, id, comparesInFloat ? (float) candidate : candidate);
                    single |= end - at == width;
                    reach = Math.max(reach, end);
                }
            }
            if (!single) {
                // SentencePiece adds these two as floats.
                relax(local + width, local, pieces.unkId, (float) (unknown + till));
                reach = Math.max(reach, at + width);
            }
            at += width;
        }
        float after = best[size - base];
        largest = Math.max(largest, Math.abs(after));
        writePath(base, size, reach, ids);
        return after;
    }

    /** A way to {@code to} with a last piece that starts at {@code start}. */
    private void relax(int to, int start, int id, double candidate) {
        if (steps[to] < 0) {
            second[to] = Double.NEGATIVE_INFINITY;
        } else if (candidate > best[to]) {
            second[to] = best[to];
        } else {
            second[to] = Math.max(second[to], candidate);
            return;
        }
        best[to] = (float) candidate;
        steps[to] = (long) start << 32 | id;
    }

    /** Appends the best path from {@code base} to {@code end}, and clears the steps for the next stretch. */
    private void writePath(int base, int end, int reach, IntArray ids) {
        int length = 0;
        for (int at = end - base; at > 0; at = (int) (steps[at] >>> 32)) {
            if (length == path.length) {
                path = Arrays.copyOf(path, length * 2);
            }
            path[length++] = (int) steps[at];
            lead = Math.min(lead, best[at] - second[at]);
        }
        int first = ids.claim(length);
        int[] values = ids.array();
        for (int i = 0; i < length; i++) {
            values[first + i] = path[length - 1 - i];
        }
        Arrays.fill(steps, 0, reach - base + 1, -1);
    }

    private void ensure(long capacity) {
        if (capacity > best.length) {
            int grown = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(capacity, best.length * 2L));
            int before = best.length;
            best = Arrays.copyOf(best, grown);
            second = Arrays.copyOf(second, grown);
            steps = Arrays.copyOf(steps, grown);
            Arrays.fill(steps, before, grown, -1);
        }
    }
}
