package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What datatrove's URL filter says of the words in the URL: see {@link UrlWords#datatrove}. */
final class DatatroveUrlWords implements Signal {

    @Override
    public String name() {
        return "datatrove_url_words";
    }

    @Override
    public SignalType type() {
        return SignalType.STRING;
    }

    @Override
    public String doc() {
        return "First of hard_blacklisted, soft_blacklisted (2 words) and blacklisted_subword that datatrove's URL filter would give, after its domain and URL lists; null if none, or without URL or lists.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        UrlWords words = subject.setting(UrlWords.SETTING);
        if (subject.url() != null && !words.isEmpty()) {
            out.set(words.datatrove(subject.url()));
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("x"));
    }
}
