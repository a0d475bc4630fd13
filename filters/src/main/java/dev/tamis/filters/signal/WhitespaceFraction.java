package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.text.TextView;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Share of code points that are Unicode White_Space. NeMo Curator rejects above 0.25. */
final class WhitespaceFraction implements Signal {

    @Override
    public String name() {
        return "whitespace_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Unicode White_Space / code points; null for an empty text. NeMo Curator.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        out.setRatio((long) view.codePoints() - view.wordChars(), view.codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("a \u3000b", 0.5));
    }
}
