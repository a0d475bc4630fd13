package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Occurrences of what the word list of the text's language has. Above 0 datatrove's C4BadWordsFilter drops the page. */
final class BadWordCount implements Signal {

    @Override
    public String name() {
        return "bad_words";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Occurrences of phrases of the language's word list (LDNOOBW), list and text in lower case where datatrove lowers the text alone, not overlapping, between characters that are no letters, digits or underscores (anywhere in ja, th, zh); null without a list for the language. mC4 and datatrove.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        BadWords found = subject.get(BadWords.OF_TEXT);
        if (found.known) {
            out.set(found.occurrences);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("any words"));
    }
}
