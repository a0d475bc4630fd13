package dev.tamis.models.ngram.train;

import java.io.Serializable;

/** Probabilities of single words, and what each leaves to lower orders as a context. */
public final class WordProbabilities implements Serializable {
    private static final long serialVersionUID = 1L;

    private final boolean[] occurs;
    private final float[] probabilities;
    private final float[] rests;

    private WordProbabilities(boolean[] occurs, float[] probabilities, float[] rests) {
        this.occurs = occurs;
        this.probabilities = probabilities;
        this.rests = rests;
    }

    /**
     * Computes them.
     *
     * @param words adjusted counts by number of word; one that does not occur has 0
     */
    public static WordProbabilities of(long[] words, CountsOfCounts counts, Discounts discounts) {
        long all = 0;
        long[] withCount = new long[4];
        for (int word = Estimation.EOS; word < words.length; word++) {
            all += words[word];
            if (words[word] > 0) {
                withCount[(int) Math.min(words[word], 3)]++;
            }
        }
        if (all == 0) {
            throw new IllegalArgumentException("there is no text to estimate a model from");
        }
        float sum = all;
        float rest = ContextShard.rest(discounts, 1, withCount, 0, sum);
        // Without <s>, which is never predicted, and with <unk>.
        float uniform = (float) (1.0 / (counts.all(1) - 1));
        float shared = rest * uniform;
        boolean[] occurs = new boolean[words.length];
        float[] probabilities = new float[words.length];
        float[] rests = new float[words.length];
        for (int word = 0; word < words.length; word++) {
            long count = words[word];
            occurs[word] = count > 0 || word < Estimation.EOS;
            probabilities[word] = count == 0 ? 0 : (count - discounts.of(1, count)) / sum + shared;
            rests[word] = 1;
        }
        probabilities[Estimation.UNK] = shared;
        // As lmplz has it: <s> is given, so it costs nothing.
        probabilities[Estimation.BOS] = 1;
        return new WordProbabilities(occurs, probabilities, rests);
    }

    /** Takes what contexts of one word leave, as {@link ContextShard} tells it. */
    public void addContexts(GramList contexts) {
        for (int i = 0; i < contexts.size(); i++) {
            rests[GramKey.word(contexts.high(i), contexts.low(i), 0)] = ContextShard.first(contexts.value(i));
        }
    }

    /** Of a word; 0 where it does not occur. */
    float probability(int word) {
        return probabilities[word];
    }

    /** The lines of the words in an ARPA file, by number. */
    public ArpaText text(ArpaText.Words names, boolean highest) {
        ArpaText text = new ArpaText(1, highest, names);
        for (int word = 0; word < probabilities.length; word++) {
            if (occurs[word]) {
                text.add(GramKey.pushHigh(0, word), 0, probabilities[word], rests[word]);
            }
        }
        return text;
    }
}
