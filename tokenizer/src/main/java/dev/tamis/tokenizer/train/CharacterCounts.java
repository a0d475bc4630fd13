package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.normalize.Utf8;
import java.io.Serializable;
import java.util.Iterator;

/** How often each character occurs in a corpus, and how much text that is. Counts of shares add up. */
public final class CharacterCounts implements Serializable {
    private static final long serialVersionUID = 1L;
    /**
     * The most characters that a corpus may have. Training multiplies counts by no more than 512, the longest piece, so
     * that all its sums stay below 2^62.
     */
    static final long MOST = 1L << 53;

    private final long[] byCodePoint = new long[Character.MAX_CODE_POINT + 1];
    private long words;
    private long occurrences;
    private long symbols;

    /** The counts of all blocks. */
    public static CharacterCounts of(Iterator<PackedWords> blocks) {
        CharacterCounts counts = new CharacterCounts();
        while (blocks.hasNext()) {
            PackedWords block = blocks.next();
            for (PackedWords.Cursor word = block.cursor(); word.next(); ) {
                counts.add(block.bytes(), word.from, word.to, word.followed + word.ended);
            }
        }
        return counts;
    }

    static CharacterCounts of(WordTable table) {
        CharacterCounts counts = new CharacterCounts();
        for (int word = 0; word < table.size(); word++) {
            counts.add(table.bytes(), table.start(word), table.start(word + 1), table.count(word));
        }
        return counts;
    }

    private void add(byte[] text, int from, int to, long times) {
        words++;
        occurrences += times;
        long length = 0;
        for (int at = from; at < to; ) {
            int c = text[at];
            if (c < 0) {
                c = Utf8.decode(text, at, to);
            }
            length++;
            at += c < 0 ? 1 : Utf8.length(c);
            byCodePoint[Math.max(c, 0)] += times;
        }
        // Two counts of a word that exceed 64 bits together come as a negative number.
        boolean fits = times >= 0 && (length == 0 || times <= (MOST - symbols) / length);
        symbols = fits ? symbols + times * length : Long.MAX_VALUE;
    }

    /** Adds the counts of another share to these, and returns these. */
    public CharacterCounts plus(CharacterCounts other) {
        for (int c = 0; c < byCodePoint.length; c++) {
            byCodePoint[c] += other.byCodePoint[c];
        }
        words += other.words;
        occurrences += other.occurrences;
        symbols = other.symbols <= MOST - symbols ? symbols + other.symbols : Long.MAX_VALUE;
        return this;
    }

    /**
     * Refuses a corpus that is too large to train from; of such a one, no count here is right.
     *
     * @throws IllegalArgumentException if there are more characters than {@link #MOST}
     */
    void checkFits() {
        if (symbols > MOST) {
            throw new IllegalArgumentException(
                    "the sentences with their counts or weights have more than 2^53 characters; give smaller ones");
        }
    }

    /** Occurrences of a character; those of NUL and of bytes that are no character together at 0. */
    long count(int codePoint) {
        return byCodePoint[codePoint];
    }

    /** Number of distinct words. */
    long words() {
        return words;
    }

    /** Number of words in the corpus. */
    long occurrences() {
        return occurrences;
    }

    /** Number of characters in the corpus. */
    long symbols() {
        return symbols;
    }
}
