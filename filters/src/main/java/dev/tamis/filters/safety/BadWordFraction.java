package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Share of words that lie in an occurrence of a listed phrase. */
final class BadWordFraction implements Signal {

    @Override
    public String name() {
        return "bad_word_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Words in which an occurrence of bad_words lies / words; null without words or a list for the language. ROOTS (Laurencon et al. 2022).";
    }

    @Override
    public void measure(Subject subject, Value out) {
        BadWords found = subject.get(BadWords.OF_TEXT);
        if (found.known) {
            out.setRatio(found.words, subject.view().words());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("any words"));
    }
}
