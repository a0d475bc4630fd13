package dev.tamis.filters.signal;

import java.util.List;

/**
 * Share of word characters within runs of n words that occur more than once, for n of 5 to 10. Gopher (Rae et al. 2021,
 * A1.1) rejects above 0.15, 0.14, 0.13, 0.12, 0.11 and 0.10.
 *
 * <p>As the paper asks, "taking care not to count characters that occur in overlapping n-grams more than once": the union
 * over all copies, as in DCLM and RedPajama-v2. datatrove leaves the first copy out and so finds about half as much.
 */
record DuplicateNgramCharFraction(int n) implements Signal {

    @Override
    public String name() {
        return "duplicate_" + n + "gram_char_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Characters, white space excluded, within any run of " + n
                + " words that occurs at least twice, each counted once / all such characters; null without words."
                + " Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(
                subject.get(SharedWords.REPETITION).coveredChars(n),
                subject.view().wordChars());
    }

    @Override
    public List<Example> examples() {
        String run = "a b c d e f g h i j ".substring(0, 2 * n);
        return List.of(
                Example.undefined(""),
                Example.of(run, 0.0),
                Example.of(run + "xx " + run + "yy", 2.0 * n / (2 * n + 4)),
                Example.of("z ".repeat(n + 1), 1.0));
    }
}
