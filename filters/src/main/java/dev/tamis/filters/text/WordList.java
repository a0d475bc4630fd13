package dev.tamis.filters.text;

import java.util.Arrays;

/**
 * Words of one text in order, by whatever definition filled the list: where each stands, its length in code points, a
 * 64-bit hash of its bytes and the classes of its characters.
 *
 * <p>Two words are taken for the same when their hashes are; that two different words of one text share one is not
 * provided for. A list belongs to one thread and is filled again for each text.
 */
public final class WordList {
    private static final int SMALL = 256;

    private int size;
    private int[] start = new int[SMALL];
    private int[] end = new int[SMALL];
    private int[] codePoints = new int[SMALL];
    private long[] hash = new long[SMALL];
    private byte[] classes = new byte[SMALL];
    private int[] number = new int[SMALL];

    /** Forgets all words; the room for very many is given back. */
    public void clear() {
        size = 0;
        if (start.length > TextView.KEPT_ENTRIES) {
            resize(SMALL);
        }
    }

    /**
     * Adds a word.
     *
     * @param start its first byte in the text
     * @param end the byte after it
     * @param codePoints its length, which need not be that of the bytes where words are normalised
     * @param hash of its bytes, or of its normalised form
     * @param classes see {@link CharClasses}
     */
    public void add(int start, int end, int codePoints, long hash, int classes) {
        int at = size;
        if (at == this.start.length) {
            resize(at * 2);
        }
        this.start[at] = start;
        this.end[at] = end;
        this.codePoints[at] = codePoints;
        this.hash[at] = hash;
        this.classes[at] = (byte) classes;
        this.number[at] = -1;
        size = at + 1;
    }

    /** Adds the bytes from {@code start} to before {@code end}, one code point or more, as a word. */
    public void add(byte[] utf8, int start, int end) {
        add(start, end, Utf8.codePoints(utf8, start, end), WordHash.of(utf8, start, end), classesOf(utf8, start, end));
    }

    /** Adds a word of another list as it is there. */
    public void add(WordList other, int word) {
        add(other.start[word], other.end[word], other.codePoints[word], other.hash[word], other.classes[word]);
        number[size - 1] = other.number[word];
    }

    private static int classesOf(byte[] utf8, int start, int end) {
        int found = 0;
        for (int at = start; at < end; ) {
            if (utf8[at] >= 0) {
                int ascii = CharClasses.of(utf8[at++]);
                found |= ascii == 0 ? CharClasses.OTHER : ascii;
                continue;
            }
            int length = Utf8.lengthAt(utf8, at, end);
            int other = CharClasses.of(Utf8.codePointAt(utf8, at, length));
            found |= (other == 0 ? CharClasses.OTHER : other) | CharClasses.NOT_ASCII;
            at += length;
        }
        return found & CharClasses.OF_WORDS;
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

    public int codePoints(int word) {
        return codePoints[word];
    }

    public long hash(int word) {
        return hash[word];
    }

    /** Numbers the words that have no number yet, so that words of one hash have one number. */
    public void number(IdTable vocabulary) {
        for (int i = 0; i < size; i++) {
            if (number[i] < 0) {
                number[i] = vocabulary.add(hash[i]);
            }
        }
    }

    /** The number of a word among the different ones of the text, from 0; -1 before {@link #number(IdTable)}. */
    public int number(int word) {
        return number[word];
    }

    /** Sets the number of the word added last, where it is known. */
    public void setLastNumber(int known) {
        number[size - 1] = known;
    }

    public boolean hasLetter(int word) {
        return (classes[word] & CharClasses.LETTER) != 0;
    }

    public boolean hasDigit(int word) {
        return (classes[word] & CharClasses.DIGIT) != 0;
    }

    public boolean hasPunctuation(int word) {
        return (classes[word] & CharClasses.PUNCTUATION) != 0;
    }

    /** Whether the word has neither digits (Nd) nor punctuation or symbols (P, S): letters and marks mostly. */
    public boolean isPlain(int word) {
        return (classes[word] & (CharClasses.DIGIT | CharClasses.PUNCTUATION)) == 0;
    }

    /** Whether the word has nothing but letters. */
    public boolean isLetters(int word) {
        return (classes[word] & (CharClasses.DIGIT | CharClasses.PUNCTUATION | CharClasses.OTHER)) == 0;
    }

    /** Whether it has characters that are neither letters, digits nor punctuation, such as marks and controls. */
    public boolean hasOther(int word) {
        return (classes[word] & CharClasses.OTHER) != 0;
    }

    /** Whether it has a letter of a script written without spaces. */
    public boolean isUnspaced(int word) {
        return (classes[word] & CharClasses.UNSPACED) != 0;
    }

    public boolean isAscii(int word) {
        return (classes[word] & CharClasses.NOT_ASCII) == 0;
    }

    /** Code points of all words together. */
    public long chars() {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += codePoints[i];
        }
        return sum;
    }

    private void resize(int room) {
        start = Arrays.copyOf(start, room);
        end = Arrays.copyOf(end, room);
        codePoints = Arrays.copyOf(codePoints, room);
        hash = Arrays.copyOf(hash, room);
        classes = Arrays.copyOf(classes, room);
        number = Arrays.copyOf(number, room);
    }
}
