package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** The file's name before its last full stop, in lower case. The Stack v2 keeps text files by it. */
final class FileStem extends CodeSignal {

    FileStem() {
        super(
                "file_stem",
                SignalType.STRING,
                "file_name before its last full stop, unless that is its first character; null as file_name is. The Stack v2 (Lozhkov et al. 2024, 2.1).");
    }

    @Override
    public void measure(Subject subject, Value out) {
        String stem = subject.get(SourceFile.OF).stem();
        if (stem != null && !stem.isEmpty()) {
            out.set(stem);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.of("x", "readme"), "doc/README.txt"),
                file(Example.of("x", "a.tar"), "a.tar.gz"),
                file(Example.of("x", "notes"), "NOTES"),
                file(Example.of("x", ".profile"), "home/.profile"));
    }
}
