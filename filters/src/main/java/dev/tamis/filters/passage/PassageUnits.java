package dev.tamis.filters.passage;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordHash;
import java.util.Arrays;

/**
 * The lines or paragraphs of a text that are compared with those of the corpus, by their normal form.
 *
 * <p>The normal form is that of CCNet (Wenzek et al. 2020, 3.1) as the paper has it: lower case, each digit 0, without
 * punctuation and accents. Beyond the paper, symbols (general category S), controls and format characters go, and white space is
 * one space, none at the ends. CCNet's own code differs from the paper: it keeps accents and ASCII punctuation, and deletes tabs
 * from between words. Case is Unicode's simple mapping, without locale; accents are taken off the canonical decomposition.
 *
 * <p>Words are counted in the normal form: runs of letters and digits, and each letter of a script written without spaces, as
 * {@link PassageTokens} tells them. Units with fewer than {@link #minWords()} words are left out, since what says so little
 * repeats by chance.
 *
 * <p>An instance belongs to one thread and is filled again for each text.
 */
public final class PassageUnits {
    /** What a text is divided into. */
    public enum Kind {
        /** What ends at LF or at the end of the text, with its LF. */
        LINE,
        /** A longest run of lines that are not blank, that is, not only white space; with the blank lines after it. */
        PARAGRAPH
    }

    private static final int SMALL = 1 << 8;
    private static final int KEPT_UNITS = 1 << 18;
    private static final int KEPT_BYTES = 8 << 20;

    private final Kind kind;
    private final int minWords;
    private final Key128 key = new Key128();

    private int count;
    private int[] starts = new int[SMALL];
    private int[] ends = new int[SMALL];
    private int[] normalEnds = new int[SMALL];
    private long[] hashes = new long[SMALL];

    /** The normal forms of the units one after the other. */
    private byte[] normal = new byte[SMALL];

    private int size;

    /** @throws IllegalArgumentException if {@code minWords} is below 1: all units without words would be the same */
    public PassageUnits(Kind kind, int minWords) {
        if (minWords < 1) {
            throw new IllegalArgumentException("minWords is " + minWords + " (at least 1)");
        }
        this.kind = kind;
        this.minWords = minWords;
    }

    /** Words that a unit has at least. */
    public int minWords() {
        return minWords;
    }

    /**
     * Reads the first {@code length} bytes, which should be UTF-8 and are not kept.
     *
     * @throws IndexOutOfBoundsException if the array is shorter than {@code length}, or that is negative
     */
    public void reset(byte[] utf8, int length) {
        if (length < 0 || length > utf8.length) {
            throw new IndexOutOfBoundsException("Text of " + length + " bytes in an array of " + utf8.length);
        }
        count = 0;
        size = 0;
        if (starts.length > KEPT_UNITS) {
            resize(SMALL);
        }
        if (normal.length > KEPT_BYTES) {
            normal = new byte[SMALL];
        }
        for (int at = 0; at < length; ) {
            at = kind == Kind.LINE ? line(utf8, at, length) : paragraph(utf8, at, length);
        }
    }

    /** Number of units with words enough. */
    public int count() {
        return count;
    }

    /** First byte of a unit. */
    public int start(int unit) {
        return starts[unit];
    }

    /** The byte after a unit, and after its LF or the blank lines after it. */
    public int end(int unit) {
        return ends[unit];
    }

    /** A hash of the normal form, not safe from collisions made on purpose: only units that share it need a key. */
    public long hash64(int unit) {
        return hashes[unit];
    }

    /** Computes the first 128 bits of the SHA-256 of the normal form; {@link #high} and {@link #low} tell them. */
    public void digest(int unit) {
        key.digest(normal, unit == 0 ? 0 : normalEnds[unit - 1], normalEnds[unit]);
    }

    /** The first 64 bits of the key computed last. */
    public long high() {
        return key.high();
    }

    /** The 64 bits of the key computed last that follow. */
    public long low() {
        return key.low();
    }

    private int line(byte[] utf8, int start, int length) {
        int end = afterLine(utf8, start, length);
        add(utf8, start, end, end);
        return end;
    }

    private int paragraph(byte[] utf8, int from, int length) {
        int start = from;
        while (start < length && isBlank(utf8, start, afterLine(utf8, start, length))) {
            start = afterLine(utf8, start, length);
        }
        int textEnd = start;
        while (textEnd < length && !isBlank(utf8, textEnd, afterLine(utf8, textEnd, length))) {
            textEnd = afterLine(utf8, textEnd, length);
        }
        int end = textEnd;
        while (end < length && isBlank(utf8, end, afterLine(utf8, end, length))) {
            end = afterLine(utf8, end, length);
        }
        add(utf8, start, textEnd, end);
        return end;
    }

    private static int afterLine(byte[] utf8, int start, int length) {
        int at = start;
        while (at < length && utf8[at] != '\n') {
            at++;
        }
        return Math.min(length, at + 1);
    }

    private static boolean isBlank(byte[] utf8, int start, int end) {
        for (int at = start; at < end; ) {
            int width = Utf8.lengthAt(utf8, at, end);
            if (TokenClasses.of(Utf8.codePointAt(utf8, at, width)) != TokenClasses.SPACE) {
                return false;
            }
            at += width;
        }
        return true;
    }

    /** Adds a unit, whose text ends at {@code textEnd}, if it has words enough. */
    private void add(byte[] utf8, int start, int textEnd, int end) {
        int begin = size;
        int words = normalise(utf8, start, textEnd);
        if (words < minWords) {
            size = begin;
            return;
        }
        if (count == starts.length) {
            resize(2 * count);
        }
        reserve(TextView.PADDING);
        starts[count] = start;
        ends[count] = end;
        normalEnds[count] = size;
        hashes[count] = WordHash.of(normal, begin, size);
        count++;
    }

    /** Adds the normal form of some text, and gives its number of words. */
    private int normalise(byte[] utf8, int start, int end) {
        int begin = size;
        int words = 0;
        boolean space = false;
        boolean inWord = false;
        for (int at = start; at < end; ) {
            int width = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, width);
            at += width;
            byte[] form = UnitText.of(c);
            if (form.length == 0) {
                continue;
            }
            if (form[0] == ' ') {
                space = true;
                continue;
            }
            reserve(form.length + 1);
            if (space && size > begin) {
                normal[size++] = ' ';
            }
            for (byte b : form) {
                normal[size++] = b;
            }
            byte type = TokenClasses.of(c);
            boolean goesOn = inWord && !space && type == TokenClasses.WORD;
            words += type == TokenClasses.UNSPACED || (type == TokenClasses.WORD && !goesOn) ? 1 : 0;
            inWord = type == TokenClasses.WORD || (inWord && !space && type == TokenClasses.MARK);
            space = false;
        }
        return words;
    }

    private void reserve(int bytes) {
        if (normal.length - size < bytes) {
            normal = Arrays.copyOf(normal, Math.addExact(2 * normal.length, bytes));
        }
    }

    private void resize(int room) {
        starts = Arrays.copyOf(starts, room);
        ends = Arrays.copyOf(ends, room);
        normalEnds = Arrays.copyOf(normalEnds, room);
        hashes = Arrays.copyOf(hashes, room);
    }
}
