package dev.tamis.filters.code;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/** Whether the file, or a directory it is in, is hidden by its name. */
final class DotFile extends CodeSignal {

    DotFile() {
        super(
                "is_dot_file",
                SignalType.FLAG,
                "True if a part of meta.path starts with a full stop, other than . and ..: settings of tools and editors; null without a path.");
    }

    @Override
    public void measure(Subject subject, Value out) {
        SourceFile file = subject.get(SourceFile.OF);
        if (file.path() != null) {
            out.set(isHidden(file.path()));
        }
    }

    private static boolean isHidden(String path) {
        int start = 0;
        while (start < path.length()) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            boolean here = end - start == 1 || (end - start == 2 && path.charAt(start + 1) == '.');
            if (path.charAt(start) == '.' && !here) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("x").as(Kind.CODE),
                file(Example.of("", true), ".travis.yml"),
                file(Example.of("", true), "a/.github/workflows/b.yml"),
                file(Example.of("", false), "./a/../b.c"),
                file(Example.of("", false), "a.b/c.d"));
    }
}
