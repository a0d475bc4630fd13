package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Number of words: longest runs of code points without Unicode White_Space. */
final class Words implements Signal {

    @Override
    public String name() {
        return "words";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Words: longest runs without Unicode White_Space.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.view().words());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of(" one\u00a0two\u3000three - ", 4), Example.of("one\u200btwo", 1));
    }
}
