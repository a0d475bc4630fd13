package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.normalize.Utf8;

/**
 * The distinct words in one array, where a merge replaces two symbols in place. A symbol stands at its first character's
 * position and is at least 1; a symbol of several characters holds minus their number at its last position and negative
 * numbers between, so that both neighbours of a symbol are found in one step. A 0 stands before, between and after the
 * words.
 */
final class BpeText {
    private static final int STEP = 6;

    private final int[] units;

    /** Words of equal counts lie together; by such a run, its first position and the count. */
    private final int[] runStarts;

    private final long[] runCounts;

    /** By position divided by 2^STEP, the run that holds it. */
    private final int[] runsByStep;

    private BpeText(int[] units, int[] runStarts, long[] runCounts) {
        this.units = units;
        this.runStarts = runStarts;
        this.runCounts = runCounts;
        runsByStep = new int[(units.length >> STEP) + 1];
        int run = 0;
        for (int i = 0; i < runsByStep.length; i++) {
            while (i << STEP >= runStarts[run + 1]) {
                run++;
            }
            runsByStep[i] = run;
        }
    }

    /**
     * Lays out the words of two symbols and more; the others have nothing to merge.
     *
     * @throws IllegalArgumentException when the distinct words hold more than 2^31 characters
     */
    static BpeText of(WordTable table, Alphabet alphabet) {
        byte[] bytes = table.bytes();
        long length = 1;
        int runs = 0;
        long count = -1;
        for (int word = 0; word < table.size(); word++) {
            int characters = characters(bytes, table.start(word), table.start(word + 1));
            if (characters > 1) {
                length += characters + 1;
                runs += table.count(word) != count ? 1 : 0;
                count = table.count(word);
            }
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the distinct words hold " + length
                    + " characters, more than 2^31; train on fewer sentences (input_sentence_size)");
        }
        char[] symbols = new char[1 << 16];
        for (int c = 0; c < symbols.length; c++) {
            symbols[c] = alphabet.symbol(c);
        }
        int[] units = new int[(int) length];
        int[] runStarts = new int[runs + 1];
        long[] runCounts = new long[runs + 1];
        int size = 1;
        int run = -1;
        count = -1;
        for (int word = 0; word < table.size(); word++) {
            int end = table.start(word + 1);
            if (characters(bytes, table.start(word), end) < 2) {
                continue;
            }
            if (table.count(word) != count) {
                count = table.count(word);
                runStarts[++run] = size;
                runCounts[run] = count;
            }
            for (int at = table.start(word); at < end; ) {
                int c = Utf8.decode(bytes, at, end);
                units[size++] = c >= 0 && c < symbols.length ? symbols[c] : alphabet.symbol(c);
                at += c < 0 ? 1 : Utf8.length(c);
            }
            size++;
        }
        runStarts[runs] = Integer.MAX_VALUE;
        return new BpeText(units, runStarts, runCounts);
    }

    private static int characters(byte[] bytes, int from, int to) {
        int count = 0;
        for (int at = from; at < to; ) {
            int c = Utf8.decode(bytes, at, to);
            at += c < 0 ? 1 : Utf8.length(c);
            count++;
        }
        return count;
    }

    /** The array itself, for loops. */
    int[] units() {
        return units;
    }

    /** How often the word that holds a position occurs. */
    long count(int position) {
        int run = runsByStep[position >> STEP];
        while (position >= runStarts[run + 1]) {
            run++;
        }
        return runCounts[run];
    }
}
