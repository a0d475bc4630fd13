package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Words in symbols of the alphabet: they lie one after another, each ended by symbol 0. */
final class Words {
    /** Positions that share one entry of the index from positions to words, as a power of two. */
    private static final int STEP = 4;

    private final char[] symbols;
    private final int[] starts;
    private final long[] followed;
    private final long[] ended;

    /** By position divided by 2^STEP, the word there; null before {@link #index}. */
    private int[] wordsByStep;

    Words(WordTable table, Alphabet alphabet) {
        byte[] bytes = table.bytes();
        long length = 0;
        for (int word = 0; word < table.size(); word++) {
            length += symbols(bytes, table.start(word), table.start(word + 1)) + 1;
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the distinct words hold " + length
                    + " characters, more than 2^31; train on fewer sentences (input_sentence_size)");
        }
        symbols = new char[(int) length];
        starts = new int[table.size() + 1];
        followed = new long[table.size()];
        ended = new long[table.size()];
        for (int word = 0; word < table.size(); word++) {
            fill(word, bytes, table.start(word), table.start(word + 1), alphabet);
            followed[word] = table.followed(word);
            ended[word] = table.ended(word);
        }
    }

    Words(PackedWords block, Alphabet alphabet) {
        byte[] bytes = block.bytes();
        int length = 0;
        for (PackedWords.Cursor cursor = block.cursor(); cursor.next(); ) {
            length += symbols(bytes, cursor.from, cursor.to) + 1;
        }
        symbols = new char[length];
        starts = new int[block.size() + 1];
        followed = new long[block.size()];
        ended = new long[block.size()];
        int word = 0;
        for (PackedWords.Cursor cursor = block.cursor(); cursor.next(); word++) {
            fill(word, bytes, cursor.from, cursor.to, alphabet);
            followed[word] = cursor.followed;
            ended[word] = cursor.ended;
        }
    }

    /**
     * Words that are in symbols already.
     *
     * @param symbols each word's symbols and a 0
     * @param starts where each word starts, and where the last one's 0 has its end
     */
    Words(char[] symbols, int[] starts, long[] followed, long[] ended) {
        this.symbols = symbols;
        this.starts = starts;
        this.followed = followed;
        this.ended = ended;
    }

    private static int symbols(byte[] bytes, int from, int to) {
        int count = 0;
        for (int at = from; at < to; ) {
            count++;
            at += bytes[at] >= 0 ? 1 : step(Utf8.decode(bytes, at, to));
        }
        return count;
    }

    private static int step(int codePoint) {
        return codePoint < 0 ? 1 : Utf8.length(codePoint);
    }

    private void fill(int word, byte[] bytes, int from, int to, Alphabet alphabet) {
        int size = starts[word];
        for (int at = from; at < to; ) {
            int c = bytes[at];
            if (c < 0) {
                c = Utf8.decode(bytes, at, to);
            }
            symbols[size++] = alphabet.symbol(c);
            at += step(c);
        }
        symbols[size++] = 0;
        starts[word + 1] = size;
    }

    int size() {
        return followed.length;
    }

    char[] symbols() {
        return symbols;
    }

    int start(int word) {
        return starts[word];
    }

    int length(int word) {
        return starts[word + 1] - starts[word] - 1;
    }

    /** Prepares {@link #wordAt}. */
    void index() {
        int[] index = new int[(symbols.length >> STEP) + 1];
        int word = 0;
        for (int i = 0; i < index.length; i++) {
            while (word + 1 < size() && starts[word + 1] <= i << STEP) {
                word++;
            }
            index[i] = word;
        }
        wordsByStep = index;
    }

    /** The word that the symbol at {@code position} belongs to. */
    int wordAt(int position) {
        int word = wordsByStep[position >> STEP];
        while (starts[word + 1] <= position) {
            word++;
        }
        return word;
    }

    long count(int word) {
        return followed[word] + ended[word];
    }

    long followed(int word) {
        return followed[word];
    }

    long ended(int word) {
        return ended[word];
    }

    /** Positions of the words' symbols, the ends left out, for which the choice holds. */
    int[] positions(IntPredicate choice) {
        int[] positions = new int[Math.max(16, symbols.length / 2)];
        int count = 0;
        for (int at = 0; at < symbols.length; at++) {
            if (symbols[at] != 0 && choice.test(at)) {
                if (count == positions.length) {
                    positions = Arrays.copyOf(positions, (int) Math.min(symbols.length, count * 2L));
                }
                positions[count++] = at;
            }
        }
        return Arrays.copyOf(positions, count);
    }
}
