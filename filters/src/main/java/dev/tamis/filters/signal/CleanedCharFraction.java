package dev.tamis.filters.signal;

import dev.tamis.filters.clean.Cleaned;
import java.util.List;

/** By what share the source's cleaners made a text shorter; null where it has none. */
final class CleanedCharFraction implements Signal {

    @Override
    public String name() {
        return "cleaned_char_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "1 - characters after cleaning / before, 0 where masks made it longer; null without cleaners or characters.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        Cleaned cleaned = subject.cleaned();
        if (cleaned != null) {
            String before = cleaned.before();
            long chars = before.codePointCount(0, before.length());
            out.setRatio(Math.max(0, chars - subject.view().codePoints()), chars);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("a[1]"),
                Example.undefined("").cleanedBy("citations"),
                Example.of("a[1]", 0.75).cleanedBy("citations"),
                Example.of("abc", 0.0).cleanedBy("citations"));
    }
}
