package dev.tamis.models.ngram;

import java.util.Arrays;

/**
 * Scores sequences of words as KenLM does: a word has the probability of the longest n-gram that ends with it, times the
 * backoffs of all longer contexts that the model has. Serves one thread; nothing is allocated.
 */
public final class NgramScorer {
    private final NgramModel model;
    private final int order;

    /** The last words, the last first, as far as the model has them as an n-gram, and the backoffs of 1, 2, ... of them. */
    private int[] context;

    private float[] backoffs;
    private int length;

    private int[] nextContext;
    private float[] nextBackoffs;

    NgramScorer(NgramModel model) {
        this.model = model;
        order = model.order();
        context = new int[order];
        nextContext = new int[order];
        backoffs = new float[order];
        nextBackoffs = new float[order];
    }

    /**
     * The log10 of the probability of a sequence.
     *
     * @param words numbers of words by {@link NgramModel#word}
     * @param bos whether it begins a sentence: {@code <s>} stands before it, which itself costs nothing
     * @param eos whether it ends a sentence: {@code </s>} is scored after it
     */
    public double score(int[] words, int from, int count, boolean bos, boolean eos) {
        start(bos);
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += next(words[i]);
        }
        return eos ? sum + next(model.eos()) : sum;
    }

    /** Begins a sequence, after {@code <s>} or after nothing. */
    public void start(boolean bos) {
        length = 0;
        if (bos && order > 1) {
            length = 1;
            context[0] = model.bos();
            backoffs[0] = model.backoff(model.bos());
        }
    }

    /** The log10 of the probability of {@code </s>} after the words before it. */
    public float end() {
        return next(model.eos());
    }

    /** The log10 of the probability of a word after those before it, which it then is one of. */
    public float next(int word) {
        float probability = model.probability(word);
        nextContext[0] = word;
        nextBackoffs[0] = model.backoff(word);
        int matched = 1;
        int known = 1;
        long hash = NgramHash.longer(0, word);
        for (int n = 2; n <= length + 1; n++) {
            hash = NgramHash.longer(hash, context[n - 2]);
            LongTable table = model.table(n);
            int slot = table.find(hash);
            if (slot < 0) {
                break;
            }
            long found = table.value(slot);
            float longer = NgramModel.probability(found);
            // A place holder for what the file left out tells nothing but that longer n-grams may follow.
            if (longer <= 0) {
                probability = longer;
                matched = n;
            }
            if (n < order) {
                nextContext[n - 1] = context[n - 2];
                nextBackoffs[n - 1] = NgramModel.backoff(found);
                known = n;
            }
        }
        for (int i = matched; i <= length; i++) {
            probability += backoffs[i - 1];
        }
        swap(Math.min(known, order - 1));
        return probability;
    }

    private void swap(int known) {
        int[] words = context;
        context = nextContext;
        nextContext = words;
        float[] weights = backoffs;
        backoffs = nextBackoffs;
        nextBackoffs = weights;
        length = known;
    }

    @Override
    public String toString() {
        return "after " + Arrays.toString(Arrays.copyOf(context, length)) + " of " + model.name();
    }
}
