package dev.tamis.models.fasttext;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts bytes into tokens as fastText does: at space, tab, line feed, vertical tab, form feed, carriage return and NUL. For
 * those who want the tokens and not the features of a text. One per thread.
 */
public final class TokenScanner {
    private static final byte[] PREFIX = Dictionary.LABEL_PREFIX.getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = Dictionary.END_OF_LINE.getBytes(StandardCharsets.UTF_8);

    private byte[] utf8 = {};
    private int limit;
    private int start;
    private int end;

    /** Goes before the first token of some bytes, which are not copied. */
    public void over(byte[] bytes, int from, int to) {
        utf8 = bytes;
        limit = to;
        start = from;
        end = from;
    }

    /** Goes to the next token; false after the last. */
    public boolean next() {
        int at = end;
        while (at < limit && isSpace(utf8[at])) {
            at++;
        }
        start = at;
        while (at < limit && !isSpace(utf8[at])) {
            at++;
        }
        end = at;
        return end > start;
    }

    /** Where the token begins; after the last one, the end of the bytes. */
    public int start() {
        return start;
    }

    /** The place after the token. */
    public int end() {
        return end;
    }

    /** Whether the token begins as labels do. */
    public boolean isLabel() {
        return isLabel(utf8, start, end);
    }

    /** Whether the token is the end of a line, written out. */
    public boolean isEndOfLine() {
        return Arrays.equals(utf8, start, end, END, 0, END.length);
    }

    /** The token; bytes that are not UTF-8 are replaced. */
    public String text() {
        return new String(utf8, start, end - start, StandardCharsets.UTF_8);
    }

    static boolean isSpace(byte b) {
        return b <= ' ' && b >= 0 && (b == ' ' || (b >= '\t' && b <= '\r') || b == 0);
    }

    /** Whether these bytes begin with {@code __label__}. */
    public static boolean isLabel(byte[] utf8, int from, int to) {
        return to - from >= PREFIX.length
                && utf8[from] == '_'
                && Arrays.equals(utf8, from, from + PREFIX.length, PREFIX, 0, PREFIX.length);
    }
}
