package dev.tamis.filters.signal;

import dev.tamis.filters.text.PythonLines;

/** What several signals after filters written in Python need. */
final class PythonText {
    static final Shared<PythonLines> LINES =
            Shared.of(PythonLines::new, (lines, subject) -> lines.measure(subject.view()));

    private PythonText() {}
}
