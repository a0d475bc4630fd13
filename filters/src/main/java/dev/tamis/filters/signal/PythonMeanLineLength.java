package dev.tamis.filters.signal;

import dev.tamis.filters.line.PythonLines;
import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Mean length of a line as Python cuts lines. bigcode-dataset and DCLM reject code above 100. */
final class PythonMeanLineLength implements Signal {

    @Override
    public String name() {
        return "python_mean_line_length";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Mean code points of a line of Python's splitlines, line ends excluded; null without lines. bigcode-dataset filtering.py.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK, Kind.CODE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        PythonLines lines = subject.get(SharedWords.PYTHON_LINES);
        out.setRatio(lines.chars(), lines.size());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.CODE),
                Example.of("abc\n\nd\n", 4.0 / 3).as(Kind.CODE),
                Example.of("abc\u2028\u00e9", 2.0).as(Kind.CODE));
    }
}
