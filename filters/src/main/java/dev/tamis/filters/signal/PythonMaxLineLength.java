package dev.tamis.filters.signal;

import dev.tamis.filters.line.PythonLines;
import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Length of the longest line as Python cuts lines. */
final class PythonMaxLineLength implements Signal {

    @Override
    public String name() {
        return "python_max_line_length";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Code points of the longest line of Python's splitlines, line end excluded; null without lines. bigcode-dataset filtering.py; RedPajama-Data rp_v1; Data-Juicer maximum_line_length_filter.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK, Kind.CODE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        PythonLines lines = subject.get(SharedWords.PYTHON_LINES);
        if (lines.size() > 0) {
            out.set(lines.longest());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.CODE),
                Example.of("\n", 0).as(Kind.CODE),
                Example.of("abc\u2028d\u0085\u001cefgh", 4).as(Kind.CODE),
                Example.of("ab\fcd\n", 2).as(Kind.CODE));
    }
}
