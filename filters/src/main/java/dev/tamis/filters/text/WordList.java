package dev.tamis.filters.text;

import java.util.Arrays;

/**
 * Words of one text in order, by whatever definition filled the list: where each stands, and its number in the text's
 * {@link Vocabulary}, which knows the rest. A list belongs to one thread and is filled again for each text.
 */
public final class WordList {
    /** Up to so many code points {@link #uppercase} tells. */
    public static final int LONGEST_COUNTED = 1 << 13;

    private static final int SMALL = 256;

    private Vocabulary vocabulary;
    private int size;
    private int[] start = new int[SMALL];
    private int[] end = new int[SMALL];
    private int[] number = new int[SMALL];

    /** Forgets all words, and takes those of a text with this vocabulary from now on. */
    public void begin(Vocabulary vocabularyOfText) {
        vocabulary = vocabularyOfText;
        size = 0;
        if (start.length > TextView.KEPT_ENTRIES) {
            resize(SMALL);
        }
    }

    /**
     * Adds a word.
     *
     * @param first its first byte in the text
     * @param last the byte after it
     * @param known its number in the vocabulary, which need not be that of the bytes where words are normalised
     */
    public void add(int first, int last, int known) {
        int at = size;
        if (at == start.length) {
            resize(at * 2);
        }
        start[at] = first;
        end[at] = last;
        number[at] = known;
        size = at + 1;
    }

    /** Says what the number of a word is, where it was added with another. */
    void setNumber(int word, int known) {
        number[word] = known;
    }

    /** Adds the bytes from {@code start} to before {@code end}, one code point or more, as a word. */
    public void add(byte[] utf8, int first, int last) {
        add(first, last, vocabulary.number(utf8, first, last));
    }

    /** The different words of the text. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    public int size() {
        return size;
    }

    /** First byte of a word. */
    public int start(int word) {
        return start[word];
    }

    /** The byte after a word. */
    public int end(int word) {
        return end[word];
    }

    /** The number of a word in the {@link #vocabulary}: the same words have the same. */
    public int number(int word) {
        return number[word];
    }

    public int codePoints(int word) {
        return vocabulary.codePoints(number[word]);
    }

    public long hash(int word) {
        return vocabulary.hash(number[word]);
    }

    /** Code points of general category Lu in a word of at most {@value #LONGEST_COUNTED} code points. */
    public int uppercase(int word) {
        return CharCounts.uppercase(vocabulary.commonCounts(number[word]));
    }

    public boolean hasLetter(int word) {
        return has(word, CharClasses.LETTER);
    }

    public boolean hasDigit(int word) {
        return has(word, CharClasses.DIGIT);
    }

    public boolean hasPunctuation(int word) {
        return has(word, CharClasses.PUNCTUATION);
    }

    /** Whether the word has neither digits (Nd) nor punctuation or symbols (P, S): letters and marks mostly. */
    public boolean isPlain(int word) {
        return !has(word, CharClasses.DIGIT | CharClasses.PUNCTUATION);
    }

    /** Whether the word has nothing but letters. */
    public boolean isLetters(int word) {
        return !has(word, CharClasses.DIGIT | CharClasses.PUNCTUATION | CharClasses.OTHER);
    }

    /** Whether it has characters that are neither letters, digits nor punctuation, such as marks and controls. */
    public boolean hasOther(int word) {
        return has(word, CharClasses.OTHER);
    }

    /** Whether it has a letter of a script written without spaces. */
    public boolean isUnspaced(int word) {
        return has(word, CharClasses.UNSPACED);
    }

    public boolean isAscii(int word) {
        return !has(word, CharClasses.NOT_ASCII);
    }

    private boolean has(int word, int classes) {
        return (vocabulary.classes(number[word]) & classes) != 0;
    }

    /** Code points of all words together. */
    public long chars() {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += codePoints(i);
        }
        return sum;
    }

    private void resize(int room) {
        start = Arrays.copyOf(start, room);
        end = Arrays.copyOf(end, room);
        number = Arrays.copyOf(number, room);
    }
}
