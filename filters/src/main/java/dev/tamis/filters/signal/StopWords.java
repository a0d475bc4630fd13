package dev.tamis.filters.signal;

import java.util.List;

/**
 * Number of distinct words out of Gopher's eight. The paper (Rae et al. 2021, A1.1) wants at least two of them; datatrove
 * counts distinct ones as we do, Dolma and DCLM count occurrences. Case is ignored, so that "The" is one.
 */
final class StopWords implements Signal {

    @Override
    public String name() {
        return "stop_words";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Distinct words among the, be, to, of, and, that, have, with (case ignored), 0 to 8; of use for English only. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.view().stopWords());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("", 0), Example.of("The cat of the house, and be that", 5), Example.of("thee, of, (to)", 0));
    }
}
