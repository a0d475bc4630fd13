package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Mean code points of a word, punctuation included. Gopher (Rae et al. 2021, A1.1) keeps 3 to 10. */
final class MeanWordLength implements Signal {

    @Override
    public String name() {
        return "mean_word_length";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Mean code points of a word, punctuation included; null without words. Gopher (Rae et al. 2021, A1.1).";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().wordChars(), subject.view().words());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(" \n"), Example.of("one three.", 4.5));
    }
}
