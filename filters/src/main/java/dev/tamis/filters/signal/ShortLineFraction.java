package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * Share of lines of at most 30 code points, without the white space around them. FineWeb (Penedo et al. 2024)
 * rejects at 0.67 and above.
 */
final class ShortLineFraction extends LineFraction {
    private static final int CODE_POINTS = 30;

    @Override
    public String name() {
        return "short_line_fraction";
    }

    @Override
    public String doc() {
        return "Lines of at most 30 code points, outer white space excluded / lines that are not blank; null without such lines. FineWeb (Penedo et al. 2024).";
    }

    @Override
    protected boolean counts(TextView view, int line) {
        return view.codePoints(start(view, line), end(view, line)) <= CODE_POINTS;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined(""),
                Example.of("  short  \n123456789 123456789 1234567890\n123456789 123456789 12345678901\n\n", 2.0 / 3));
    }
}
