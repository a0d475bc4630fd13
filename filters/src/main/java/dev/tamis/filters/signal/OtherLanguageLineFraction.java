package dev.tamis.filters.signal;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.OtherLanguage;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.text.TextView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of lines in another language than the text: comments below an article, menus, pages of two languages. Our own
 * definition.
 *
 * <p>A line that is shorter than {@value #LEAST_BYTES} bytes says little of a language; of more than {@value #MOST_LINES}
 * longer ones so many are looked at, evenly spread over the text. The work has a bound, and is the same for the same text.
 */
final class OtherLanguageLineFraction implements Signal {
    private static final int LEAST_BYTES = 60;

    /** A line is looked at up to here. */
    private static final int MOST_BYTES = 1000;

    private static final int MOST_LINES = 40;

    @Override
    public String name() {
        return "other_language_line_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Lines of 60 bytes or more (at most 40 of them, evenly spread) whose language is another than lang, with a confidence of 0.8 at least / such lines; 0 without them, null where lang is. By the model that comes with Tamis, which needs more than a line, only lines in another script are told; by a fastText model all are, as far as it tells them. Our own definition.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK);
    }

    @Override
    public void measure(Subject subject, Value out) {
        Guess whole = subject.language();
        if (whole == null) {
            return;
        }
        TextView view = subject.view();
        int lines = 0;
        for (int line = 0; line < view.lines(); line++) {
            lines += isLong(view, line) ? 1 : 0;
        }
        if (lines == 0) {
            out.set(0.0);
            return;
        }
        int looked = Math.min(lines, MOST_LINES);
        int others = 0;
        int seen = 0;
        int next = 0;
        for (int line = 0; next < looked; line++) {
            if (!isLong(view, line)) {
                continue;
            }
            if (seen == OtherLanguage.spread(next, looked, lines)) {
                others +=
                        OtherLanguage.is(subject.languageOfLine(view.lineStart(line), end(view, line)), whole) ? 1 : 0;
                next++;
            }
            seen++;
        }
        out.setRatio(others, looked);
    }

    private static boolean isLong(TextView view, int line) {
        return view.lineEnd(line) - view.lineStart(line) >= LEAST_BYTES;
    }

    /** The line's end, or that of its last whole character within the bound. */
    private static int end(TextView view, int line) {
        int end = view.lineEnd(line);
        if (end - view.lineStart(line) <= MOST_BYTES) {
            return end;
        }
        end = view.lineStart(line) + MOST_BYTES;
        while ((view.utf8()[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    @Override
    public List<Example> examples() {
        String english = "It was the best thing that the people of the village had ever seen in their lives.\n";
        String greek =
                "\u03b5\u03bd \u03b1\u03c1\u03c7\u03b7 \u03b7\u03bd \u03bf \u03bb\u03bf\u03b3\u03bf\u03c2 \u03ba\u03b1\u03b9 \u03bf \u03bb\u03bf\u03b3\u03bf\u03c2 \u03b7\u03bd \u03c0\u03c1\u03bf\u03c2\n";
        return List.of(
                Example.undefined("1 2\n"),
                Example.of("plain", 0.0),
                Example.of(english.repeat(6) + greek + "short\n" + english, 0.125),
                Example.of(english.repeat(6) + greek + "short\n" + english, 0.125)
                        .as(Kind.BOOK));
    }
}
