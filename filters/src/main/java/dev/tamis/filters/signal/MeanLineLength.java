package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;
import java.util.List;

/** Mean code points of a line without its LF, blank lines included. StarCoder and The Stack v2 reject code above 100. */
final class MeanLineLength implements Signal {

    @Override
    public String name() {
        return "mean_line_length";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Mean code points of a line, blank ones included, LF excluded; null without lines. StarCoder (Li et al. 2023).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        long sum = 0;
        for (int line = 0; line < view.lines(); line++) {
            sum += view.lineCodePoints(line);
        }
        out.setRatio(sum, view.lines());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("four\n\n\u00e9\u00e9", 2.0));
    }
}
