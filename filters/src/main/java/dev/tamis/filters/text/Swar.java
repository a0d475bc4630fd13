package dev.tamis.filters.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight ASCII bytes tested at once in one {@code long}.
 *
 * <p>Every test gives a mask with the top bit set of each byte that passes. They hold only where no byte has its own
 * top bit set ({@code (chunk & TOP) == 0}): then no addition below carries into the next byte.
 */
public final class Swar {
    public static final long TOP = 0x8080_8080_8080_8080L;
    public static final int WIDTH = 8;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final VarHandle CHUNK = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Swar() {}

    /** The eight bytes from {@code at} on, the first one lowest. The array must hold them. */
    public static long load(byte[] bytes, int at) {
        return (long) CHUNK.get(bytes, at);
    }

    static void store(byte[] bytes, int at, long chunk) {
        CHUNK.set(bytes, at, chunk);
    }

    /** All ones in the lowest {@code count} bytes, or in all eight where it is more. The count must not be 0. */
    public static long lowest(int count) {
        return -1L >>> (Long.SIZE - (Math.min(count, WIDTH) << 3));
    }

    public static long between(long chunk, int first, int last) {
        long fromFirst = chunk + (0x80 - first) * ONES;
        long afterLast = chunk + (0x80 - last - 1) * ONES;
        return fromFirst & ~afterLast & TOP;
    }

    public static long equal(long chunk, int value) {
        return ~((chunk ^ (value * ONES)) + (0x7F * ONES)) & TOP;
    }

    public static long letters(long chunk) {
        return between(chunk | (0x20 * ONES), 'a', 'z');
    }

    static long uppercase(long chunk) {
        return between(chunk, 'A', 'Z');
    }

    public static long digits(long chunk) {
        return between(chunk, '0', '9');
    }

    /** Tab, LF, VT, FF, CR, the separators 1C to 1F and space: white space to Python. */
    static long spaces(long chunk) {
        return between(chunk, '\t', '\r') | between(chunk, 0x1C, ' ');
    }

    /** What ends a line beside LF: VT, FF, CR and the separators 1C to 1E. */
    static long otherBreaks(long chunk) {
        return between(chunk, 0x0B, '\r') | between(chunk, 0x1C, 0x1E);
    }

    static long toLowerCase(long chunk) {
        return chunk | (uppercase(chunk) >>> 2);
    }

    /** Any bytes: those with the top bit set and the next one clear, which in UTF-8 go on a code point. */
    static long continuations(long chunk) {
        return chunk & ~(chunk << 1) & TOP;
    }

    /** Any bytes: those with which white space of two or three bytes begins, C2, E1, E2 and E3. */
    static long spaceLeads(long chunk) {
        return TOP
                & chunk
                & (equal(chunk & ~TOP, 0x42)
                        | equal(chunk & ~TOP, 0x61)
                        | equal(chunk & ~TOP, 0x62)
                        | equal(chunk & ~TOP, 0x63));
    }

    /** Index of the lowest byte of a non-empty mask. */
    public static int first(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }
}
