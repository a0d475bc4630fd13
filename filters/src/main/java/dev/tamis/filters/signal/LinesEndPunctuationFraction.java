package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.List;

/**
 * Share of lines that end in a terminal mark or a closing quote. FineWeb (Penedo et al. 2024) rejects at 0.12
 * and below. The marks are those of its code at the time, . ' " ! ?, and their like in other scripts.
 */
final class LinesEndPunctuationFraction extends LineFraction {
    private static final String MARKS = ".!?\"'\u2026\u201d\u2019\u00bb\u203a"
            // Armenian, Arabic, Urdu, Devanagari, Ethiopic, Khmer, Myanmar, Tibetan
            + "\u0589\u061f\u06d4\u0964\u0965\u1362\u1367\u17d4\u104b\u0f0d"
            // Chinese and Japanese, full and half width
            + "\u3002\uff0e\uff01\uff1f\uff61\u300d\u300f\u203c\u2047\u2048\u2049";

    @Override
    public String name() {
        return "lines_end_punctuation_fraction";
    }

    @Override
    public String doc() {
        return "Lines that end in a full stop, exclamation mark, question mark, ellipsis or closing quote, of any script / lines that are not blank; null without such lines. FineWeb (Penedo et al. 2024).";
    }

    @Override
    protected boolean counts(TextView view, int line) {
        int last = Utf8.lastCodePoint(view.utf8(), start(view, line), end(view, line));
        return MARKS.indexOf(last) >= 0;
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("One.\nTwo\n\nThree?\" \n\u56db\u3002\n", 0.75));
    }
}
