package dev.tamis.models.ngram.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Discounts the counts of a shard whose n-grams lie with all others of their context: what each keeps of the context's mass,
 * and what is left to the lower order (Chen and Goodman 1998, page 20). In single precision, as lmplz has it.
 */
public final class ContextShard {
    private ContextShard() {}

    /**
     * Discounts a shard.
     *
     * @param blocks what {@link AdjustedShard} routed to this shard
     * @return n-grams that are kept, under their suffix keys, with the floats of {@link #pack}: their own share and the
     *     context's rest; and contexts under their suffix keys, with their rest as a float
     */
    public static List<Routed> of(Iterator<GramList> blocks, Discounts discounts, int shards) {
        GramList grams = new GramList(1 << 10);
        blocks.forEachRemaining(grams::addAll);
        grams.sort();
        SentenceGrams.Router kept = new SentenceGrams.Router(shards);
        SentenceGrams.Router contexts = new SentenceGrams.Router(shards);
        GramList wordContexts = new GramList(16);
        for (int start = 0, end; start < grams.size(); start = end) {
            long high = grams.high(start);
            long low = grams.low(start) & ~GramKey.FIELD;
            int order = GramKey.order(high, low) + 1;
            long all = 0;
            long cut = 0;
            long[] withCount = new long[4];
            end = start;
            while (end < grams.size() && grams.high(end) == high && (grams.low(end) & ~GramKey.FIELD) == low) {
                long count = grams.value(end) >>> 1;
                all += count;
                if ((grams.value(end) & 1) != 0) {
                    cut += count;
                } else {
                    withCount[(int) Math.min(count, 3)]++;
                }
                end++;
            }
            float sum = all;
            float rest = rest(discounts, order, withCount, cut, sum);
            for (int i = start; i < end; i++) {
                if ((grams.value(i) & 1) == 0) {
                    long count = grams.value(i) >>> 1;
                    long suffixHigh = GramKey.suffixHigh(high, grams.low(i));
                    kept.add(
                            GramKey.suffixShard(suffixHigh, shards),
                            suffixHigh,
                            GramKey.suffixLow(high, grams.low(i)),
                            pack((count - discounts.of(order, count)) / sum, rest));
                }
            }
            if (order == 2) {
                wordContexts.add(high, low, pack(rest, 0));
            } else {
                contexts.add(GramKey.suffixShard(high, shards), high, low, pack(rest, 0));
            }
        }
        List<Routed> routed = new ArrayList<>(kept.routed(Routed.Kind.GRAMS));
        routed.addAll(contexts.routed(Routed.Kind.CONTEXTS));
        routed.add(new Routed(-1, Routed.Kind.WORD_CONTEXTS, wordContexts.trimmed()));
        return routed;
    }

    /**
     * What a context leaves to the lower order.
     *
     * @param withCount how many n-grams that are kept have a count of 1, 2, and 3 or more
     * @param cut counts of those that are pruned, all of which is left
     * @param sum of all counts
     */
    static float rest(Discounts discounts, int order, long[] withCount, long cut, float sum) {
        float rest = 0;
        for (int count = 1; count <= 3; count++) {
            rest += discounts.of(order, count) * withCount[count];
        }
        rest += cut;
        return rest / sum;
    }

    static long pack(float first, float second) {
        return ((long) Float.floatToRawIntBits(first) << 32) | (Float.floatToRawIntBits(second) & 0xFFFF_FFFFL);
    }

    static float first(long packed) {
        return Float.intBitsToFloat((int) (packed >>> 32));
    }

    static float second(long packed) {
        return Float.intBitsToFloat((int) packed);
    }
}
