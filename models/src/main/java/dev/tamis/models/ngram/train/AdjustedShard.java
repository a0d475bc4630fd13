package dev.tamis.models.ngram.train;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Adjusts the counts of a shard (Heafield et al. 2013, section 3.2): an n-gram of the highest order, or one that begins with
 * {@code <s>}, has the number of its occurrences; another has the number of different words that stand before it, {@code <s>}
 * among them. The count by which it is pruned is that of its occurrences.
 *
 * @param routed n-grams of two words and more, by shard of their contexts, under their context keys; a value is twice the
 *     adjusted count, plus one where the n-gram is pruned
 * @param counts of the orders above 1, and of order 1 nothing
 * @param words adjusted counts of words as far as this shard knows: those of all shards are to be added
 * @param sentences of the text, as far as they end in this shard
 * @param tokens words of the text, without {@code </s>}, as far as this shard counts them
 */
public record AdjustedShard(List<Routed> routed, CountsOfCounts counts, long[] words, long sentences, long tokens) {

    /**
     * Counts a shard.
     *
     * @param blocks what {@link SentenceGrams} routed to this shard
     * @param vocabulary numbers of words are below this
     */
    public static AdjustedShard of(Iterator<GramList> blocks, Estimation settings, int vocabulary, int shards) {
        GramList grams = new GramList(1 << 10);
        blocks.forEachRemaining(grams::addAll);
        grams.sort();
        grams.sum();
        return new Walk(settings, vocabulary, shards).of(grams);
    }

    /** A walk in suffix order, which meets the n-grams of one suffix one after the other. */
    private static final class Walk {
        private final Estimation settings;
        private final int order;
        private final int shards;
        private final SentenceGrams.Router router;
        private final CountsOfCounts counts;
        private final long[] words;
        private final long[] adjusted;
        private final long[] occurrences;
        private long sentences;
        private long tokens;

        Walk(Estimation settings, int vocabulary, int shards) {
            this.settings = settings;
            this.shards = shards;
            order = settings.order();
            router = new SentenceGrams.Router(shards);
            counts = new CountsOfCounts(order);
            words = new long[vocabulary];
            adjusted = new long[order + 1];
            occurrences = new long[order + 1];
        }

        AdjustedShard of(GramList grams) {
            long high = 0;
            long low = 0;
            int open = 0;
            for (int i = 0; i < grams.size(); i++) {
                long nextHigh = grams.high(i);
                long nextLow = grams.low(i);
                long count = grams.value(i);
                if (GramKey.word(nextHigh, nextLow, 0) == Estimation.EOS) {
                    sentences += count;
                } else {
                    tokens += count;
                }
                int same = i == 0 ? 0 : GramKey.same(high, low, nextHigh, nextLow, open);
                close(high, low, same, open);
                for (int n = 1; n <= same; n++) {
                    occurrences[n] += count;
                }
                adjusted[same]++;
                int length = length(nextHigh, nextLow);
                for (int n = same + 1; n <= length && n < order; n++) {
                    adjusted[n] = 1;
                    occurrences[n] = count;
                }
                if (length < order) {
                    adjusted[length] = count;
                } else {
                    emit(nextHigh, nextLow, order, count, count);
                }
                open = Math.min(length, order - 1);
                high = nextHigh;
                low = nextLow;
            }
            close(high, low, 0, open);
            return new AdjustedShard(router.routed(Routed.Kind.GRAMS), counts, words, sentences, tokens);
        }

        /** Words up to the last {@code <s>}, all of what stands before which is {@code <s>} too. */
        private int length(long high, long low) {
            int length = 1;
            while (length < order && GramKey.word(high, low, length - 1) != Estimation.BOS) {
                length++;
            }
            return length;
        }

        private void close(long high, long low, int same, int open) {
            for (int n = open; n > same; n--) {
                emit(high & GramKey.highMask(n), low & GramKey.lowMask(n), n, adjusted[n], occurrences[n]);
            }
        }

        private void emit(long high, long low, int n, long count, long occurs) {
            if (n == 1) {
                words[GramKey.word(high, low, 0)] += count;
                return;
            }
            boolean cut = occurs <= settings.threshold(n);
            counts.add(n, count, cut);
            long contextHigh = GramKey.contextHigh(high, low);
            long contextLow = GramKey.contextLow(high, low);
            router.add(
                    GramKey.contextShard(contextHigh, contextLow, shards),
                    contextHigh,
                    contextLow,
                    (count << 1) | (cut ? 1 : 0));
        }
    }

    /** The counts of all words, of which {@code words} are the adjusted counts: no word is pruned. */
    public static CountsOfCounts withWords(CountsOfCounts counts, long[] words, int order) {
        CountsOfCounts ofWords = new CountsOfCounts(order);
        ofWords.add(1, 0, false);
        ofWords.add(1, 0, false);
        for (int word = Estimation.EOS; word < words.length; word++) {
            if (words[word] > 0) {
                ofWords.add(1, words[word], false);
            }
        }
        return counts.plus(ofWords);
    }

    /** Adds the counts of words of two shards. */
    public static long[] plus(long[] one, long[] other) {
        long[] sum = Arrays.copyOf(one, one.length);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }
}
