package dev.tamis.filters.signal;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Code of the language the text is most likely in, by {@link Subject#language()}. */
final class Lang implements Signal {

    @Override
    public String name() {
        return "lang";
    }

    @Override
    public SignalType type() {
        return SignalType.STRING;
    }

    @Override
    public String doc() {
        return "Code of the most likely language; null without letters or where it cannot be told.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        Guess guess = subject.language();
        if (guess != null) {
            out.set(guess.language());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.undefined("12 34"));
    }
}
