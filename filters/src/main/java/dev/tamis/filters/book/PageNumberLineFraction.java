package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.LineFraction;
import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of lines that are only a page number: at most three words, of which one is a number of one to four digits, with or
 * without punctuation around it, and the others "page", "pg", "p" or punctuation; or one word of the letters i, v, x, l
 * in lower case. Our own definition.
 */
final class PageNumberLineFraction extends LineFraction {
    private static final int MOST_WORDS = 3;
    private static final List<byte[]> PAGE = List.of(Ascii.phrase("page"), Ascii.phrase("pg"), Ascii.phrase("p"));

    @Override
    public String name() {
        return "page_number_line_fraction";
    }

    @Override
    public String doc() {
        return "Lines that are only a page number (12, - 12 -, Page 12, [Pg 12], xii) / lines that are not blank; null without such lines.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK);
    }

    @Override
    protected boolean counts(TextView view, int line) {
        int first = view.lineFirstWord(line);
        int end = view.lineEndWord(line);
        if (end - first > MOST_WORDS) {
            return false;
        }
        int numbers = 0;
        for (int word = first; word < end; word++) {
            int from = WordCore.start(view, word);
            int to = WordCore.end(view, word, from);
            if (PageNumber.isNumber(view.utf8(), from, to)
                    || (end - first == 1 && PageNumber.isRoman(view.utf8(), from, to))) {
                numbers++;
            } else if (from < to && !isPage(view.utf8(), from, to)) {
                return false;
            }
        }
        return numbers == 1;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.BOOK),
                Example.of("12\n- 13 -\n\nPage 14\n[Pg 15]\nxvi\nChapter 1\n1. One\nI\n12345\n12 13\n", 0.5)
                        .as(Kind.BOOK));
    }

    private static boolean isPage(byte[] utf8, int from, int to) {
        for (byte[] word : PAGE) {
            if (Ascii.equals(utf8, from, to, word)) {
                return true;
            }
        }
        return false;
    }
}
