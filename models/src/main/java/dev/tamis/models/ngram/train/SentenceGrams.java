package dev.tamis.models.ngram.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the n-grams of the highest order that sentences have, each sentence with order - 1 times {@code <s>} before it and
 * {@code </s>} after it. An instance serves one thread.
 */
public final class SentenceGrams {
    private final int order;
    private final int shards;
    private final int most;
    private final long highMask;
    private final long lowMask;
    private final GramList grams;

    /** @param most n-grams held before {@link #isFull} */
    public SentenceGrams(int order, int shards, int most) {
        this.order = order;
        this.shards = shards;
        this.most = most;
        highMask = GramKey.highMask(order);
        lowMask = GramKey.lowMask(order);
        grams = new GramList(1 << 10);
    }

    /**
     * Adds a sentence; one without words is left out.
     *
     * @param ids numbers of words from {@link Estimation#WORDS} on; {@link Estimation#UNK} and what else lies below count as
     *     if they were not there, as lmplz has it with {@code --skip_symbols}
     */
    public void add(int[] ids, int from, int count) {
        long high = 0;
        long low = 0;
        for (int i = 1; i < order; i++) {
            low = GramKey.pushLow(high, low);
            high = GramKey.pushHigh(high, Estimation.BOS);
        }
        boolean empty = true;
        for (int i = from; i < from + count; i++) {
            if (ids[i] >= Estimation.WORDS) {
                low = GramKey.pushLow(high, low) & lowMask;
                high = GramKey.pushHigh(high, ids[i]) & highMask;
                grams.add(high, low, 1);
                empty = false;
            }
        }
        if (!empty) {
            grams.add(GramKey.pushHigh(high, Estimation.EOS) & highMask, GramKey.pushLow(high, low) & lowMask, 1);
        }
    }

    /** Whether it is time to take what was collected. */
    public boolean isFull() {
        return grams.size() >= most;
    }

    /** What was collected since the last time, counted, by shard; shards without any are left out. */
    public List<Routed> take() {
        grams.sort();
        grams.sum();
        Router router = new Router(shards);
        for (int i = 0; i < grams.size(); i++) {
            router.add(GramKey.suffixShard(grams.high(i), shards), grams.high(i), grams.low(i), grams.value(i));
        }
        grams.clear();
        return router.routed(Routed.Kind.GRAMS);
    }

    /** Fills the lists of shards. */
    static final class Router {
        private final GramList[] lists;

        Router(int shards) {
            lists = new GramList[shards];
        }

        void add(int shard, long high, long low, long value) {
            if (lists[shard] == null) {
                lists[shard] = new GramList(16);
            }
            lists[shard].add(high, low, value);
        }

        List<Routed> routed(Routed.Kind kind) {
            List<Routed> routed = new ArrayList<>();
            for (int shard = 0; shard < lists.length; shard++) {
                if (lists[shard] != null) {
                    routed.add(new Routed(shard, kind, lists[shard].trimmed()));
                    lists[shard] = null;
                }
            }
            return routed;
        }
    }
}
