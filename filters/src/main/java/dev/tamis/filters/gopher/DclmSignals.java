package dev.tamis.filters.gopher;

import static dev.tamis.filters.signal.Measured.count;
import static dev.tamis.filters.signal.Measured.number;
import static dev.tamis.filters.signal.Measured.ratio;

import dev.tamis.filters.line.LineRepetition;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.word.NgramRepetition;
import java.util.ArrayList;
import java.util.List;

/**
 * Gopher's figures as DCLM measures them in its reproduction of RefinedWeb ({@code
 * baselines/mappers/filters/content_filters.py}, revision c7ed275f): n-grams of UAX #29 words that begin with a letter or
 * number, lengths in fastText's words, all else in words split at white space.
 */
public final class DclmSignals implements SignalSet {
    private static final String SOURCE = ". DCLM.";
    private static final String UNICODE_WORDS = "UAX #29 words that begin with a letter or number";

    private final List<Signal> signals = list();

    @Override
    public List<Signal> signals() {
        return signals;
    }

    private static List<Signal> list() {
        List<Signal> all = new ArrayList<>();
        all.add(count(
                "dclm_words",
                "Words split at ASCII white space, as fastText does, that begin with a letter or number" + SOURCE,
                s -> s.get(GopherParts.WORD_MARKS).fastTextWords(),
                Example.of("", 0),
                Example.of("a \"b\" 1st c\u00a0d", 3)));
        all.add(ratio(
                "dclm_symbol_ratio",
                "Number signs and ellipses (U+2026, ... and . . .) / words split at white space; null without words"
                        + SOURCE,
                s -> s.get(GopherParts.WORD_MARKS).symbols(),
                s -> s.view().words(),
                Example.undefined(""),
                Example.of("#a . . . b... c d\u2026", 4.0 / 7)));
        all.add(ratio(
                "dclm_bullet_line_fraction",
                "Lines that begin with \u25cf \u2022 * or - / lines that are not blank, stripped; null without any"
                        + SOURCE,
                s -> s.get(GopherParts.LINE_MARKS).dclmBullets(),
                s -> s.get(GopherParts.LINE_MARKS).dclmLines(),
                Example.undefined("\n"),
                Example.of(" * a\n\n- b\nc\nd", 0.5)));
        all.add(ratio(
                "dclm_ellipsis_line_fraction",
                "Lines that end in ..., . . . or U+2026 / lines that are not blank, stripped; null without any"
                        + SOURCE,
                s -> s.get(GopherParts.LINE_MARKS).dclmEllipses(),
                s -> s.get(GopherParts.LINE_MARKS).dclmLines(),
                Example.undefined(""),
                Example.of("a...\n\nb . . . \nc\u2026\nd", 0.75)));
        all.add(count(
                "dclm_stop_words",
                "Occurrences of the, be, to, of, and, that, have, with in any case among words split at white space"
                        + SOURCE,
                s -> s.get(GopherParts.WORD_MARKS).stopWordsAnyCase(),
                Example.of("The the the, OF", 3)));
        all.add(ratio(
                "dclm_duplicate_line_fraction",
                "Lines, stripped and not blank, that occur at least twice, all copies counted / such lines; 0 for a single"
                        + " line, null without any" + SOURCE,
                s -> lines(s).dclmLines().repeated(),
                s -> lines(s).dclmLines().elements(),
                Example.undefined(" "),
                Example.of(" a\na \nb\n\n", 2.0 / 3)));
        all.add(ratio(
                "dclm_duplicate_line_char_fraction",
                "Code points of such lines that occur at least twice, all copies counted / code points of such lines"
                        + SOURCE,
                s -> lines(s).dclmLines().repeatedChars(),
                s -> lines(s).dclmLines().chars(),
                Example.undefined(" "),
                Example.of(" a\na \nbb\n\n", 0.5)));
        all.add(ratio(
                "dclm_duplicate_paragraph_fraction",
                "Paragraphs (split at two LF, stripped, not blank) that occur at least twice, all copies counted / such"
                        + " paragraphs; null without any" + SOURCE,
                s -> lines(s).dclmParagraphs().repeated(),
                s -> lines(s).dclmParagraphs().elements(),
                Example.undefined(" "),
                Example.of("a\n\n a\n\nb\n\n\nc", 0.5)));
        all.add(ratio(
                "dclm_duplicate_paragraph_char_fraction",
                "Code points of such paragraphs that occur at least twice, all copies counted / code points of such"
                        + " paragraphs" + SOURCE,
                s -> lines(s).dclmParagraphs().repeatedChars(),
                s -> lines(s).dclmParagraphs().chars(),
                Example.undefined(" "),
                Example.of("a\n\n a\n\nbb", 0.5)));
        for (int n = 2; n <= 10; n++) {
            all.add(ngram(n));
        }
        return List.copyOf(all);
    }

    private static Signal ngram(int n) {
        if (n <= 4) {
            return number(
                    "dclm_top_" + n + "gram_char_ratio",
                    "Count of the most frequent run of " + n
                            + " words times the code points of the longest so frequent / code"
                            + " points of words, with " + UNICODE_WORDS + "; 0 where none repeats, null without words"
                            + SOURCE,
                    (s, out) -> {
                        NgramRepetition r = s.get(SharedWords.UNICODE_REPETITION);
                        long top = r.topCount(n) > 1 ? r.topCount(n) * r.longestTopChars(n) : 0;
                        out.setRatio(top, r.chars());
                    },
                    Example.undefined("?!"),
                    Example.of("aa bb cc dd", 0.0),
                    Example.of("a, a; a a a a", (7 - n) * n / 6.0));
        }
        String run = "a b c d e f g h i j ".substring(0, 2 * n);
        return number(
                "dclm_duplicate_" + n + "gram_char_fraction",
                "Code points of words in any run of " + n
                        + " words that occurs at least twice, each word counted once / code" + " points of words, with "
                        + UNICODE_WORDS + "; null without words" + SOURCE,
                (s, out) -> {
                    NgramRepetition r = s.get(SharedWords.UNICODE_REPETITION);
                    out.setRatio(r.coveredChars(n), r.chars());
                },
                Example.undefined("?!"),
                Example.of(run + "- " + run + "x".repeat(n), 2.0 / 3));
    }

    private static LineRepetition lines(Subject subject) {
        return subject.get(SharedWords.LINE_REPETITION);
    }
}
