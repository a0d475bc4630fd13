package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Length of the text in UTF-8. */
final class Bytes implements Signal {

    @Override
    public String name() {
        return "bytes";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Bytes of the text in UTF-8.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.view().length());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of("na\u00efve", 6));
    }
}
