package dev.tamis.filters.code;

import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;

/**
 * Runs of encoded data in a text: the matches of the three patterns that The Stack v2 prints (Lozhkov et al. 2024, section
 * 2.1), found as Python's {@code re} finds them, without going back.
 *
 * <ul>
 *   <li>base64: {@code [a-zA-Z0-9+/\n=]{64,}}. Rulers of {@code =} or {@code /} are matches too, and so are lists of words,
 *       one on each line;
 *   <li>hex: {@code (?:\b(?:0x|\\x)?[0-9a-fA-F]{2}(?:,|\b\s*)){8,}}. After a comma the next pair must follow at once, and
 *       the first {@code \x} of a row is left out, for no word character stands before it;
 *   <li>escapes: {@code (?:\\}{@code u[0-9a-fA-F]{4}){8,}}.
 * </ul>
 *
 * <p>What two patterns match counts once. Linear: a row of pairs that fails is at most {@value #REPEATS} pairs long.
 */
final class EncodedRuns {
    static final Shared<EncodedRuns> OF = Shared.of(EncodedRuns::new, EncodedRuns::measure);

    private static final int BASE64_CHARS = 64;
    private static final int REPEATS = 8;
    private static final int ESCAPE_BYTES = 6;

    private static final int WORD = 1;
    private static final int BASE64 = 1 << 1;
    private static final int HEX = 1 << 2;
    private static final int ESCAPE = 1 << 3;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int b = 0; b < 0x80; b++) {
            boolean alphanumeric = Character.isLetterOrDigit(b);
            CLASSES[b] = (byte) ((alphanumeric || b == '_' ? WORD : 0)
                    | (alphanumeric || b == '+' || b == '/' || b == '=' || b == '\n' ? BASE64 : 0)
                    | (Character.digit(b, 16) >= 0 ? HEX : 0)
                    | (b == '\\' ? ESCAPE : 0));
        }
    }

    private TextView view;
    private byte[] utf8;
    private int length;
    private int covered;
    private long chars;
    private int longest;

    private EncodedRuns() {}

    private void measure(Subject subject) {
        view = subject.view();
        utf8 = view.utf8();
        length = view.length();
        covered = 0;
        chars = 0;
        longest = 0;
        int base64End = 0;
        int hexEnd = 0;
        int escapesEnd = 0;
        for (int at = 0; at < length; at++) {
            int classes = CLASSES[utf8[at] & 0xFF];
            if ((classes & BASE64) != 0 && at >= base64End) {
                base64End = base64End(at);
                if (base64End - at >= BASE64_CHARS) {
                    add(at, base64End);
                }
            }
            if ((classes & (HEX | ESCAPE)) != 0 && at >= hexEnd) {
                int end = hexEnd(at);
                if (end > at) {
                    hexEnd = end;
                    add(at, end);
                }
            }
            if (classes == ESCAPE && at >= escapesEnd) {
                int end = escapesEnd(at);
                if (end > at) {
                    escapesEnd = end;
                    add(at, end);
                }
            }
        }
        view = null;
        utf8 = null;
    }

    /** Characters within any match, each counted once. */
    long chars() {
        return chars;
    }

    /** Characters of the longest match, or 0. */
    int longest() {
        return longest;
    }

    /** Matches come in the order of their starts. */
    private void add(int start, int end) {
        longest = Math.max(longest, view.codePoints(start, end));
        if (end > covered) {
            chars += view.codePoints(Math.max(start, covered), end);
            covered = end;
        }
    }

    private int base64End(int start) {
        int at = start + 1;
        while (at < length && (CLASSES[utf8[at] & 0xFF] & BASE64) != 0) {
            at++;
        }
        return at;
    }

    private int hexEnd(int start) {
        int at = start;
        int pairs = 0;
        while (isWordBefore(at) != isWordAt(at)) {
            boolean prefixed = utf8[at + 1] == 'x' && (utf8[at] == '0' || utf8[at] == '\\');
            int digits = prefixed ? at + 2 : at;
            if (digits + 2 > length || !isHex(utf8[digits]) || !isHex(utf8[digits + 1])) {
                break;
            }
            int next = digits + 2;
            if (next < length && utf8[next] == ',') {
                at = next + 1;
            } else if (isWordAt(next)) {
                break;
            } else {
                at = afterSpace(next);
            }
            pairs++;
        }
        return pairs >= REPEATS ? at : start;
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

    /** The end of Python's {@code \s*} at a position. */
    private int afterSpace(int start) {
        int at = start;
        while (at < length) {
            int bytes = Utf8.lengthAt(utf8, at, length);
            int c = Utf8.codePointAt(utf8, at, bytes);
            if (!CharClasses.isSpace(c) && (c < 0x1C || c > 0x1F)) {
                break;
            }
            at += bytes;
        }
        return at;
    }

    private boolean isWordBefore(int at) {
        if (at == 0 || utf8[at - 1] >= 0) {
            return at > 0 && (CLASSES[utf8[at - 1]] & WORD) != 0;
        }
        return isWord(Utf8.lastCodePoint(utf8, 0, at));
    }

    private boolean isWordAt(int at) {
        if (at >= length || utf8[at] >= 0) {
            return at < length && (CLASSES[utf8[at]] & WORD) != 0;
        }
        return isWord(Utf8.firstCodePoint(utf8, at, length));
    }

    /** Python's {@code \w} beyond ASCII: letters and numbers of any kind. */
    private static boolean isWord(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    private static boolean isHex(byte b) {
        return (CLASSES[b & 0xFF] & HEX) != 0;
    }
}
