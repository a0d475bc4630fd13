package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of code points that are punctuation or symbols (general categories P and S). Data-Juicer keeps
 * books up to 0.5.
 */
final class PunctuationFraction implements Signal {

    @Override
    public String name() {
        return "punctuation_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Punctuation or symbols (general categories P and S) / code points; null for an empty text.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().punctuation(), subject.view().codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("a,\u2026 $\u20acb+", 0.625));
    }
}
