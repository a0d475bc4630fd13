package dev.tamis.filters.signal;

import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * Number of lines that mention JavaScript, as "please enable JavaScript" does. C4 (Raffel et al. 2020, section 2.2) drops
 * such lines.
 */
final class JavascriptLines implements Signal {
    private static final byte[] JAVASCRIPT = Ascii.phrase("javascript");

    @Override
    public String name() {
        return "javascript_lines";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Lines with javascript in a word, case ignored. C4 (Raffel et al. 2020).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        long count = 0;
        for (int line = 0; line < view.lines(); line++) {
            boolean found = false;
            for (int word = view.lineFirstWord(line); word < view.lineEndWord(line) && !found; word++) {
                found = Ascii.contains(view.utf8(), view.wordStart(word), view.wordEnd(word), JAVASCRIPT);
            }
            count += found ? 1 : 0;
        }
        out.set(count);
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of("Enable JavaScript, javascript\n<javascript>\njava script\n", 2));
    }
}
