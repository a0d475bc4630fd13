package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Length of the text in code points. */
final class Chars implements Signal {

    @Override
    public String name() {
        return "chars";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Code points of the text.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        out.set(subject.view().codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.of("", 0), Example.of("na\u00efve \uD83D\uDE00\n", 8));
    }
}
