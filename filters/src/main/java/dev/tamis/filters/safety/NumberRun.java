package dev.tamis.filters.safety;

/**
 * A run of groups of digits, as people write long numbers: joined by single spaces, hyphens, full stops, slashes or
 * brackets, of which slashes and hyphens may have a space on either side. Bounded: what goes on after {@value #MAX_DIGITS} digits or {@value #MAX_GROUPS} groups is not read.
 */
final class NumberRun {
    static final int MAX_DIGITS = 24;
    static final int MAX_GROUPS = 8;

    static final byte NONE = 0;
    static final byte SPACE = 1;
    static final byte HYPHEN = 2;
    static final byte DOT = 3;
    static final byte SLASH = 4;
    static final byte BRACKET = 5;
    /** A slash or hyphen with spaces beside it: 069 / 920 77 00. */
    static final byte WIDE = 6;

    final byte[] digits = new byte[MAX_DIGITS];
    int groups;
    private final int[] start = new int[MAX_GROUPS];
    private final int[] end = new int[MAX_GROUPS];
    private final int[] total = new int[MAX_GROUPS];
    private final byte[] before = new byte[MAX_GROUPS];

    private int separatorLength;

    /** Reads from a digit on. A first group of too many digits gives no groups. */
    void read(byte[] utf8, int at, int length) {
        groups = 0;
        int count = 0;
        int i = at;
        byte separator = NONE;
        while (groups < MAX_GROUPS) {
            int from = i;
            int first = count;
            while (i < length && count < MAX_DIGITS && Edges.isDigit(utf8[i])) {
                digits[count++] = (byte) (utf8[i++] - '0');
            }
            if (count == first || (i < length && Edges.isDigit(utf8[i]))) {
                return;
            }
            start[groups] = from;
            end[groups] = i;
            total[groups] = count;
            before[groups] = separator;
            groups++;
            separator = separator(utf8, i, length);
            if (separator == NONE || !Edges.isDigitAt(utf8, i + separatorLength, length)) {
                separator = wide(utf8, i, length);
            }
            if (separator == NONE || !Edges.isDigitAt(utf8, i + separatorLength, length)) {
                return;
            }
            i += separatorLength;
        }
    }

    private byte separator(byte[] utf8, int at, int length) {
        separatorLength = 1;
        if (at + 1 >= length) {
            return NONE;
        }
        byte next = utf8[at + 1];
        return switch (utf8[at]) {
            case ' ' -> joined(next, SPACE);
            case '-' -> joined(next, HYPHEN);
            case '.' -> joined(next, DOT);
            case '/' -> SLASH;
            case '(' -> BRACKET;
            case ')' -> {
                separatorLength = next == ' ' || next == '-' || next == '.' ? 2 : 1;
                yield BRACKET;
            }
            case (byte) 0xC2 -> {
                separatorLength = 2;
                yield next == (byte) 0xA0 ? SPACE : NONE;
            }
            case (byte) 0xE2 -> {
                separatorLength = 3;
                yield at + 2 < length && next == (byte) 0x80 ? general(utf8[at + 2] & 0xFF) : NONE;
            }
            default -> NONE;
        };
    }

    /**
     * A slash, hyphen or dash with a space before or after it or both, and brackets beside it. A number that begins with a
     * trunk prefix does not go on after it, as it is the next one of a list.
     */
    private byte wide(byte[] utf8, int at, int length) {
        int i = at;
        i += isAt(utf8, i, length, ')') ? 1 : 0;
        i += isAt(utf8, i, length, ' ') ? 1 : 0;
        if (isAt(utf8, i, length, '-') || isAt(utf8, i, length, '/')) {
            i++;
        } else if (i + 2 < length
                && utf8[i] == (byte) 0xE2
                && utf8[i + 1] == (byte) 0x80
                && utf8[i + 2] == (byte) 0x93) {
            i += 3;
        } else {
            return NONE;
        }
        i += isAt(utf8, i, length, ' ') ? 1 : 0;
        boolean bracket = isAt(utf8, i, length, '(');
        i += bracket ? 1 : 0;
        separatorLength = i - at;
        boolean trunk = !bracket && isAt(utf8, i, length, '0') && Edges.isDigitAt(utf8, i + 1, length);
        return trunk ? NONE : WIDE;
    }

    private static boolean isAt(byte[] utf8, int at, int length, char wanted) {
        return at < length && utf8[at] == wanted;
    }

    private byte joined(byte next, byte alone) {
        separatorLength = next == '(' ? 2 : 1;
        return next == '(' ? BRACKET : alone;
    }

    /** Of U+2000 to U+203F: thin and narrow no-break space; hyphen, no-break hyphen and en dash. */
    private static byte general(int last) {
        boolean space = last == 0x89 || last == 0xAF;
        boolean hyphen = last == 0x90 || last == 0x91 || last == 0x93;
        return space ? SPACE : hyphen ? HYPHEN : NONE;
    }

    /** Digits of a group. */
    int size(int group) {
        return group == 0 ? total[0] : total[group] - total[group - 1];
    }

    /** Digits of the first {@code count} groups. */
    int digits(int count) {
        return total[count - 1];
    }

    /** First byte of a group. */
    int start(int group) {
        return start[group];
    }

    /** The byte after a group. */
    int end(int group) {
        return end[group];
    }

    /** What stands before a group; {@link #NONE} for the first. */
    byte separator(int group) {
        return before[group];
    }

    /** Whether the run begins with groups of these sizes, all joined by the separator, or by any of space and hyphen if 0. */
    boolean isGrouped(int separator, int... sizes) {
        if (groups < sizes.length) {
            return false;
        }
        int wanted = separator;
        for (int i = 0; i < sizes.length; i++) {
            if (size(i) != sizes[i]) {
                return false;
            }
            if (i > 0) {
                if (wanted == NONE && (before[i] == SPACE || before[i] == HYPHEN)) {
                    wanted = before[i];
                }
                if (before[i] != wanted) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The number of some digits, at most 18 of them. */
    long value(int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value * 10 + digits[i];
        }
        return value;
    }
}
