package dev.tamis.filters.signal;

import java.util.List;

/** Share of words with at least one letter. Gopher (Rae et al. 2021, A1.1) keeps 0.8 and above. */
final class AlphabeticWordFraction implements Signal {

    @Override
    public String name() {
        return "alphabetic_word_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Words with at least one letter / words; null without words. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().alphabeticWords(), subject.view().words());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("one 2 3rd \u0436 --", 0.6));
    }
}
