package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** What follows the last full stop of the file's name, in lower case. */
final class FileExtension extends CodeSignal {

    FileExtension() {
        super(
                "file_extension",
                SignalType.STRING,
                "What follows the last full stop of file_name; null where nothing does or the full stop comes first.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        String extension = subject.get(SourceFile.OF).extension();
        if (extension != null) {
            out.set(extension);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.undefined("x"), "Makefile"),
                file(Example.undefined("x"), ".bashrc"),
                file(Example.undefined("x"), "a.b/c"),
                file(Example.undefined("x"), "end."),
                file(Example.of("x", "h"), "include\\Big.H"),
                file(Example.of("x", "js"), "a.min.js"));
    }
}
