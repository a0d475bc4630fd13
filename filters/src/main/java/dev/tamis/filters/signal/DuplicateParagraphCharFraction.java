package dev.tamis.filters.signal;

import java.util.List;

/** Share of word characters in paragraphs that repeat an earlier one. Gopher (Rae et al. 2021, A1.1) rejects above 0.20. */
final class DuplicateParagraphCharFraction implements Signal {

    @Override
    public String name() {
        return "duplicate_paragraph_char_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Characters, white space excluded, in paragraphs that repeat an earlier one / all such characters; null without. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().duplicateParagraphChars(), subject.view().wordChars());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("abc\nde\n\nabc\nde\n\nf", 5.0 / 11));
    }
}
