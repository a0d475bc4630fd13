package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** The programming language as the source, or else the file's name, gives it, under one name for each. */
final class CodeLanguage extends CodeSignal {

    CodeLanguage() {
        super(
                "code_language",
                SignalType.STRING,
                "meta.language under Linguist's name in lower case (c#, emacs lisp, shell, tex); extraction fills it from the file's name where the source says none; null where neither tells.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        String language = subject.get(SourceFile.OF).language();
        if (language != null) {
            out.set(language);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                in(Example.of("x", "ini"), " INI"),
                in(Example.of("x", "emacs lisp"), "emacs-lisp"),
                in(Example.of("x", "c#"), "c-sharp"),
                in(Example.of("x", "tex"), "latex"),
                in(Example.of("x", "objective-c"), "Objective-C"));
    }
}
