package dev.tamis.filters.signal;

import java.util.List;

/** Number of lines, blank ones included; a line feed at the end of the text opens no line. */
final class Lines implements Signal {

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Lines, blank ones included, ended by LF or the end of the text.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.view().lines());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of("one\n\ntwo", 3), Example.of("one\n", 1));
    }
}
