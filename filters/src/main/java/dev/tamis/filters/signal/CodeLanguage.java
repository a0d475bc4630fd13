package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The programming language as the source gives it in {@code meta.language}, in lower case. */
final class CodeLanguage implements Signal {

    @Override
    public String name() {
        return "code_language";
    }

    @Override
    public SignalType type() {
        return SignalType.STRING;
    }

    @Override
    public String doc() {
        return "meta.language in lower case; null where the source says none.";
    }

    @Override
    public Set<Kind> kinds() {
        return EnumSet.of(Kind.CODE);
    }

    @Override
    public void measure(Subject subject, Value out) {
        String language = subject.meta().get("language");
        if (language != null && !language.isBlank()) {
            out.set(language.strip().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                Example.of("x", "ini").with("language", " INI").as(Kind.CODE));
    }
}
