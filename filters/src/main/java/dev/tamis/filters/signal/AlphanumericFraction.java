package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.text.TextView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Share of code points that are letters (general category L) or decimal digits (Nd). StarCoder (Li et al. 2023) rejects
 * code below 0.25.
 */
final class AlphanumericFraction implements Signal {

    @Override
    public String name() {
        return "alphanumeric_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Letters (general category L) and decimal digits (Nd) / code points; null for an empty text. StarCoder (Li et al. 2023).";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        out.setRatio((long) view.letters() + view.digits(), view.codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("a1 +", 0.5));
    }
}
