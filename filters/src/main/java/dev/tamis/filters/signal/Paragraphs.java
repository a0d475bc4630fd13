package dev.tamis.filters.signal;

import java.util.List;

/** Number of paragraphs: longest runs of lines that are not blank. */
final class Paragraphs implements Signal {

    @Override
    public String name() {
        return "paragraphs";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Paragraphs: longest runs of lines that are not blank.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.view().paragraphs());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of("one\ntwo\n\n \n\nthree\n", 2));
    }
}
