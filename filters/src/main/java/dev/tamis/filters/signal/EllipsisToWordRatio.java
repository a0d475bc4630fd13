package dev.tamis.filters.signal;

import java.util.List;

/** Ellipses per word: U+2026, and each three full stops in a row. Gopher (Rae et al. 2021, A1.1) rejects above 0.1. */
final class EllipsisToWordRatio implements Signal {

    @Override
    public String name() {
        return "ellipsis_to_word_ratio";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Ellipses (U+2026, or three full stops in a row) per word; null without words. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().ellipses(), subject.view().words());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("one... two\u2026 .. three ......", 0.8));
    }
}
