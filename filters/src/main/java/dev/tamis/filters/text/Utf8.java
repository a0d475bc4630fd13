package dev.tamis.filters.text;

/** Code points out of UTF-8 bytes. Malformed bytes are read as U+FFFD, one byte at a time, and never run over an end. */
public final class Utf8 {
    private static final int REPLACEMENT = 0xFFFD;

    private Utf8() {}

    public static boolean isContinuation(byte b) {
        return b < -64;
    }

    /** Bytes of the code point that starts at {@code at}: 1 to 4, and 1 for a malformed byte. */
    public static int lengthAt(byte[] utf8, int at, int end) {
        int lead = utf8[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 1;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + length > end) {
            return 1;
        }
        for (int i = 1; i < length; i++) {
            if (!isContinuation(utf8[at + i])) {
                return 1;
            }
        }
        return length == 2 || isShortest(lead, utf8[at + 1] & 0xFF) ? length : 1;
    }

    /** Refuses overlong forms, surrogates and what lies beyond U+10FFFF (Unicode 15, table 3-7). */
    private static boolean isShortest(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
    }

    /** The code point of {@code length} bytes at {@code at}, with the length {@link #lengthAt} gave. */
    public static int codePointAt(byte[] utf8, int at, int length) {
        return switch (length) {
            case 1 -> utf8[at] >= 0 ? utf8[at] : REPLACEMENT;
            case 2 -> (utf8[at] & 0x1F) << 6 | (utf8[at + 1] & 0x3F);
            case 3 -> (utf8[at] & 0x0F) << 12 | (utf8[at + 1] & 0x3F) << 6 | (utf8[at + 2] & 0x3F);
            default ->
                (utf8[at] & 0x07) << 18
                        | (utf8[at + 1] & 0x3F) << 12
                        | (utf8[at + 2] & 0x3F) << 6
                        | (utf8[at + 3] & 0x3F);
        };
    }

    /** Whether the first {@code length} bytes are UTF-8 (Unicode 15, table 3-7). */
    static boolean isWellFormed(byte[] bytes, int length) {
        int at = 0;
        while (at < length) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int width = lengthAt(bytes, at, length);
            if (width == 1) {
                return false;
            }
            at += width;
        }
        return true;
    }

    /** Where the last code point before {@code end} starts; {@code end} must lie after {@code start}. */
    public static int lastStart(byte[] utf8, int start, int end) {
        int at = end - 1;
        while (at > start && end - at < 4 && isContinuation(utf8[at])) {
            at--;
        }
        return at + lengthAt(utf8, at, end) == end ? at : end - 1;
    }

    /** The last code point before {@code end}; {@code end} must lie after {@code start}. */
    public static int lastCodePoint(byte[] utf8, int start, int end) {
        int at = lastStart(utf8, start, end);
        return codePointAt(utf8, at, end - at);
    }

    /** The code point at {@code at}, which must lie before {@code end}. */
    public static int firstCodePoint(byte[] utf8, int at, int end) {
        return codePointAt(utf8, at, lengthAt(utf8, at, end));
    }

    /** Code points from one byte to before another, both at boundaries; reads up to seven bytes of padding after. */
    public static int codePoints(byte[] utf8, int start, int end) {
        int continuations = 0;
        for (int at = start; at < end; at += Swar.WIDTH) {
            long chunk = Swar.load(utf8, at) & Swar.lowest(end - at);
            continuations += Long.bitCount(Swar.continuations(chunk));
        }
        return end - start - continuations;
    }

    /** Upper-case characters (Java's {@code isUpperCase}) between two boundaries of code points. */
    public static int uppercase(byte[] utf8, int start, int end) {
        int count = 0;
        int at = start;
        while (at < end) {
            long chunk = Swar.load(utf8, at) & Swar.lowest(end - at);
            if ((chunk & Swar.TOP) == 0) {
                count += Long.bitCount(Swar.uppercase(chunk));
                at += Swar.WIDTH;
                continue;
            }
            int stop = Math.min(end, at + Swar.WIDTH);
            while (at < stop) {
                int length = lengthAt(utf8, at, end);
                count += Character.isUpperCase(codePointAt(utf8, at, length)) ? 1 : 0;
                at += length;
            }
        }
        return count;
    }

    /** Writes a code point and gives the position after it. Surrogates, which no UTF-8 has, become U+FFFD. */
    public static int write(byte[] utf8, int at, int codePoint) {
        int c = codePoint >= 0xD800 && codePoint <= 0xDFFF ? REPLACEMENT : codePoint;
        int next = at;
        if (c < 0x80) {
            utf8[next++] = (byte) c;
        } else if (c < 0x800) {
            utf8[next++] = (byte) (0xC0 | c >> 6);
            utf8[next++] = (byte) (0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            utf8[next++] = (byte) (0xE0 | c >> 12);
            utf8[next++] = (byte) (0x80 | (c >> 6 & 0x3F));
            utf8[next++] = (byte) (0x80 | (c & 0x3F));
        } else {
            utf8[next++] = (byte) (0xF0 | c >> 18);
            utf8[next++] = (byte) (0x80 | (c >> 12 & 0x3F));
            utf8[next++] = (byte) (0x80 | (c >> 6 & 0x3F));
            utf8[next++] = (byte) (0x80 | (c & 0x3F));
        }
        return next;
    }
}
