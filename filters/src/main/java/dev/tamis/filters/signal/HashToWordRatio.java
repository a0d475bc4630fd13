package dev.tamis.filters.signal;

import java.util.List;

/**
 * Number signs per word. Gopher (Rae et al. 2021, A1.1) rejects a symbol-to-word ratio above 0.1 "for either the hash
 * symbol or the ellipsis", so each has a signal.
 */
final class HashToWordRatio implements Signal {

    @Override
    public String name() {
        return "hash_to_word_ratio";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Number signs (#) per word; null without words. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().hashes(), subject.view().words());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("##one two #three four", 0.75));
    }
}
