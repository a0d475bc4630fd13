package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Whether the file is a script or style sheet squeezed for browsers. */
final class Minified extends CodeSignal {
    private static final List<String> ENDINGS = List.of(".min.js", "-min.js", ".min.css", "-min.css");

    Minified() {
        super(
                "is_minified",
                SignalType.FLAG,
                "True for js and css of more than 110 bytes a line on average, rounded down (go-enry), or with a name in .min.js, -min.js, .min.css or -min.css (Linguist); null without a path.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        SourceFile file = subject.get(SourceFile.OF);
        if (file.path() != null) {
            boolean named = false;
            for (String ending : ENDINGS) {
                named |= file.name().endsWith(ending);
            }
            out.set(named || EnryGenerated.isMinified(file, subject.view()));
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.of("", true), "lib/jquery.min.js"),
                file(Example.of("x".repeat(111) + "\n", true), "a.css"),
                file(Example.of("x".repeat(111) + "\n", false), "a.c"),
                file(Example.of("f();\n", false), "a.js"));
    }
}
