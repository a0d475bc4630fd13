package dev.tamis.filters.word;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Vocabulary;
import dev.tamis.filters.text.WordInts;
import dev.tamis.filters.text.WordList;
import java.util.Arrays;

/**
 * What pieces between white space are cut into, by their numbers in a vocabulary, so that a piece that comes again is not
 * cut again. Belongs to one thread.
 */
final class Cuts {
    /** How a definition of words cuts a piece. */
    @FunctionalInterface
    interface Cutter {
        /** Adds the words of one of the pieces. */
        void cut(WordList pieces, int piece, WordList out);
    }

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

    /** Fills a list with the words of a text, of which those pieces are cut that were not cut before. */
    void split(TextView view, WordList out, Cutter cutter) {
        out.begin(view.vocabulary());
        begin(view.vocabulary());
        WordList pieces = view.wordList();
        for (int i = 0; i < pieces.size(); i++) {
            int piece = pieces.number(i);
            int from = pieces.start(i);
            int to = pieces.end(i);
            if (!repeat(piece, from, to, out)) {
                int first = out.size();
                cutter.cut(pieces, i, out);
                note(piece, from, out, first);
            }
        }
    }

    private void begin(Vocabulary vocabulary) {
        cut = known.begin(vocabulary);
        if (generation != vocabulary.generation()) {
            generation = vocabulary.generation();
            size = 0;
            if (start.length > KEPT_ENTRIES) {
                resize(64);
            }
        }
    }

    /** Adds the words of a piece if it was cut before. */
    private boolean repeat(int piece, int from, int to, WordList out) {
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

    /** Notes that a piece that begins at {@code from} was cut into the words of the list from {@code first} on. */
    private void note(int piece, int from, WordList words, int first) {
        int count = words.size() - first;
        // the same number says that it is the same bytes
        if (count == 1 && words.number(first) == piece) {
            cut[piece] = WHOLE;
            return;
        }
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
