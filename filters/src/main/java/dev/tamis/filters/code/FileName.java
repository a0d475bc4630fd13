package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** The file's name without its directories, in lower case. */
final class FileName extends CodeSignal {

    FileName() {
        super(
                "file_name",
                SignalType.STRING,
                "Last part of meta.path in lower case; null without a path or where it ends in a slash.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        String name = subject.get(SourceFile.OF).name();
        if (name != null && !name.isEmpty()) {
            out.set(name);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.undefined("x"), "src/"),
                file(Example.of("x", "readme.txt"), "doc/README.txt"),
                file(Example.of("x", ".gitignore"), ".gitignore"));
    }
}
