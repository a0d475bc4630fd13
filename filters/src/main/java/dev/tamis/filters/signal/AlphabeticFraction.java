package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of code points that are letters (general category L). The Stack v2 (Lozhkov et al. 2024, section 2.1) rejects code
 * below 0.25.
 */
final class AlphabeticFraction implements Signal {

    @Override
    public String name() {
        return "alphabetic_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Letters (general category L) / code points; null for an empty text.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().letters(), subject.view().codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("ab \u00e9 1\n\u4e00", 0.5));
    }
}
