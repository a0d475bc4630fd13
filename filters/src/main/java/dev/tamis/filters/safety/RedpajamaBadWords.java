package dev.tamis.filters.safety;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** RedPajama-v2's count of listed phrases. */
final class RedpajamaBadWords implements Signal {

    @Override
    public String name() {
        return "redpajama_ldnoobw_words";
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Runs of words of the normalised text (no ASCII punctuation, lower case, NFD) that are an entry of the language's word list; null but for en, fr, it, es, de with a list. RedPajama-v2 rps_doc_ldnoobw_words.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        BadWords found = subject.get(BadWords.OF_TEXT);
        if (found.known && found.redpajama >= 0) {
            out.set(found.redpajama);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("any words"));
    }
}
