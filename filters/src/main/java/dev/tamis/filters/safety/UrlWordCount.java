package dev.tamis.filters.safety;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntBiFunction;

/** Distinct words of one of RefinedWeb's lists in the URL: see {@link UrlWords}. */
record UrlWordCount(String name, String definition, ToIntBiFunction<UrlWords, String> count) implements Signal {

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return definition + "; null without URL or lists. RefinedWeb (Penedo et al. 2023, G.1).";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.allOf(Kind.class);
    }

    @Override
    public void measure(Subject subject, Value out) {
        UrlWords words = subject.setting(UrlWords.SETTING);
        if (subject.url() != null && !words.isEmpty()) {
            out.set(count.applyAsInt(words, subject.url()));
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("x"));
    }
}
