package dev.tamis.filters.signal;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Confidence in {@code lang}, 0 to 1, by {@link Subject#language()}. */
final class LangScore implements Signal {

    @Override
    public String name() {
        return "lang_score";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Confidence in lang, 0 to 1; null where lang is.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.IMAGE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        Guess guess = subject.language();
        if (guess != null) {
            out.set(guess.confidence());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.undefined("12 34"));
    }
}
