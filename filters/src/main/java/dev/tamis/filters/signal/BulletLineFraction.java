package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.List;

/**
 * Share of lines that start with a bullet point. Gopher (Rae et al. 2021, A1.1) rejects above 0.9. The paper does not
 * list bullets; these are the union of those of DCLM and RedPajama-v2.
 */
final class BulletLineFraction extends LineFraction {
    private static final String BULLETS = "\u2022\u2023\u25cf\u25b6\u25c0\u25e6\u25a0\u25a1\u25aa\u25ab\u2013-*";

    @Override
    public String name() {
        return "bullet_line_fraction";
    }

    @Override
    public String doc() {
        return "Lines that start with a bullet (one of \u2022 \u2023 \u25cf \u25b6 \u25c0 \u25e6 \u25a0 \u25a1 \u25aa \u25ab \u2013 - *) / lines that are not blank; null without such lines. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    protected boolean counts(TextView view, int line) {
        int first = Utf8.firstCodePoint(view.utf8(), start(view, line), end(view, line));
        return BULLETS.indexOf(first) >= 0;
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("\n\n"), Example.of("- one\n\n  \u2022two\n*\nthree - ", 0.75));
    }
}
