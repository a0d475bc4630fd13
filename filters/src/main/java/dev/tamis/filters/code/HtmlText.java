package dev.tamis.filters.code;

import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.nio.charset.StandardCharsets;
import org.jsoup.nodes.Entities;

/**
 * The characters of an HTML file that are text, as Beautiful Soup's {@code get_text} gives them over Python's
 * {@code html.parser}, which StarCoder's tools measure by once {@code script} and {@code style} are taken out: all but tags,
 * comments and declarations. A piece between two of these that is nothing but ASCII white space is one character, outside of
 * {@code pre} and {@code textarea}; a known character reference is what it stands for. Annotations of {@code ruby} and what
 * is in {@code template} are no text.
 *
 * <p>Markup that never closes is text as far as its first {@code >}, as it was to {@code html.parser} before 2025.
 */
final class HtmlText {
    static final Shared<HtmlText> OF = Shared.of(HtmlText::new, HtmlText::measure);

    private static final int MOST_REFERENCE_BYTES = 40;
    private static final byte[] SCRIPT = Ascii.phrase("script");
    private static final byte[] STYLE = Ascii.phrase("style");
    private static final byte[] DOCTYPE = Ascii.phrase("<!doctype");
    private static final byte[] SECTION = Ascii.phrase("<![");
    private static final byte[] CDATA = Ascii.phrase("<![cdata[");
    private static final byte[] COMMENT = Ascii.phrase("<!--");
    /** Bytes that tags without an end may be looked through in vain, for each byte of the text. */
    private static final int MOST_WASTE = 4;

    private final OpenElements open = new OpenElements();
    private byte[] utf8;
    private int length;
    private long chars;
    /** Characters of the piece of text at hand, and whether it is nothing but white space. */
    private long pieceChars;

    private boolean pieceIsSpace;
    private boolean piece;
    /** What was looked for up to the end in vain is not looked for again. */
    private boolean noBracket;

    private boolean noComment;
    private boolean noSection;
    private boolean noCondition;
    private boolean noQuote;
    private boolean noApostrophe;
    private long wasted;
    /** Where the tag that was read last was read to. */
    private int reached;
    /** Whether the tag that was read last ends in a slash. */
    private boolean selfClosed;

    private HtmlText() {}

    private void measure(Subject subject) {
        TextView view = subject.view();
        utf8 = view.utf8();
        length = view.length();
        chars = 0;
        clearPiece();
        open.clear();
        noBracket = false;
        noComment = false;
        noSection = false;
        noCondition = false;
        noQuote = false;
        noApostrophe = false;
        wasted = 0;
        int at = 0;
        while (at < length) {
            byte b = utf8[at];
            if (b == '<') {
                at = markup(at);
            } else if (b == '&') {
                at = reference(at);
            } else {
                addByte(b);
                at++;
            }
        }
        endPiece();
        utf8 = null;
    }

    /** Characters of text. */
    long chars() {
        return chars;
    }

    private void clearPiece() {
        pieceChars = 0;
        pieceIsSpace = true;
        piece = false;
    }

    private void addByte(byte b) {
        piece = true;
        pieceChars += Utf8.isContinuation(b) ? 0 : 1;
        pieceIsSpace &= isSpace(b);
    }

    private void addText(int start, int end) {
        for (int at = start; at < end; at++) {
            addByte(utf8[at]);
        }
    }

    private void endPiece() {
        endPiece(open.hidden());
    }

    private void endPiece(boolean hidden) {
        if (piece && !hidden) {
            chars += pieceIsSpace && !open.kept() ? 1 : pieceChars;
        }
        clearPiece();
    }

    /** The white space that Beautiful Soup takes together. */
    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\f' || b == '\r';
    }

    /** The white space within tags. */
    private static boolean isGap(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r') || (b >= 0x1C && b <= 0x1F);
    }

    private int skipGaps(int start) {
        int at = start;
        while (at < length && isGap(utf8[at])) {
            at++;
        }
        return at;
    }

    /** The position after markup that opens at a position, or after as much of it as is text. */
    private int markup(int at) {
        byte next = at + 1 < length ? utf8[at + 1] : 0;
        int end;
        if (Ascii.isLetter(next)) {
            end = startTag(at);
        } else if (next == '/') {
            end = endTag(at);
        } else if (next == '!') {
            end = declaration(at);
        } else if (next == '?') {
            end = afterBracket(at + 2);
            if (end >= 0) {
                endPiece();
            }
        } else {
            addByte(utf8[at]);
            return at + 1;
        }
        if (end >= 0) {
            return end;
        }
        int text = afterBracket(at + 1);
        if (text < 0) {
            text = at + 1;
            while (text < length && utf8[text] != '<') {
                text++;
            }
            // without any further tag references count again
            text = text < length ? text : at + 1;
        }
        addText(at, text);
        return text;
    }

    /** The position after the next {@code >}, or -1. */
    private int afterBracket(int start) {
        int at = start;
        while (!noBracket && at < length) {
            if (utf8[at] == '>') {
                return at + 1;
            }
            at++;
        }
        noBracket = true;
        return -1;
    }

    private int declaration(int at) {
        int end;
        boolean text = false;
        if (Ascii.startsWith(utf8, at, length, COMMENT)) {
            end = commentEnd(at + COMMENT.length);
        } else if (Ascii.startsWith(utf8, at, length, SECTION)) {
            text = Ascii.startsWith(utf8, at, length, CDATA);
            boolean condition = Ascii.startsWith(utf8, at + 3, length, Ascii.phrase("if"))
                    || Ascii.startsWith(utf8, at + 3, length, Ascii.phrase("e"));
            end = condition ? conditionEnd(at + 3) : sectionEnd(at + 3);
        } else if (Ascii.startsWith(utf8, at, length, DOCTYPE)) {
            end = afterBracket(at + DOCTYPE.length);
        } else {
            end = afterBracket(at + 2);
        }
        if (end < 0) {
            return -1;
        }
        endPiece();
        if (text) {
            int close = end - 1;
            while (utf8[close] != ']') {
                close--;
            }
            close--;
            while (utf8[close] != ']') {
                close--;
            }
            // a section without anything in it is a space to Beautiful Soup
            piece = true;
            addText(at + CDATA.length, close);
            endPiece(false);
        }
        return end;
    }

    private int commentEnd(int start) {
        for (int at = start; !noComment && at + 2 < length; at++) {
            if (utf8[at] == '-' && utf8[at + 1] == '-') {
                int close = skipGaps(at + 2);
                if (close < length && utf8[close] == '>') {
                    return close + 1;
                }
            }
        }
        noComment = true;
        return -1;
    }

    private int sectionEnd(int start) {
        for (int at = start; !noSection && at < length; at++) {
            if (utf8[at] == ']') {
                int second = skipGaps(at + 1);
                if (second < length && utf8[second] == ']') {
                    int close = skipGaps(second + 1);
                    if (close < length && utf8[close] == '>') {
                        return close + 1;
                    }
                }
            }
        }
        noSection = true;
        return -1;
    }

    private int conditionEnd(int start) {
        for (int at = start; !noCondition && at < length; at++) {
            if (utf8[at] == ']') {
                int close = skipGaps(at + 1);
                if (close < length && utf8[close] == '>') {
                    return close + 1;
                }
            }
        }
        noCondition = true;
        return -1;
    }

    private int endTag(int at) {
        int end = afterBracket(at + 2);
        if (end < 0 || end == at + 3) {
            return end;
        }
        endPiece();
        int name = skipGaps(at + 2);
        if (Ascii.isLetter(utf8[name])) {
            open.close(utf8, name, nameEnd(name));
        }
        return end;
    }

    private int nameEnd(int start) {
        int at = start;
        while (at < length && !isGap(utf8[at]) && utf8[at] != '/' && utf8[at] != '>' && utf8[at] != 0) {
            at++;
        }
        return at;
    }

    private int startTag(int at) {
        selfClosed = false;
        if (wasted > (long) MOST_WASTE * length && afterBracket(at + 1) < 0) {
            return -1;
        }
        int nameEnd = nameEnd(at + 1);
        int end = wasted > (long) MOST_WASTE * length ? afterBracket(nameEnd) : tagEnd(nameEnd);
        if (end < 0) {
            wasted += reached - at;
            return -1;
        }
        endPiece();
        boolean empty = selfClosed;
        if (Ascii.equals(utf8, at + 1, nameEnd, SCRIPT)) {
            return empty ? end : afterElement(end, SCRIPT);
        }
        if (Ascii.equals(utf8, at + 1, nameEnd, STYLE)) {
            return empty ? end : afterElement(end, STYLE);
        }
        if (!empty) {
            open.open(utf8, at + 1, nameEnd);
        }
        return end;
    }

    /** The position after a tag whose name ends at a position, or -1 where it has no end or a value none. */
    private int tagEnd(int nameEnd) {
        int at = nameEnd;
        boolean value = false;
        while (true) {
            boolean slash = false;
            while (at < length && (isGap(utf8[at]) || utf8[at] == '/')) {
                slash = utf8[at] == '/';
                at++;
            }
            reached = at;
            if (at >= length) {
                return -1;
            }
            if (utf8[at] == '>') {
                selfClosed = slash;
                return at + 1;
            }
            if (value && !slash && utf8[at] == '=') {
                return -1;
            }
            at++;
            while (at < length && !isGap(utf8[at]) && utf8[at] != '/' && utf8[at] != '=' && utf8[at] != '>') {
                at++;
            }
            int sign = skipGaps(at);
            value = sign < length && utf8[sign] == '=';
            if (value) {
                while (sign < length && utf8[sign] == '=') {
                    sign++;
                }
                at = valueEnd(skipGaps(sign));
                if (at < 0) {
                    return -1;
                }
            }
        }
    }

    private int valueEnd(int start) {
        if (start >= length) {
            return -1;
        }
        byte sign = utf8[start];
        int at = start;
        if (sign != '"' && sign != '\'') {
            while (at < length && !isGap(utf8[at]) && utf8[at] != '>') {
                at++;
            }
            return at;
        }
        boolean none = sign == '"' ? noQuote : noApostrophe;
        for (at++; !none && at < length; at++) {
            if (utf8[at] == sign) {
                return at + 1;
            }
        }
        noQuote |= sign == '"';
        noApostrophe |= sign == '\'';
        return -1;
    }

    /** The position after the end tag of a script or style sheet, or the end of the text. */
    private int afterElement(int start, byte[] name) {
        for (int at = start; at < length; at++) {
            if (utf8[at] == '<' && utf8[at + 1] == '/') {
                int begin = skipGaps(at + 2);
                if (Ascii.startsWith(utf8, begin, length, name)) {
                    int close = skipGaps(begin + name.length);
                    if (close < length && utf8[close] == '>') {
                        return close + 1;
                    }
                }
            }
        }
        return length;
    }

    /** Counts a character reference, or the ampersand, and gives the position after it. */
    private int reference(int start) {
        int end = utf8[start + 1] == '#' ? numberEnd(start + 2) : nameReferenceEnd(start + 1);
        if (end < 0 || end >= length) {
            addByte(utf8[start]);
            return start + 1;
        }
        if (utf8[start + 1] == '#') {
            addCharacter(isSpaceNumber(start + 2, end));
        } else {
            String name = new String(utf8, start + 1, end - start - 1, StandardCharsets.US_ASCII);
            String known = Entities.getByName(name);
            if (known.isEmpty()) {
                addText(start, end);
            } else {
                for (int i = known.codePointCount(0, known.length()); i > 0; i--) {
                    addCharacter(known.equals("\n") || known.equals("\t"));
                }
            }
        }
        return utf8[end] == ';' ? end + 1 : end;
    }

    private void addCharacter(boolean space) {
        piece = true;
        pieceChars++;
        pieceIsSpace &= space;
    }

    /** Where the digits after {@code &#} end, or -1 where there are none or a letter of hexadecimal digits follows. */
    private int numberEnd(int start) {
        boolean hex = (utf8[start] | 0x20) == 'x';
        int first = hex ? start + 1 : start;
        int at = first;
        while (at < length && (hex ? isHex(utf8[at]) : Ascii.isDigit(utf8[at]))) {
            at++;
        }
        return at == first || (at < length && isHex(utf8[at])) ? -1 : at;
    }

    private static boolean isHex(byte b) {
        return Ascii.isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
    }

    private boolean isSpaceNumber(int start, int end) {
        boolean hex = (utf8[start] | 0x20) == 'x';
        int value = 0;
        for (int at = hex ? start + 1 : start; at < end && value < 0x100; at++) {
            value = value * (hex ? 16 : 10) + Character.digit(utf8[at], 16);
        }
        return value < 0x80 && isSpace((byte) value);
    }

    private int nameReferenceEnd(int start) {
        if (!Ascii.isLetter(utf8[start])) {
            return -1;
        }
        int at = start;
        int most = Math.min(length, start + MOST_REFERENCE_BYTES);
        while (at < most
                && (Ascii.isLetter(utf8[at]) || Ascii.isDigit(utf8[at]) || utf8[at] == '-' || utf8[at] == '.')) {
            at++;
        }
        return at < most ? at : -1;
    }
}
