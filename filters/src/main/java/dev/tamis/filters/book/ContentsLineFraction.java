package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.LineFraction;
import dev.tamis.filters.text.TextView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of lines as in a table of contents: a letter, then a leader, then a page number at the end. A leader is three full
 * stops or more, spaced or not, or a gap of three blanks or more, or a tab. Our own definition.
 */
final class ContentsLineFraction extends LineFraction {
    private static final int LEADER = 3;

    @Override
    public String name() {
        return "contents_line_fraction";
    }

    @Override
    public String doc() {
        return "Lines with a letter that end in a page number (1 to 4 digits, or i, v, x, l) after a leader (3 or more full stops, spaced or not, or 3 or more blanks, or a tab) / lines that are not blank; null without such lines. Our own definition.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK);
    }

    @Override
    protected boolean counts(TextView view, int line) {
        byte[] utf8 = view.utf8();
        int start = start(view, line);
        int end = end(view, line);
        int number = end;
        while (number > start && isOfNumber(utf8[number - 1])) {
            number--;
        }
        boolean isNumber = PageNumber.isNumber(utf8, number, end) || PageNumber.isRoman(utf8, number, end);
        if (number == start || !isNumber) {
            return false;
        }
        int stops = 0;
        int blanks = 0;
        int gap = 0;
        int at = number;
        for (; at > start && (utf8[at - 1] == '.' || utf8[at - 1] == ' ' || utf8[at - 1] == '\t'); at--) {
            stops += utf8[at - 1] == '.' ? 1 : 0;
            blanks = utf8[at - 1] == ' ' ? blanks + 1 : utf8[at - 1] == '\t' ? LEADER : 0;
            gap = Math.max(gap, blanks);
        }
        return (stops >= LEADER || gap >= LEADER) && hasLetter(view, line, at);
    }

    private static boolean isOfNumber(byte b) {
        return (b >= '0' && b <= '9') || b == 'i' || b == 'v' || b == 'x' || b == 'l';
    }

    private static boolean hasLetter(TextView view, int line, int end) {
        for (int word = view.lineFirstWord(line); word < view.lineEndWord(line); word++) {
            if (view.wordStart(word) < end && view.hasLetter(word)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.BOOK),
                Example.of("Contents\nPreface . . . . v\nI. The Fox...... 12\nThe Crow\t34\nThe End   56\n", 0.8)
                        .as(Kind.BOOK),
                Example.of("in 1812\n... 12\n1   2   3\nsee page 4.\nVol. 12\n", 0.0)
                        .as(Kind.BOOK));
    }
}
