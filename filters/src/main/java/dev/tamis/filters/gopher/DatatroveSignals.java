package dev.tamis.filters.gopher;

import static dev.tamis.filters.signal.Measured.ratio;

import dev.tamis.filters.line.LineRepetition;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.word.TokenCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * Gopher's figures as datatrove 0.10 measures them ({@code gopher_quality_filter.py}, {@code gopher_repetition_filter.py})
 * on words of spaCy's English tokenizer, which is what FineWeb's filters are run with.
 *
 * <p>datatrove joins the words of an n-gram without a separator, so that "ab c" repeats "a bc"; here n-grams are the same
 * when their words are.
 */
public final class DatatroveSignals implements SignalSet {
    private static final Shared<TokenCounts> TOKENS = Shared.of(
            TokenCounts::new,
            (counts, subject) -> counts.measure(
                    subject.view().utf8(), subject.get(SharedWords.SPACY_ENGLISH), GopherParts.STOP_WORDS));

    private static final String WORDS = "words of spaCy's English tokenizer";
    private static final String STOP = "the, be, to, of, and, that, have, with";
    private static final String SOURCE = ". datatrove.";

    private final List<Signal> signals = list();

    @Override
    public List<Signal> signals() {
        return signals;
    }

    private static List<Signal> list() {
        List<Signal> all = new ArrayList<>();
        DatatroveFigures.addQuality(all, "datatrove", WORDS, STOP, SOURCE, TOKENS);
        all.add(ratio(
                "datatrove_bullet_line_fraction",
                "Lines that begin, after white space, with \u2022 or - / all lines (splitlines), empty ones included; null"
                        + " without lines" + SOURCE,
                s -> marks(s).datatroveBullets(),
                s -> s.get(SharedWords.PYTHON_LINES).size(),
                Example.undefined(""),
                Example.of("- a\n\n  \u2022 b\n* c", 0.5)));
        all.add(ratio(
                "datatrove_ellipsis_line_fraction",
                "Lines that end, before white space, in ... or U+2026 / all lines (splitlines), empty ones included; null"
                        + " without lines" + SOURCE,
                s -> marks(s).datatroveEllipses(),
                s -> s.get(SharedWords.PYTHON_LINES).size(),
                Example.undefined(""),
                Example.of("a...  \r\nb\u2026\nc", 2.0 / 3)));
        all.add(ratio(
                "datatrove_duplicate_paragraph_fraction",
                "Paragraphs (stripped text split at two LF or more) that repeat an earlier one / paragraphs; null for an"
                        + " empty text" + SOURCE,
                s -> lines(s).datatroveParagraphs().repeated(),
                s -> lines(s).datatroveParagraphs().elements(),
                Example.undefined(""),
                Example.of("a\n\na\n\n\nb\n", 1.0 / 3)));
        all.add(ratio(
                "datatrove_duplicate_paragraph_char_fraction",
                "Code points of paragraphs that repeat an earlier one / code points of the text" + SOURCE,
                s -> lines(s).datatroveParagraphs().repeatedChars(),
                s -> s.view().codePoints(),
                Example.undefined(""),
                Example.of("ab\n\nab\n\nc", 2.0 / 9)));
        all.add(ratio(
                "datatrove_duplicate_line_fraction",
                "Lines (split at runs of LF; a leading and a final LF make an empty one each) that repeat an earlier one /"
                        + " lines; null for an empty text" + SOURCE,
                s -> lines(s).datatroveLines().repeated(),
                s -> lines(s).datatroveLines().elements(),
                Example.undefined(""),
                Example.of("a\n\na\nb", 1.0 / 3),
                Example.of("\na\n", 1.0 / 3)));
        all.add(ratio(
                "datatrove_duplicate_line_char_fraction",
                "Code points of lines that repeat an earlier one / code points of the text" + SOURCE,
                s -> lines(s).datatroveLines().repeatedChars(),
                s -> s.view().codePoints(),
                Example.undefined(""),
                Example.of("ab\nab\nc", 2.0 / 7)));
        DatatroveFigures.addRepetition(all, "datatrove", WORDS, SOURCE, SharedWords.SPACY_ENGLISH_REPETITION);
        return List.copyOf(all);
    }

    private static LineMarks marks(Subject subject) {
        return subject.get(GopherParts.LINE_MARKS);
    }

    private static LineRepetition lines(Subject subject) {
        return subject.get(SharedWords.LINE_REPETITION);
    }
}
