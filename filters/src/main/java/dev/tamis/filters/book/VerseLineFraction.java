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
 * Share of lines as in verse: at most {@value #MOST_CHARS} characters, with an upper-case letter as first letter, and with
 * another line directly before or after that is so too. Our own definition; for scripts with two cases only.
 */
final class VerseLineFraction extends LineFraction {
    private static final int MOST_CHARS = 60;

    @Override
    public String name() {
        return "verse_line_fraction";
    }

    @Override
    public String doc() {
        return "Lines of at most 60 characters whose first letter is upper case, directly before or after another such line / lines that are not blank; null without such lines. Our own definition, for scripts with two cases.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK);
    }

    @Override
    protected boolean counts(TextView view, int line) {
        return isVerse(view, line)
                && ((line > 0 && isVerse(view, line - 1)) || (line + 1 < view.lines() && isVerse(view, line + 1)));
    }

    private static boolean isVerse(TextView view, int line) {
        if (view.isBlank(line)) {
            return false;
        }
        byte[] utf8 = view.utf8();
        int at = start(view, line);
        int end = end(view, line);
        if (view.codePoints(at, end) > MOST_CHARS) {
            return false;
        }
        while (at < end) {
            int bytes = utf8[at] >= 0 ? 1 : Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, bytes);
            if (CharClasses.isLetter(c)) {
                return Character.isUpperCase(c);
            }
            at += bytes;
        }
        return false;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.BOOK),
                Example.of("O rose,\n  \"Thou art\nsick. The\n\nInvisible worm\n", 0.5)
                        .as(Kind.BOOK),
                Example.of("\u00c9t\u00e9\n\u00c9l\u00e8ve\n" + "A".repeat(61) + "\n1812\n", 0.5)
                        .as(Kind.BOOK));
    }
}
