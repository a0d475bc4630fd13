package dev.tamis.filters.passage;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.Utf8;
import java.util.Arrays;

/**
 * Cuts ranges of bytes out of a UTF-8 text.
 *
 * <ul>
 *   <li>The bytes of the ranges go, but for each U+FFFC, OBJECT REPLACEMENT CHARACTER, which stands for a picture or other
 *       medium: it stays, and parts the range in two. Only ranges that are said to hold what goes take it away.
 *   <li>Where text stays on both sides of a cut and neither side is white space there, one LF takes its place, so that no word
 *       is made of two.
 * </ul>
 *
 * <p>The result is never longer than the text. An instance belongs to one thread; its result is overwritten by the next cut.
 */
public final class CutText {
    private static final int SMALL = 1 << 10;
    private static final int KEPT_BYTES = 8 << 20;
    private static final int OBJECT_BYTES = 3;
    private static final int FEW_PIECES = 1 << 6;
    private static final int KEPT_PIECES = 1 << 16;

    private static final Ranges NONE = new Ranges();

    private final Ranges parted = new Ranges();
    private byte[] out = new byte[SMALL];
    private int size;

    /** What stays: where each piece begins in the result, where it began in the text, and its bytes. */
    private int[] pieceStarts = new int[FEW_PIECES];

    private int[] pieceSources = new int[FEW_PIECES];
    private int[] pieceLengths = new int[FEW_PIECES];
    private int pieces;

    /**
     * Writes the first {@code length} bytes without the ranges.
     *
     * @return bytes of the result, see {@link #utf8}
     * @throws IllegalArgumentException if a range goes beyond the text, or begins or ends within a code point
     * @throws IndexOutOfBoundsException if the array is shorter than {@code length}, or that is negative
     */
    public int cut(byte[] utf8, int length, Ranges ranges) {
        return cut(utf8, length, ranges, NONE);
    }

    /**
     * Writes the first {@code length} bytes without the ranges, and without other ranges that go as a whole, each U+FFFC in them
     * too.
     *
     * @return bytes of the result, see {@link #utf8}
     * @throws IllegalArgumentException if a range goes beyond the text, or begins or ends within a code point
     * @throws IndexOutOfBoundsException if the array is shorter than {@code length}, or that is negative
     */
    public int cut(byte[] utf8, int length, Ranges ranges, Ranges whole) {
        if (length < 0 || length > utf8.length) {
            throw new IndexOutOfBoundsException("Text of " + length + " bytes in an array of " + utf8.length);
        }
        check(utf8, length, ranges);
        check(utf8, length, whole);
        if (out.length < length || (out.length > KEPT_BYTES && length < KEPT_BYTES)) {
            out = new byte[length < KEPT_BYTES / 2 ? 2 * length : length];
        }
        size = 0;
        pieces = 0;
        if (pieceStarts.length > KEPT_PIECES) {
            pieceStarts = new int[FEW_PIECES];
            pieceSources = new int[FEW_PIECES];
            pieceLengths = new int[FEW_PIECES];
        }
        parted.clear();
        for (int i = 0; i < ranges.size(); i++) {
            addWithoutObjects(utf8, ranges.start(i), ranges.end(i), parted);
        }
        for (int i = 0; i < whole.size(); i++) {
            parted.add(whole.start(i), whole.end(i));
        }
        int kept = 0;
        for (int i = 0; i < parted.size(); i++) {
            kept = cutOne(utf8, length, kept, parted.start(i), parted.end(i));
        }
        write(utf8, kept, length);
        return size;
    }

    /** The bytes of the result, and anything after them. For reading only. */
    public byte[] utf8() {
        return out;
    }

    /** Whether the result of the last cut has nothing but white space. */
    public boolean isBlank() {
        for (int at = 0; at < size; ) {
            int bytes = Utf8.lengthAt(out, at, size);
            if (!CharClasses.isSpace(Utf8.codePointAt(out, at, bytes))) {
                return false;
            }
            at += bytes;
        }
        return true;
    }

    /**
     * Adds the ranges of the text that ranges of the result of the last cut came from: in pieces where something was cut
     * between, and without the LFs that the cut put in.
     *
     * @param ofResult ranges of bytes of the result
     * @param ofText where the ranges of bytes of the text are added
     */
    public void origins(Ranges ofResult, Ranges ofText) {
        int piece = 0;
        for (int i = 0; i < ofResult.size(); i++) {
            int start = ofResult.start(i);
            int end = ofResult.end(i);
            while (piece < pieces && pieceStarts[piece] + pieceLengths[piece] <= start) {
                piece++;
            }
            for (int p = piece; p < pieces && pieceStarts[p] < end; p++) {
                int shift = pieceSources[p] - pieceStarts[p];
                int from = Math.max(start, pieceStarts[p]);
                ofText.add(from + shift, Math.min(end, pieceStarts[p] + pieceLengths[p]) + shift);
            }
        }
    }

    /** Writes what is kept before a cut, and LF in its place if need be; gives where the text goes on. */
    private int cutOne(byte[] utf8, int length, int kept, int start, int end) {
        write(utf8, kept, start);
        if (size > 0
                && end < length
                && !CharClasses.isSpace(Utf8.lastCodePoint(out, 0, size))
                && !CharClasses.isSpace(Utf8.firstCodePoint(utf8, end, length))) {
            out[size++] = '\n';
        }
        return end;
    }

    private void write(byte[] utf8, int start, int end) {
        if (start == end) {
            return;
        }
        if (pieces == pieceStarts.length) {
            pieceStarts = Arrays.copyOf(pieceStarts, 2 * pieces);
            pieceSources = Arrays.copyOf(pieceSources, 2 * pieces);
            pieceLengths = Arrays.copyOf(pieceLengths, 2 * pieces);
        }
        pieceStarts[pieces] = size;
        pieceSources[pieces] = start;
        pieceLengths[pieces++] = end - start;
        System.arraycopy(utf8, start, out, size, end - start);
        size += end - start;
    }

    /**
     * Adds what a cut of a range takes out: the range without each U+FFFC, which parts it.
     *
     * @param start first byte of the range
     * @param end the byte after its last
     * @param to where the ranges are added
     */
    public static void addWithoutObjects(byte[] utf8, int start, int end, Ranges to) {
        int from = start;
        int at = start;
        while (at < end) {
            if (isObject(utf8, at, end)) {
                to.add(from, at);
                at += OBJECT_BYTES;
                from = at;
            } else {
                at++;
            }
        }
        to.add(from, end);
    }

    private static boolean isObject(byte[] utf8, int at, int end) {
        return utf8[at] == (byte) 0xEF
                && at + OBJECT_BYTES <= end
                && utf8[at + 1] == (byte) 0xBF
                && utf8[at + 2] == (byte) 0xBC;
    }

    private static void check(byte[] utf8, int length, Ranges ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            int start = ranges.start(i);
            int end = ranges.end(i);
            if (end > length) {
                throw new IllegalArgumentException(
                        "Range from byte %d to before %d of a text of %d".formatted(start, end, length));
            }
            if (isWithinCodePoint(utf8, start, length) || isWithinCodePoint(utf8, end, length)) {
                throw new IllegalArgumentException(
                        "Range from byte %d to before %d begins or ends within a code point".formatted(start, end));
            }
        }
    }

    private static boolean isWithinCodePoint(byte[] utf8, int at, int length) {
        if (at == length || !Utf8.isContinuation(utf8[at])) {
            return false;
        }
        int lead = at - 1;
        while (lead >= 0 && at - lead < 3 && Utf8.isContinuation(utf8[lead])) {
            lead--;
        }
        return lead >= 0 && lead + Utf8.lengthAt(utf8, lead, length) > at;
    }
}
