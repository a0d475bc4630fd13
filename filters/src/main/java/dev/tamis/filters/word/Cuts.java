package dev.tamis.filters.word;

import dev.tamis.filters.text.Vocabulary;
import dev.tamis.filters.text.WordInts;
import dev.tamis.filters.text.WordList;
import java.util.Arrays;

/**
 * What pieces between white space are cut into, by their numbers in a vocabulary, so that a piece that comes again is not
 * cut again. Belongs to one thread.
 */
final class Cuts {
    private static final int KEPT_ENTRIES = 1 << 20;
    private static final int NONE = 0;
    private static final int WHOLE = 1;
    /** Added to where the words of a piece begin in the arrays below. */
    private static final int FIRST = 2;

    private final WordInts known = new WordInts(1);
    private int[] cut;
    private long generation;
    private int size;
    /** Bytes from the start of the piece, or as the head of a piece's words how many there are. */
    private int[] start = new int[64];

    private int[] end = new int[64];
    private int[] number = new int[64];

    /** Forgets what pieces are cut into. */
    void forget() {
        known.forget();
        size = 0;
    }

    /** Takes a text's vocabulary, whose words may have been cut before. */
    void begin(Vocabulary vocabulary) {
        cut = known.begin(vocabulary);
        if (generation != vocabulary.generation()) {
            generation = vocabulary.generation();
            size = 0;
            if (start.length > KEPT_ENTRIES) {
                resize(64);
            }
        }
    }

    /**
     * Adds the words of a piece if it was cut before.
     *
     * @param piece its number
     * @param from its first byte
     * @param to the byte after it
     */
    boolean repeat(int piece, int from, int to, WordList out) {
        int found = cut[piece];
        if (found == NONE) {
            return false;
        }
        if (found == WHOLE) {
            out.add(from, to, piece);
            return true;
        }
        int at = found - FIRST;
        for (int last = at + start[at]; at < last; ) {
            at++;
            out.add(from + start[at], from + end[at], number[at]);
        }
        return true;
    }

    /** Notes that a piece is one word, and adds it. */
    void whole(int piece, int from, int to, WordList out) {
        cut[piece] = WHOLE;
        out.add(from, to, piece);
    }

    /** Notes that a piece that begins at {@code from} was cut into the words of the list from {@code first} on. */
    void note(int piece, int from, WordList words, int first) {
        int count = words.size() - first;
        while (size + count >= start.length) {
            resize(start.length * 2);
        }
        cut[piece] = size + FIRST;
        start[size++] = count;
        for (int i = first; i < words.size(); i++) {
            start[size] = words.start(i) - from;
            end[size] = words.end(i) - from;
            number[size] = words.number(i);
            size++;
        }
    }

    private void resize(int room) {
        start = Arrays.copyOf(start, room);
        end = Arrays.copyOf(end, room);
        number = Arrays.copyOf(number, room);
    }
}
