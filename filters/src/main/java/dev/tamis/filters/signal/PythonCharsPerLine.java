package dev.tamis.filters.signal;

import dev.tamis.filters.line.PythonLines;
import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Length of the text over its lines as Python cuts them. RedPajama-v1 rejects code above 100 by it. */
final class PythonCharsPerLine implements Signal {

    @Override
    public String name() {
        return "python_chars_per_line";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Code points of the text, line ends included / lines of Python's splitlines; null without lines. RedPajama-Data rp_v1 github_clean_dedup_local.py; Data-Juicer average_line_length_filter.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK, Kind.CODE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        PythonLines lines = subject.get(SharedWords.PYTHON_LINES);
        out.setRatio(subject.view().codePoints(), lines.size());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("").as(Kind.CODE),
                Example.of("abc\n\nd\n", 7.0 / 3).as(Kind.CODE),
                Example.of("a\fb", 1.5).as(Kind.BOOK));
    }
}
