package dev.tamis.filters.signal;

import java.util.List;

/**
 * Share of word characters within the most frequent n-gram of words, for n of 2 to 4. Gopher (Rae et al. 2021, A1.1)
 * rejects above 0.20, 0.18 and 0.16.
 *
 * <p>An n-gram that occurs once is no repetition: the value is then 0. Among n-grams that occur equally often the longest
 * in characters is taken, then the first. Where its occurrences overlap, a character counts once, so the value never
 * exceeds 1.
 */
record TopNgramCharFraction(int n) implements Signal {

    @Override
    public String name() {
        return "top_" + n + "gram_char_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Characters, white space excluded, within the most frequent run of " + n
                + " words that occurs at least twice / all such characters; null without words."
                + " Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(
                subject.get(SharedWords.REPETITION).coveredTopChars(n),
                subject.view().wordChars());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined(""),
                Example.of("one", 0.0),
                Example.of("a b c d e f", 0.0),
                Example.of("aa bb cc dd x aa bb cc dd yyy", n * 4.0 / 20),
                Example.of("a a a a a a", 1.0));
    }
}
