package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * Share of lines that repeat an earlier one. Gopher (Rae et al. 2021, A1.1) rejects above 0.30. As in datatrove the first
 * copy does not count; unlike there, blank lines take no part and white space does not distinguish lines.
 */
final class DuplicateLineFraction implements Signal {

    @Override
    public String name() {
        return "duplicate_line_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Lines that repeat an earlier one / lines that are not blank; null without such lines. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        int lines = 0;
        for (int line = 0; line < view.lines(); line++) {
            lines += view.isBlank(line) ? 0 : 1;
        }
        out.setRatio(view.duplicateLines(), lines);
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("\n"), Example.of("a b\n\n\nc\n a  b\na b\nd\n", 0.4));
    }
}
