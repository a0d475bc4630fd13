package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.ByteArray;
import java.io.Serializable;
import java.util.List;

/**
 * Sums the counts of packed words, each multiplied by a factor in fixed point, and rounds the sums once at the end. Sums
 * of whole numbers are the same in any order, so the result depends on nothing but what was added.
 *
 * <p>A sum between two whole numbers goes up or down by a hash of the word, up as often as the fraction says: words of a
 * text that counts a tenth are thinned as if a tenth of the text had been read. Rounding to the nearest would drop every
 * one of them that occurs less than five times, and with them a good part of the text.
 */
public final class WordSums {
    /** Most bits a fraction may have: both counts of a word take theirs from one hash. */
    public static final int MOST_FRACTION_BITS = 30;

    private final WordHash words = new WordHash();

    /**
     * Words with their sums.
     *
     * @param words packed, in the order of their bytes; several blocks where there are many
     * @param size number of words
     * @param occurrences sum of their counts
     * @param lost words whose counts were both rounded to 0
     * @param lostOccurrences their sums before rounding, in whole occurrences
     */
    public record Summed(List<PackedWords> words, int size, long occurrences, int lost, double lostOccurrences)
            implements Serializable {}

    /**
     * Adds packed words, their counts multiplied by a factor.
     *
     * @throws ArithmeticException where a count exceeds 64 bits
     */
    public void add(PackedWords block, long factor) {
        byte[] bytes = block.bytes();
        for (PackedWords.Cursor word = block.cursor(); word.next(); ) {
            words.add(
                    bytes,
                    word.from,
                    word.to,
                    Math.multiplyExact(word.followed, factor),
                    Math.multiplyExact(word.ended, factor));
        }
    }

    /**
     * The sums, in the order of the words' bytes.
     *
     * @param fractionBits how many of the lowest bits of the factors stand for less than 1
     */
    public Summed sum(int fractionBits) {
        if (fractionBits < 0 || fractionBits > MOST_FRACTION_BITS) {
            throw new IllegalArgumentException("fractionBits is " + fractionBits + ", must be from 0 to 30");
        }
        WordHash rounded = new WordHash();
        long occurrences = 0;
        int lost = 0;
        long lostSum = 0;
        ByteArray text = new ByteArray();
        for (int entry : words.byBytes()) {
            int length = words.length(entry);
            text.clear();
            text.reserve(length);
            words.copy(entry, text.array(), 0);
            long hash = fractionBits == 0 ? 0 : WordHash.hash64(text.array(), 0, length);
            long followed = rounded(words.followed(entry), fractionBits, hash);
            long ended = rounded(words.ended(entry), fractionBits, hash >>> 32);
            if (followed < 0 || ended < 0) {
                throw new ArithmeticException("the counts of a word exceed 64 bits");
            }
            if (followed + ended == 0) {
                lost++;
                lostSum += words.followed(entry) + words.ended(entry);
                continue;
            }
            occurrences = Math.addExact(occurrences, Math.addExact(followed, ended));
            rounded.add(text.array(), 0, length, followed, ended);
        }
        return new Summed(
                PackedWords.of(rounded, 1).get(0),
                rounded.size(),
                occurrences,
                lost,
                (double) lostSum / (1L << fractionBits));
    }

    private static long rounded(long sum, int fractionBits, long hash) {
        long mask = (1L << fractionBits) - 1;
        return (sum >> fractionBits) + ((hash & mask) < (sum & mask) ? 1 : 0);
    }
}
