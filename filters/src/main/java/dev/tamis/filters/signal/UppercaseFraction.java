package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Share of code points that are upper-case letters (general category Lu). RefinedWeb (Penedo et al. 2023) uses it line by line. */
final class UppercaseFraction implements Signal {

    @Override
    public String name() {
        return "uppercase_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Upper-case letters (general category Lu) / code points; null for an empty text.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().uppercase(), subject.view().codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("A\u00c9b ", 0.5));
    }
}
