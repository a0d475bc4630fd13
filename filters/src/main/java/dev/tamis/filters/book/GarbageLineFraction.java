package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.LineFraction;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of lines that are mostly punctuation and symbols, as scanners make them of pictures and stains. A symbol that
 * repeats, with or without white space between, counts once, so that rulers and the leaders of contents are no garbage; nor
 * are lines of symbols alone, or with fewer than eight characters left, which may be a cry in quotation marks. Our own definition.
 */
final class GarbageLineFraction extends LineFraction {
    private static final int FEWEST = 8;

    @Override
    public String name() {
        return "garbage_line_fraction";
    }

    @Override
    public String doc() {
        return "Lines of letters, digits and punctuation or symbols in which the latter (one that repeats counted once) are more than half of 8 or more characters, white space left out / lines that are not blank; null without such lines. Our own definition.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK);
    }

    @Override
    protected boolean counts(TextView view, int line) {
        byte[] utf8 = view.utf8();
        int end = end(view, line);
        int good = 0;
        int all = 0;
        int last = 0;
        int at = start(view, line);
        while (at < end) {
            int bytes = utf8[at] >= 0 ? 1 : Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, bytes);
            at += bytes;
            if (CharClasses.isSpace(c)) {
                continue;
            }
            // Marks and other signs are as good as letters: they write Devanagari and Thai.
            boolean symbol = CharClasses.isPunctuation(c);
            good += symbol ? 0 : 1;
            all += symbol && c == last ? 0 : 1;
            last = c;
        }
        return all >= FEWEST && good > 0 && 2 * good < all;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("\n").as(Kind.BOOK),
                Example.of("~;: i ,-' ^\nHe said: \"No!\"\n* * * * *\nI ........ 12\n---- a ----\n", 0.2)
                        .as(Kind.BOOK),
                Example.of("\u0e01\u0e33.\u0e01\u0e33 .,;\n", 0.0).as(Kind.BOOK));
    }
}
