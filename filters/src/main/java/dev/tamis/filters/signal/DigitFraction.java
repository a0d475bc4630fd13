package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Share of code points that are decimal digits (general category Nd). NeMo Curator rejects above 0.15. */
final class DigitFraction implements Signal {

    @Override
    public String name() {
        return "digit_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Decimal digits (general category Nd) / code points; null for an empty text.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.setRatio(subject.view().digits(), subject.view().codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("a1 \u0661", 0.5));
    }
}
