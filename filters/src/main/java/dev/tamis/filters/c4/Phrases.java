package dev.tamis.filters.c4;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.Swar;
import dev.tamis.filters.text.TextView;
import java.util.Arrays;

/**
 * Where a text has the phrases that C4 looks for, ASCII case ignored: lorem ipsum, javascript, and those about cookies and
 * terms of use; and its opening brackets. Belongs to one thread.
 */
final class Phrases {
    static final int LOREM_IPSUM = 1;
    static final int JAVASCRIPT = 2;
    static final int POLICY = 4;
    /** An opening curly bracket. */
    static final int CURLY_BRACKET = 8;
    /** An opening square bracket, with which a citation begins. */
    static final int SQUARE_BRACKET = 16;

    /** A phrase with the place of a letter in it that is rare in text, at which the phrase is looked for. */
    private static final class Phrase {
        final byte[] utf8;
        final int anchor;
        final int kind;

        Phrase(String phrase, int anchor, int kind) {
            this.utf8 = Ascii.phrase(phrase);
            this.anchor = anchor;
            this.kind = kind;
        }
    }

    private static final Phrase[] ALL = {
        new Phrase("lorem ipsum", 4, LOREM_IPSUM),
        new Phrase("javascript", 0, JAVASCRIPT),
        new Phrase("terms of use", 3, POLICY),
        new Phrase("privacy policy", 3, POLICY),
        new Phrase("cookie policy", 3, POLICY),
        new Phrase("uses cookies", 8, POLICY),
        new Phrase("use of cookies", 10, POLICY),
        new Phrase("use cookies", 7, POLICY)
    };

    private static final long LOWER_CASE = 0x2020_2020_2020_2020L;

    private int size;
    private int[] ats = new int[8];
    private byte[] kinds = new byte[8];

    void find(TextView view) {
        byte[] utf8 = view.utf8();
        int length = view.length();
        size = 0;
        for (int from = 0; from < length; from += Swar.WIDTH) {
            for (long rest = rare(utf8, from); rest != 0; rest &= rest - 1) {
                findAt(utf8, from + Swar.first(rest), length);
            }
        }
    }

    /** Which of eight bytes are a bracket or a letter that a phrase is looked for at; an m only before an s or a space. */
    private static long rare(byte[] utf8, int at) {
        long chunk = Swar.load(utf8, at);
        long lower = (chunk | LOWER_CASE) & ~Swar.TOP;
        long next = Swar.load(utf8, at + 1) & ~Swar.TOP;
        long m = Swar.equal(lower, 'm') & (Swar.equal(next | LOWER_CASE, 's') | Swar.equal(next, ' '));
        // the square bracket is in what would be upper case
        long others = Swar.equal(lower, 'j') | Swar.equal(lower, 'k') | Swar.equal(lower, 'v') | Swar.equal(lower, '{');
        return (m | others) & ~chunk;
    }

    private void findAt(byte[] utf8, int at, int length) {
        if (utf8[at] == '{') {
            add(at, CURLY_BRACKET);
            return;
        }
        if (utf8[at] == '[') {
            add(at, SQUARE_BRACKET);
            return;
        }
        int letter = utf8[at] | 0x20;
        for (Phrase phrase : ALL) {
            int start = at - phrase.anchor;
            if (start >= 0
                    && phrase.utf8[phrase.anchor] == letter
                    && Ascii.startsWith(utf8, start, length, phrase.utf8)) {
                add(start, phrase.kind);
            }
        }
    }

    private void add(int at, int kind) {
        if (size == ats.length) {
            ats = Arrays.copyOf(ats, size * 2);
            kinds = Arrays.copyOf(kinds, size * 2);
        }
        ats[size] = at;
        kinds[size] = (byte) kind;
        size++;
    }

    int size() {
        return size;
    }

    /** First byte of a hit. Hits are nearly in order: by the place of their rare letter. */
    int at(int hit) {
        return ats[hit];
    }

    int kind(int hit) {
        return kinds[hit];
    }
}
