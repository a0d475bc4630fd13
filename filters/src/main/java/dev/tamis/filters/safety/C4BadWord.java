package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Whether C4 would drop the page for a bad word: {@code [^a-z](w)[^a-z]} on a line in lower case, so one at the very start or end of a line is missed. Entries are taken as they are written, not as regular expressions. */
final class C4BadWord implements Signal {

    @Override
    public String name() {
        return "c4_bad_word";
    }

    @Override
    public SignalType type() {
        return SignalType.FLAG;
    }

    @Override
    public String doc() {
        return "True if a phrase of the language's word list stands on a line between two characters that are not a to z, both of which must be there; null without a list for the language. C4 (Raffel et al. 2020), c4_utils.py.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        BadWords found = subject.get(BadWords.OF_TEXT);
        if (found.known) {
            out.set(found.c4);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("any words"));
    }
}
