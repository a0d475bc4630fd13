package dev.tamis.filters.text;

/** One integer that is known of each word: {@link WordInts} for a caller that asks word by word. Belongs to one thread. */
public final class WordFlags {
    private final WordInts known = new WordInts(1);
    private int[] flags;

    /** Takes a text's vocabulary, words of which may have been known before. */
    public void begin(Vocabulary vocabulary) {
        flags = known.begin(vocabulary);
    }

    /** Forgets what is known. */
    public void forget() {
        known.forget();
    }

    /** What is known of the word of a number, which had it when the text was begun; 0 where that is nothing yet. */
    public int of(int number) {
        return flags[number];
    }

    /** Sets the flags of a number, and gives them back. */
    public int set(int number, int flagsOfWord) {
        flags[number] = flagsOfWord;
        return flagsOfWord;
    }
}
