package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;
import java.util.List;

/** Code points of the longest line without its LF. StarCoder and The Stack v2 reject code above 1000. */
final class MaxLineLength implements Signal {

    @Override
    public String name() {
        return "max_line_length";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Code points of the longest line, LF excluded; null without lines. StarCoder (Li et al. 2023).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        int max = -1;
        for (int line = 0; line < view.lines(); line++) {
            max = Math.max(max, view.lineCodePoints(line));
        }
        if (max >= 0) {
            out.set((long) max);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("\n", 0), Example.of("one\n\u00e9\u00e9\u00e9\u00e9\n", 4));
    }
}
