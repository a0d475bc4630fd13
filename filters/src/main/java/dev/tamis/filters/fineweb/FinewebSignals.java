package dev.tamis.filters.fineweb;

import static dev.tamis.filters.signal.Measured.ratio;

import dev.tamis.filters.line.LineRepetition.Figures;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.signal.Subject;
import java.util.List;

/**
 * FineWeb's own four figures ({@code fineweb_quality_filter.py} of datatrove): as the code is now (0.10), and, with {@code
 * published} in the name, as it was when FineWeb was made (before 84277597), where blank lines took part in two of them
 * and the end marks were . ' " ! and ?.
 */
public final class FinewebSignals implements SignalSet {
    static final Shared<LineEnds> LINE_ENDS = Shared.of(LineEnds::new, (ends, subject) -> ends.measure(subject.view()));

    private static final List<Signal> SIGNALS = List.of(
            ratio(
                    "fineweb_line_punct_ratio",
                    "Lines that end in a terminal mark of any script, quotes not among them / lines that are not blank; null"
                            + " without any. datatrove, FineWebQualityFilter.",
                    s -> s.get(LINE_ENDS).terminal(),
                    s -> s.get(LINE_ENDS).lines(),
                    Example.undefined(" \n"),
                    Example.of("a.\n\nb\nc\"\nd\u3002", 0.5)),
            ratio(
                    "fineweb_short_line_ratio",
                    "Lines of at most 30 code points, outer white space included / lines that are not blank; null without"
                            + " any. datatrove, FineWebQualityFilter.",
                    s -> s.get(LINE_ENDS).shortLines(),
                    s -> s.get(LINE_ENDS).lines(),
                    Example.undefined(""),
                    Example.of("a\n" + "b".repeat(30) + "\n" + "c".repeat(31) + "\n\n\n" + " ".repeat(30) + "d", 0.5)),
            ratio(
                    "fineweb_char_dup_ratio",
                    "Code points of lines that repeat an earlier one and are not blank / code points but LF; null without"
                            + " any. datatrove, FineWebQualityFilter.",
                    s -> repeated(s).repeatedChars(),
                    s -> s.get(LINE_ENDS).charsWithoutBreaks(),
                    Example.undefined("\n\n"),
                    Example.of("ab\nab\ncd", 2.0 / 6)),
            ratio(
                    "fineweb_new_line_ratio",
                    "LF / words of spaCy's English tokenizer; null without words. datatrove, FineWebQualityFilter.",
                    s -> s.get(LINE_ENDS).breaks(),
                    s -> s.get(SharedWords.SPACY_ENGLISH).size(),
                    Example.undefined("\n"),
                    Example.of("a b\nc, d\n", 0.4)),
            ratio(
                    "fineweb_published_line_punct_ratio",
                    "Lines that end in . ' \" ! or ? / lines split at LF, blank ones included. FineWeb as published.",
                    s -> s.get(LINE_ENDS).publishedTerminal(),
                    s -> s.get(LINE_ENDS).allLines(),
                    Example.of("", 0.0),
                    Example.of("a.\n\nb\nc\"", 0.5)),
            ratio(
                    "fineweb_published_short_line_ratio",
                    "Lines of at most 30 code points / lines split at LF, blank ones included. FineWeb as published.",
                    s -> s.get(LINE_ENDS).allShortLines(),
                    s -> s.get(LINE_ENDS).allLines(),
                    Example.of("", 1.0),
                    Example.of("a\n\n" + "c".repeat(31), 2.0 / 3)));

    private static Figures repeated(Subject subject) {
        return subject.get(SharedWords.LINE_REPETITION).finewebLines();
    }

    @Override
    public List<Signal> signals() {
        return SIGNALS;
    }
}
