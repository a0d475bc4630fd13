package dev.tamis.models.ngram.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Interpolates the orders of a shard: the probability of an n-gram is its own share plus what its context leaves, times the
 * probability of its suffix, which stands right before it in suffix order.
 */
public final class SuffixShard {
    private SuffixShard() {}

    /**
     * Interpolates a shard.
     *
     * @param blocks what {@link ContextShard} routed to this shard
     * @return lines of ARPA of the orders from 2 on, in the order of their suffix keys
     */
    public static List<ArpaText> of(
            Iterator<Routed> blocks, WordProbabilities words, Estimation settings, ArpaText.Words names) {
        GramList grams = new GramList(1 << 10);
        GramList contexts = new GramList(1 << 10);
        blocks.forEachRemaining(block -> (block.kind() == Routed.Kind.GRAMS ? grams : contexts).addAll(block.grams()));
        grams.sort();
        contexts.sort();
        List<ArpaText> texts = new ArrayList<>();
        for (int order = 2; order <= settings.order(); order++) {
            texts.add(new ArpaText(order, order == settings.order(), names));
        }
        float[] probabilities = new float[settings.order() + 1];
        long high = 0;
        long low = 0;
        int context = 0;
        for (int i = 0; i < grams.size(); i++) {
            long nextHigh = grams.high(i);
            long nextLow = grams.low(i);
            int order = GramKey.order(nextHigh, nextLow);
            if (order == 2) {
                probabilities[1] = words.probability(GramKey.word(nextHigh, nextLow, 0));
            } else if (GramKey.same(high, low, nextHigh, nextLow, order) < order - 1) {
                throw new IllegalStateException("an n-gram of " + order + " words is kept without its suffix");
            }
            float probability =
                    ContextShard.first(grams.value(i)) + ContextShard.second(grams.value(i)) * probabilities[order - 1];
            probabilities[order] = probability;
            while (context < contexts.size() && before(contexts, context, nextHigh, nextLow)) {
                context++;
            }
            float rest = 1;
            if (context < contexts.size() && contexts.high(context) == nextHigh && contexts.low(context) == nextLow) {
                rest = ContextShard.first(contexts.value(context));
            }
            texts.get(order - 2).add(nextHigh, nextLow, probability, rest);
            high = nextHigh;
            low = nextLow;
        }
        return texts;
    }

    private static boolean before(GramList list, int at, long high, long low) {
        return list.high(at) < high || (list.high(at) == high && list.low(at) < low);
    }
}
