package dev.tamis.filters.code;

import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;

/**
 * The characters of an HTML file that are text: all but tags, comments, declarations and what stands in {@code script} and
 * {@code style}. White space counts, and a character reference that ends in a semicolon counts as one character, as with
 * Beautiful Soup's {@code get_text}, which StarCoder's tools measure by. Nothing after an unclosed tag or comment counts.
 */
final class HtmlText {
    static final Shared<HtmlText> OF = Shared.of(HtmlText::new, HtmlText::measure);

    private static final int MOST_REFERENCE_BYTES = 32;
    private static final byte[] SCRIPT = Ascii.phrase("script");
    private static final byte[] STYLE = Ascii.phrase("style");
    private static final byte[] SCRIPT_END = Ascii.phrase("</script");
    private static final byte[] STYLE_END = Ascii.phrase("</style");
    private static final byte[] COMMENT_END = Ascii.phrase("-->");

    private byte[] utf8;
    private int length;
    private long chars;

    private HtmlText() {}

    private void measure(Subject subject) {
        TextView view = subject.view();
        utf8 = view.utf8();
        length = view.length();
        chars = 0;
        int at = 0;
        while (at < length) {
            byte b = utf8[at];
            if (b == '<') {
                at = markup(at);
            } else {
                chars += Utf8.isContinuation(b) ? 0 : 1;
                at = b == '&' ? referenceEnd(at) : at + 1;
            }
        }
        utf8 = null;
    }

    /** Characters of text. */
    long chars() {
        return chars;
    }

    /** The position after markup that opens at a position, or after the sign where it is text. */
    private int markup(int at) {
        byte next = utf8[at + 1];
        if (next == '!' && utf8[at + 2] == '-' && utf8[at + 3] == '-') {
            return after(at + 4, COMMENT_END);
        }
        if (next == '!' || next == '?') {
            return tagEnd(at + 2, false);
        }
        boolean closes = next == '/';
        int name = closes ? at + 2 : at + 1;
        if (!Ascii.isLetter(utf8[name])) {
            chars++;
            return at + 1;
        }
        int end = name;
        while (end < length && Ascii.isLetter(utf8[end])) {
            end++;
        }
        int after = tagEnd(end, true);
        if (!closes && Ascii.equals(utf8, name, end, SCRIPT)) {
            return before(after, SCRIPT_END);
        }
        if (!closes && Ascii.equals(utf8, name, end, STYLE)) {
            return before(after, STYLE_END);
        }
        return after;
    }

    private int tagEnd(int start, boolean quotes) {
        int at = start;
        while (at < length && utf8[at] != '>') {
            if (quotes && (utf8[at] == '"' || utf8[at] == '\'') && utf8[at - 1] == '=') {
                byte sign = utf8[at];
                at++;
                while (at < length && utf8[at] != sign) {
                    at++;
                }
            }
            at++;
        }
        return Math.min(length, at + 1);
    }

    private int before(int start, byte[] end) {
        int at = start;
        while (at < length && !Ascii.startsWith(utf8, at, length, end)) {
            at++;
        }
        return at;
    }

    private int after(int start, byte[] end) {
        return Math.min(length, before(start, end) + end.length);
    }

    /** The position after a character reference, or after the ampersand where it is text. */
    private int referenceEnd(int start) {
        int at = utf8[start + 1] == '#' ? start + 2 : start + 1;
        int first = at;
        int most = Math.min(length, start + MOST_REFERENCE_BYTES);
        while (at < most && (Ascii.isLetter(utf8[at]) || Ascii.isDigit(utf8[at]))) {
            at++;
        }
        return at > first && at < most && utf8[at] == ';' ? at + 1 : start + 1;
    }
}
