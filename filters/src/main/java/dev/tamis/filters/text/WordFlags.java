package dev.tamis.filters.text;

import java.util.Arrays;

/**
 * Something small (16 bits) that is known of words, by their numbers in a {@link Vocabulary}; 0 where it is not known yet. It must
 * depend on nothing but the word. Belongs to one thread.
 */
public final class WordFlags {
    private short[] flags = new short[0];
    private long generation;

    /** Takes a text's vocabulary, words of which may have been known before. */
    public void begin(Vocabulary vocabulary) {
        int size = vocabulary.size();
        if (generation != vocabulary.generation()) {
            generation = vocabulary.generation();
            if (flags.length > TextView.KEPT_ENTRIES) {
                flags = new short[size];
            } else {
                Arrays.fill(flags, (short) 0);
            }
        }
        if (flags.length < size) {
            flags = Arrays.copyOf(flags, size + (size >> 2));
        }
    }

    /** Forgets what is known. */
    public void forget() {
        Arrays.fill(flags, (short) 0);
    }

    /** What is known of the word of a number, which had it when the text was begun. */
    public int of(int number) {
        return flags[number];
    }

    /** Sets the flags of a number, and gives them back. */
    public int set(int number, int flagsOfWord) {
        flags[number] = (short) flagsOfWord;
        return flagsOfWord;
    }
}
