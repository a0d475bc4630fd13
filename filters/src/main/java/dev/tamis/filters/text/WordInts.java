package dev.tamis.filters.text;

import java.util.Arrays;

/**
 * Some integers that are known of each word, by the numbers of words in a {@link Vocabulary}; 0 where they are not known
 * yet. They must depend on nothing but the word. Belongs to one thread.
 */
public final class WordInts {
    private final int width;
    private int[] values = new int[0];
    private long generation;

    /** @param width integers a word */
    public WordInts(int width) {
        this.width = width;
    }

    /**
     * Takes a text's vocabulary, words of which may have been known before.
     *
     * @return the integers of the words that it has now, those of word {@code n} from {@code n * width} on; for use until the
     *     next text
     */
    public int[] begin(Vocabulary vocabulary) {
        if (generation != vocabulary.generation()) {
            generation = vocabulary.generation();
            if (values.length > TextView.KEPT_ENTRIES) {
                values = new int[0];
            } else {
                Arrays.fill(values, 0);
            }
        }
        int size = vocabulary.size();
        if (values.length < (long) size * width) {
            values = Arrays.copyOf(values, Math.multiplyExact(size + (size >> 2), width));
        }
        return values;
    }

    /** Forgets what is known. */
    public void forget() {
        Arrays.fill(values, 0);
    }
}
