package dev.tamis.filters.passage;

import dev.tamis.filters.text.Swar;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordHash;
import java.util.Arrays;

/**
 * The tokens by which passages are compared, independent of any trained tokenizer.
 *
 * <p>A token is
 *
 * <ul>
 *   <li>a letter of Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar or Tibetan with the marks after it;
 *   <li>else a longest run of other letters, marks and decimal digits (general categories L, M, Nd);
 *   <li>else any one code point that is not white space. A byte that is no UTF-8 counts as a code point.
 * </ul>
 *
 * <p>Tokens are equal when their bytes are. White space between tokens, or its absence, is not compared. No token holds the
 * byte of a space. Categories and scripts are those of the running Java's Unicode version: where texts with characters that are
 * newer than one of two versions are compared across them, a repeat may be missed, and none is made up.
 *
 * <p>One pass over the bytes. An instance belongs to one thread and is filled again for each text; it takes up to 17 bytes
 * a byte of text, for text in which each byte is a token, and gives them back after very large texts.
 */
public final class PassageTokens {
    private static final int SMALL = 1 << 10;
    private static final int KEPT_TOKENS = 1 << 20;
    private static final int KEPT_BYTES = 8 << 20;

    private byte[] utf8 = new byte[SMALL];
    private int length;
    private int count;
    private int[] starts = new int[SMALL];
    private int[] ends = new int[SMALL];
    private long[] hashes = new long[SMALL];

    /**
     * Takes a copy of the first {@code length} bytes, which should be UTF-8.
     *
     * @throws IndexOutOfBoundsException if the array is shorter than {@code length}, or that is negative
     */
    public void reset(byte[] utf8, int length) {
        if (length < 0 || length > utf8.length) {
            throw new IndexOutOfBoundsException("Text of " + length + " bytes in an array of " + utf8.length);
        }
        count = 0;
        if (starts.length > KEPT_TOKENS) {
            resize(SMALL);
        }
        int room = Math.addExact(length, TextView.PADDING);
        if (this.utf8.length < room || (this.utf8.length > KEPT_BYTES && length < KEPT_BYTES)) {
            this.utf8 = new byte[room < KEPT_BYTES / 2 ? 2 * room : room];
        }
        System.arraycopy(utf8, 0, this.utf8, 0, length);
        Arrays.fill(this.utf8, length, room, (byte) 0);
        this.length = length;
        split();
    }

    /** Number of tokens. */
    public int count() {
        return count;
    }

    /** First byte of a token. */
    public int start(int token) {
        return starts[token];
    }

    /** The byte after a token. */
    public int end(int token) {
        return ends[token];
    }

    /** A hash of the token's bytes, the same in every run and on every machine. Not one that nobody can make collide. */
    public long hash(int token) {
        return hashes[token];
    }

    /** Bytes of the text. */
    public int length() {
        return length;
    }

    /** The copy of the text, and zeros after it. For reading only. */
    byte[] utf8() {
        return utf8;
    }

    /** The hashes of the tokens, and anything after them. For reading only. */
    long[] hashes() {
        return hashes;
    }

    private void split() {
        byte[] bytes = utf8;
        int at = 0;
        while (at < length) {
            int start = at;
            int width = bytes[at] >= 0 ? 1 : Utf8.lengthAt(bytes, at, length);
            byte first = TokenClasses.of(Utf8.codePointAt(bytes, at, width));
            at += width;
            if (first == TokenClasses.SPACE) {
                continue;
            }
            if (first == TokenClasses.WORD || first == TokenClasses.MARK) {
                at = runEnd(bytes, at);
            } else if (first == TokenClasses.UNSPACED) {
                at = clusterEnd(bytes, at);
            }
            if (count == starts.length) {
                resize(count < length / 2 ? 2 * count : length);
            }
            starts[count] = start;
            ends[count] = at;
            hashes[count] = WordHash.of(bytes, start, at);
            count++;
        }
    }

    /** Where the run of letters, marks and digits ends that goes on at {@code from}. The zeros after the text end it. */
    private int runEnd(byte[] bytes, int from) {
        int at = from;
        while (true) {
            long chunk = Swar.load(bytes, at);
            long ascii = chunk & ~Swar.TOP;
            long inRun = (Swar.letters(ascii) | Swar.digits(ascii)) & ~chunk;
            if (inRun == Swar.TOP) {
                at += Swar.WIDTH;
                continue;
            }
            at += Swar.first(inRun ^ Swar.TOP);
            if (bytes[at] >= 0) {
                return at;
            }
            int width = Utf8.lengthAt(bytes, at, length);
            byte next = TokenClasses.of(Utf8.codePointAt(bytes, at, width));
            if (next != TokenClasses.WORD && next != TokenClasses.MARK) {
                return at;
            }
            at += width;
        }
    }

    private int clusterEnd(byte[] bytes, int from) {
        int at = from;
        while (at < length && bytes[at] < 0) {
            int width = Utf8.lengthAt(bytes, at, length);
            if (TokenClasses.of(Utf8.codePointAt(bytes, at, width)) != TokenClasses.MARK) {
                break;
            }
            at += width;
        }
        return at;
    }

    private void resize(int room) {
        starts = Arrays.copyOf(starts, room);
        ends = Arrays.copyOf(ends, room);
        hashes = Arrays.copyOf(hashes, room);
    }
}
