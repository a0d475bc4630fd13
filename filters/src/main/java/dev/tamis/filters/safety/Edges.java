package dev.tamis.filters.safety;

/**
 * What bytes are, and what may stand beside a hit.
 *
 * <p>A mask ({@code |||...|||}) beside a candidate rules it out, as the masked span did before: so masking a text opens no
 * place for a hit that was none before.
 */
final class Edges {
    private static final byte DIGIT = 1;
    private static final byte LOWER = 2;
    private static final byte UPPER = 4;
    private static final byte UNDERSCORE = 8;
    private static final byte HEX = 16;
    private static final byte WORD = DIGIT | LOWER | UPPER | UNDERSCORE;

    private static final byte[] CLASS = new byte[256];

    static {
        for (int b = 0; b < 128; b++) {
            CLASS[b] = (byte) ((b >= '0' && b <= '9' ? DIGIT | HEX : 0)
                    | (b >= 'a' && b <= 'z' ? LOWER : 0)
                    | (b >= 'A' && b <= 'Z' ? UPPER : 0)
                    | (b == '_' ? UNDERSCORE : 0)
                    | ((b >= 'a' && b <= 'f') || (b >= 'A' && b <= 'F') ? HEX : 0));
        }
    }

    private Edges() {}

    static boolean isDigit(byte b) {
        return (CLASS[b & 0xFF] & DIGIT) != 0;
    }

    static boolean isUpper(byte b) {
        return (CLASS[b & 0xFF] & UPPER) != 0;
    }

    static boolean isLetter(byte b) {
        return (CLASS[b & 0xFF] & (LOWER | UPPER)) != 0;
    }

    static boolean isLetterOrDigit(byte b) {
        return (CLASS[b & 0xFF] & (DIGIT | LOWER | UPPER)) != 0;
    }

    /** ASCII letters, digits and the underscore. */
    static boolean isWord(byte b) {
        return (CLASS[b & 0xFF] & WORD) != 0;
    }

    static boolean isHex(byte b) {
        return (CLASS[b & 0xFF] & HEX) != 0;
    }

    static int lower(byte b) {
        return isUpper(b) ? b | 0x20 : b;
    }

    static boolean isMask(byte[] utf8, int at, int length) {
        return at >= 0 && at + 3 <= length && utf8[at] == '|' && utf8[at + 1] == '|' && utf8[at + 2] == '|';
    }

    static boolean isDigitAt(byte[] utf8, int at, int length) {
        return at >= 0 && at < length && isDigit(utf8[at]);
    }

    static boolean isWordAt(byte[] utf8, int at, int length) {
        return at >= 0 && at < length && isWord(utf8[at]);
    }

    /** Whether a number may begin at {@code at}: not within a word, a longer number, a path, a query or a hash tag. */
    static boolean opens(byte[] utf8, int at, int length) {
        if (at == 0) {
            return true;
        }
        byte before = utf8[at - 1];
        if (isWord(before)) {
            return false;
        }
        return switch (before) {
            case '-' -> !isWordAt(utf8, at - 2, length) && !isMask(utf8, at - 4, length);
            case '.', ',', ':' -> !isDigitAt(utf8, at - 2, length) && !isMask(utf8, at - 4, length);
            case '/', '=', '&', '?', '%', '#', '@', '\\', '$', '~', '^', '+' -> false;
            case '|' -> !isMask(utf8, at - 3, length);
            default -> !endsInDash(utf8, at) || !isDigitAt(utf8, at - 4, length);
        };
    }

    /** Whether a number may end before {@code at}: no word, longer number, path or address goes on there. */
    static boolean closes(byte[] utf8, int at, int length) {
        if (at >= length) {
            return true;
        }
        byte after = utf8[at];
        if (isWord(after)) {
            return false;
        }
        return switch (after) {
            case '-', '/' -> !isWordAt(utf8, at + 1, length) && !isMask(utf8, at + 1, length);
            case '.', ',', ':', '+' -> !isDigitAt(utf8, at + 1, length) && !isMask(utf8, at + 1, length);
            case '@', '%', '=', '\\' -> false;
            case '|' -> !isMask(utf8, at, length);
            default -> !endsInDash(utf8, Math.min(at + 3, length)) || !isDigitAt(utf8, at + 3, length);
        };
    }

    /**
     * Whether a number in groups of four stands among more groups of hexadecimal digits, as in a table of characters: one of
     * the four before it or after it has letters.
     */
    static boolean isInHexTable(byte[] utf8, int at, int end, int length) {
        for (int group = at - 5, seen = 0; seen < 4 && isHexGroup(utf8, group, length); group -= 5, seen++) {
            if (hasLetter(utf8, group)) {
                return true;
            }
        }
        for (int group = end + 1, seen = 0; seen < 4 && isHexGroup(utf8, group, length); group += 5, seen++) {
            if (hasLetter(utf8, group)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasLetter(byte[] utf8, int group) {
        return isLetter(utf8[group])
                || isLetter(utf8[group + 1])
                || isLetter(utf8[group + 2])
                || isLetter(utf8[group + 3]);
    }

    private static boolean isHexGroup(byte[] utf8, int at, int length) {
        boolean four = at >= 0
                && at + 4 <= length
                && isHex(utf8[at])
                && isHex(utf8[at + 1])
                && isHex(utf8[at + 2])
                && isHex(utf8[at + 3]);
        return four && !isWordAt(utf8, at - 1, length) && !isWordAt(utf8, at + 4, length);
    }

    /** Hyphens and dashes of U+2010 to U+2015 before {@code at}. */
    private static boolean endsInDash(byte[] utf8, int at) {
        return at >= 3
                && utf8[at - 3] == (byte) 0xE2
                && utf8[at - 2] == (byte) 0x80
                && (utf8[at - 1] & 0xFF) >= 0x90
                && (utf8[at - 1] & 0xFF) <= 0x95;
    }
}
