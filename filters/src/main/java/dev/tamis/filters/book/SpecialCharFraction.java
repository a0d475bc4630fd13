package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.SpecialChars;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.List;

/** Share of characters that are special, see {@link SpecialChars}. Data-Juicer's recipe for books allows 0.5. */
final class SpecialCharFraction extends BookSignal {

    SpecialCharFraction() {
        super(
                "special_char_fraction",
                "White space, ASCII digits, punctuation, symbols (emoji too) and other numbers such as fractions / characters; null for an empty text. Data-Juicer special_characters_filter, by categories in place of its list.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        if (view.isAscii()) {
            out.setRatio(view.length() - view.letters() - controls(view), view.codePoints());
            return;
        }
        byte[] utf8 = view.utf8();
        long special = 0;
        int at = 0;
        while (at < view.length()) {
            int bytes = utf8[at] >= 0 ? 1 : Utf8.lengthAt(utf8, at, view.length());
            special += SpecialChars.isSpecial(Utf8.codePointAt(utf8, at, bytes)) ? 1 : 0;
            at += bytes;
        }
        out.setRatio(special, view.codePoints());
    }

    /** Characters of an ASCII text that are neither letters nor special. */
    private static int controls(TextView view) {
        int space = view.codePoints() - view.wordChars();
        return view.codePoints() - space - view.letters() - view.digits() - view.punctuation();
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.BOOK),
                Example.of("ab 1.\n\u0001x", 0.5).as(Kind.BOOK),
                Example.of("\u00e9 \u2026\ud83d\ude00\u00bd\u0663\u4e2d\u00a0", 5.0 / 8)
                        .as(Kind.BOOK));
    }
}
