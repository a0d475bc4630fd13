package dev.tamis.filters.signal;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.List;

/** Share of lines that end in an ellipsis, "..." or U+2026. Gopher (Rae et al. 2021, A1.1) rejects above 0.3. */
final class EllipsisLineFraction extends LineFraction {
    private static final byte[] DOTS = Ascii.phrase("...");

    @Override
    public String name() {
        return "ellipsis_line_fraction";
    }

    @Override
    public String doc() {
        return "Lines that end in an ellipsis (... or U+2026) / lines that are not blank; null without such lines. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    protected boolean counts(TextView view, int line) {
        int start = start(view, line);
        int end = end(view, line);
        return Ascii.endsWith(view.utf8(), start, end, DOTS) || Utf8.lastCodePoint(view.utf8(), start, end) == '\u2026';
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("one...\ntwo\u2026 \n\nthree..\n...four", 0.5));
    }
}
