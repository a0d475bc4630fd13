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
 * Share of lines whose last word is broken off: it ends in a letter and a hyphen (-, U+00AD, U+2010), and the next line,
 * which must follow at once, starts with a lower-case letter. Our own definition.
 */
final class HyphenatedLineEndFraction extends LineFraction {
    private static final String HYPHENS = "-\u00ad\u2010";

    @Override
    public String name() {
        return "hyphenated_line_end_fraction";
    }

    @Override
    public String doc() {
        return "Lines that end within a hyphenated word (letter, hyphen, then a lower-case letter on the next line) / lines that are not blank; null without such lines.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK);
    }

    @Override
    protected boolean counts(TextView view, int line) {
        if (line + 1 == view.lines() || view.isBlank(line + 1)) {
            return false;
        }
        byte[] utf8 = view.utf8();
        int start = start(view, line);
        int end = end(view, line);
        int last = Utf8.lastStart(utf8, start, end);
        return HYPHENS.indexOf(Utf8.firstCodePoint(utf8, last, end)) >= 0
                && last > start
                && CharClasses.isLetter(Utf8.lastCodePoint(utf8, start, last))
                && Character.isLowerCase(Utf8.firstCodePoint(utf8, start(view, line + 1), end(view, line + 1)));
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.BOOK),
                Example.of("an exam-\nple of a line -\nnot so-\nNot\n\u00e9t\u00e9\u2010\n\u00e9", 1.0 / 3)
                        .as(Kind.BOOK));
    }
}
