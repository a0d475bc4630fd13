package dev.tamis.filters.signal;

import java.util.List;

/** Number of curly brackets, opening and closing. C4 (Raffel et al. 2020, section 2.2) rejects pages with an opening one. */
final class CurlyBrackets implements Signal {

    @Override
    public String name() {
        return "curly_brackets";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Curly brackets, { and }. C4 (Raffel et al. 2020).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.view().curlyBrackets());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of("if (a) { b(); }}", 3));
    }
}
