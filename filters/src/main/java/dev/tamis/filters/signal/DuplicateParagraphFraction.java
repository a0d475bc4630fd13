package dev.tamis.filters.signal;

import java.util.List;

/** Share of paragraphs that repeat an earlier one. Gopher (Rae et al. 2021, A1.1) rejects above 0.30. */
final class DuplicateParagraphFraction implements Signal {

    @Override
    public String name() {
        return "duplicate_paragraph_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Paragraphs that repeat an earlier one / paragraphs; null without paragraphs. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().duplicateParagraphs(), subject.view().paragraphs());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("a\nb\n\na b\n\n a\nb \n\nc", 0.25));
    }
}
