package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;

/** The word table in symbols of the alphabet: words lie one after another, each ended by symbol 0. */
final class Words {
    private final char[] symbols;
    private final int[] starts;
    private final WordTable table;
    private final long mass;

    Words(WordTable table, Alphabet alphabet) {
        this.table = table;
        starts = new int[table.size() + 1];
        byte[] bytes = table.bytes();
        long length = 0;
        for (int word = 0; word < table.size(); word++) {
            for (int at = table.start(word); at < table.start(word + 1); at++) {
                length += (bytes[at] & 0xC0) != 0x80 ? 1 : 0;
            }
            length++;
        }
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the distinct words hold " + length
                    + " characters, more than 2^31; train on fewer sentences (input_sentence_size)");
        }
        char[] filled = new char[(int) length + 4];
        int size = 0;
        long sum = 0;
        for (int word = 0; word < table.size(); word++) {
            starts[word] = size;
            int end = table.start(word + 1);
            for (int at = table.start(word); at < end; ) {
                int c = Utf8.decode(bytes, at, end);
                if (size == filled.length) {
                    filled = Arrays.copyOf(filled, size + (size >> 1) + 16);
                }
                filled[size++] = alphabet.symbol(c);
                at += c < 0 ? 1 : Utf8.length(c);
            }
            sum += table.count(word) * (size - starts[word]);
            if (size == filled.length) {
                filled = Arrays.copyOf(filled, size + (size >> 1) + 16);
            }
            filled[size++] = 0;
        }
        starts[table.size()] = size;
        symbols = Arrays.copyOf(filled, size);
        mass = sum;
    }

    int size() {
        return table.size();
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

    /** The word that the symbol at {@code position} belongs to. */
    int wordAt(int position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }

    long count(int word) {
        return table.count(word);
    }

    long followed(int word) {
        return table.followed(word);
    }

    long ended(int word) {
        return table.ended(word);
    }

    /** Number of symbols in the whole corpus. */
    long mass() {
        return mass;
    }
}
