package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Share of a text that is personal data; secrets do not count. */
final class PiiCharFraction implements Signal {

    @Override
    public String name() {
        return "pii_char_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Code points within personal data of any kind, secrets left out / code points; null for an empty text.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        PersonalData data = subject.get(PersonalData.OF_TEXT);
        long chars = 0;
        for (int i = 0; i < data.spans(); i++) {
            if (data.kind(i).isPersonal()) {
                chars += subject.view().codePoints(data.start(i), data.end(i));
            }
        }
        out.setRatio(chars, subject.view().codePoints());
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined(""),
                Example.of("nothing here", 0.0),
                Example.of("\uD83D\uDE00 a@b.example ", 11.0 / 14),
                Example.of("8.8.8.8", 1.0));
    }
}
