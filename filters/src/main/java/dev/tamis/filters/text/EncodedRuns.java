package dev.tamis.filters.text;

/**
 * Runs of encoded data in a text, after the three patterns of The Stack v2 (Lozhkov et al. 2024, section 2.1):
 *
 * <ul>
 *   <li>base64: at least {@value #BASE64_BYTES} bytes of its alphabet with at least {@value #DISTINCT} different ones, so
 *       that rulers of {@code =} or {@code /} are none. A run goes on over a line end when at least
 *       {@value #WRAPPED_BYTES} bytes of it stand before; unlike the paper's pattern, which takes any list of words;
 *   <li>hex: at least {@value #REPEATS} pairs of digits, each with or without {@code 0x} or {@code \x}, apart by commas
 *       and white space or by their prefixes;
 *   <li>escapes: at least {@value #REPEATS} of the form {@code \}{@code u1234} in a row.
 * </ul>
 *
 * <p>Linear: what fails to be a run of pairs is at most {@value #REPEATS} pairs long.
 */
final class EncodedRuns {
    private static final int BASE64_BYTES = 64;
    private static final int WRAPPED_BYTES = 60;
    private static final int DISTINCT = 8;
    private static final int REPEATS = 8;
    private static final int ESCAPE_BYTES = 6;

    private static final int WORD = 1;
    private static final int BASE64 = 1 << 1;
    private static final int HEX = 1 << 2;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int b = 0; b < 0x80; b++) {
            boolean alphanumeric = Character.isLetterOrDigit(b);
            CLASSES[b] = (byte) ((alphanumeric || b == '_' ? WORD : 0)
                    | (alphanumeric || b == '+' || b == '/' || b == '=' ? BASE64 : 0)
                    | (Character.digit(b, 16) >= 0 ? HEX : 0));
        }
    }

    private byte[] utf8;
    private int length;
    private long bytes;
    private int longest;

    void measure(TextView view) {
        utf8 = view.utf8();
        length = view.length();
        bytes = 0;
        longest = 0;
        int base64From = 0;
        int base64End = 0;
        int at = 0;
        while (at < length) {
            if (at >= base64End) {
                base64From = at;
                base64End = base64End(at);
            }
            if (at > base64From && utf8[at] != '\\' && isWord(utf8[at - 1])) {
                at++;
                continue;
            }
            int end = at == base64From && isBase64(base64From, base64End) ? base64End : at;
            end = Math.max(end, hexEnd(at));
            end = Math.max(end, escapesEnd(at));
            if (end > at) {
                bytes += end - at;
                longest = Math.max(longest, end - at);
                at = end;
            } else {
                at++;
            }
        }
        utf8 = null;
    }

    long bytes() {
        return bytes;
    }

    int longest() {
        return longest;
    }

    private int base64End(int start) {
        int at = start;
        int lineStart = start;
        while (at < length) {
            if (isBase64(utf8[at])) {
                at++;
            } else if (utf8[at] == '\n' && at - lineStart >= WRAPPED_BYTES) {
                at++;
                lineStart = at;
            } else {
                break;
            }
        }
        return at > start && utf8[at - 1] == '\n' ? at - 1 : Math.max(at, start + 1);
    }

    private boolean isBase64(int start, int end) {
        if (end - start < BASE64_BYTES) {
            return false;
        }
        long low = 0;
        long high = 0;
        for (int at = start; at < end; at++) {
            if (utf8[at] < Long.SIZE) {
                low |= 1L << utf8[at];
            } else {
                high |= 1L << utf8[at];
            }
        }
        return Long.bitCount(low) + Long.bitCount(high) >= DISTINCT;
    }

    private int hexEnd(int start) {
        int end = start;
        int at = start;
        int pairs = 0;
        while (at < length) {
            int digits = at;
            if (utf8[at] == '\\' && utf8[at + 1] == 'x') {
                digits = at + 2;
            } else if (at > 0 && isWord(utf8[at - 1])) {
                break;
            } else if (utf8[at] == '0' && utf8[at + 1] == 'x') {
                digits = at + 2;
            }
            boolean pair = digits + 2 <= length && isHex(utf8[digits]) && isHex(utf8[digits + 1]);
            if (!pair || isWord(utf8[digits + 2])) {
                break;
            }
            pairs++;
            end = digits + 2;
            at = end;
            while (at < length && isSeparator(utf8[at])) {
                at++;
            }
        }
        return pairs >= REPEATS ? end : start;
    }

    private int escapesEnd(int start) {
        int at = start;
        while (at + ESCAPE_BYTES <= length
                && utf8[at] == '\\'
                && utf8[at + 1] == 'u'
                && isHex(utf8[at + 2])
                && isHex(utf8[at + 3])
                && isHex(utf8[at + 4])
                && isHex(utf8[at + 5])) {
            at += ESCAPE_BYTES;
        }
        return at - start >= REPEATS * ESCAPE_BYTES ? at : start;
    }

    private static boolean isBase64(byte b) {
        return (CLASSES[b & 0xFF] & BASE64) != 0;
    }

    private static boolean isWord(byte b) {
        return (CLASSES[b & 0xFF] & WORD) != 0;
    }

    private static boolean isHex(byte b) {
        return (CLASSES[b & 0xFF] & HEX) != 0;
    }

    private static boolean isSeparator(byte b) {
        return b == ',' || b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
