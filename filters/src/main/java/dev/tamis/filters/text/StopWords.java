package dev.tamis.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Gopher's eight words (Rae et al. 2021, A1.1), found by one look into a table without a branch. */
public final class StopWords {
    private static final String[] WORDS = {"the", "be", "to", "of", "and", "that", "have", "with"};

    /** The word each slot may hold, as one chunk in lower case; 0 in slots that hold none. */
    private static final long[] TABLE = new long[32];

    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
    private static final int SHIFT = Long.SIZE - 5;

    static {
        for (String word : WORDS) {
            long chunk = Swar.load(Arrays.copyOf(word.getBytes(StandardCharsets.US_ASCII), Swar.WIDTH), 0);
            if (TABLE[slotOf(chunk)] != 0) {
                throw new IllegalStateException("Two stop words share a slot: choose another multiplier");
            }
            TABLE[slotOf(chunk)] = chunk;
        }
    }

    private StopWords() {}

    /** A bit that stands for a word in any case, or 0; the array must have {@link TextView#PADDING} after the word. */
    public static int bitOfAnyCase(byte[] utf8, int start, int end) {
        return end - start > Swar.WIDTH ? 0 : bitOf(Swar.load(utf8, start) & Swar.lowest(end - start));
    }

    /** A bit that stands for the word whose first eight ASCII bytes are given, in any case, or 0. */
    static int bitOf(long chunk) {
        long lower = Swar.toLowerCase(chunk);
        int slot = slotOf(lower);
        return TABLE[slot] == lower ? 1 << slot : 0;
    }

    private static int slotOf(long chunk) {
        return (int) ((chunk * MULTIPLIER) >>> SHIFT);
    }
}
