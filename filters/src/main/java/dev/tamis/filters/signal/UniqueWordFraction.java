package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Share of words that are distinct, with case and punctuation as they stand. RedPajama-v2 has it of normalised words. */
final class UniqueWordFraction implements Signal {

    @Override
    public String name() {
        return "unique_word_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Distinct words, case and punctuation included / words; null without words. After RedPajama-v2.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(
                subject.get(SharedWords.REPETITION).distinctWords(),
                subject.view().words());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("a b A b", 0.75));
    }
}
