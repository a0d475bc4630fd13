package dev.tamis.filters.gopher;

import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SharedWords;

/** What several families of this package measure together. */
final class GopherParts {
    static final Shared<LineMarks> LINE_MARKS = Shared.of(
            LineMarks::new, (marks, subject) -> marks.measure(subject.view(), subject.get(SharedWords.PYTHON_LINES)));

    static final Shared<WordMarks> WORD_MARKS =
            Shared.of(WordMarks::new, (marks, subject) -> marks.measure(subject.view()));

    /** Gopher's eight words as they are written. */
    static final StopWordTable.Words STOP_WORDS = StopWordTable.bundled().of("en");

    private GopherParts() {}
}
