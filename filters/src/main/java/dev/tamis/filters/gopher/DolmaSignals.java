package dev.tamis.filters.gopher;

import static dev.tamis.filters.signal.Measured.count;
import static dev.tamis.filters.signal.Measured.number;

import dev.tamis.filters.line.LineRepetition;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Measured;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.word.NgramRepetition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Gopher's figures as Dolma's tagger {@code gopher_v1} measures them ({@code taggers/gopher.py}, Dolma 1.2): words split at
 * white space, characters those of words, every quotient 0 where there is nothing to divide by.
 */
public final class DolmaSignals implements SignalSet {
    private static final String SOURCE = ". Dolma, gopher_v1.";

    private final List<Signal> signals = list();

    @Override
    public List<Signal> signals() {
        return signals;
    }

    private static List<Signal> list() {
        List<Signal> all = new ArrayList<>();
        all.add(count(
                "dolma_word_count",
                "Words split at white space" + SOURCE,
                s -> s.view().words(),
                Example.of("", 0),
                Example.of("a b\u00a0c", 3)));
        all.add(number(
                "dolma_median_word_length",
                "Median code points of a word; 0 without words" + SOURCE,
                (s, out) -> out.set(s.view().words() == 0 ? 0 : s.view().medianWordCodePoints()),
                Example.of("", 0.0),
                Example.of("a bb cccc", 2.0)));
        all.add(share(
                "dolma_symbol_to_word_ratio",
                "Words with # or U+2026 in them / words; three full stops are no symbol" + SOURCE,
                s -> s.get(GopherParts.WORD_MARKS).symbolWords(),
                s -> s.view().words(),
                Example.of("", 0.0),
                Example.of("a# b\u2026 c... ##", 0.75)));
        all.add(share(
                "dolma_alphabetic_word_fraction",
                "Words with at least one letter / words" + SOURCE,
                s -> s.view().alphabeticWords(),
                s -> s.view().words(),
                Example.of("", 0.0),
                Example.of("a 1 b 2", 0.5)));
        all.add(count(
                "dolma_stop_words",
                "Occurrences of the, be, to, of, and, that, have, with in lower case among words split at white space"
                        + SOURCE,
                s -> s.get(GopherParts.WORD_MARKS).stopWords(),
                Example.of("The the the, of", 2)));
        all.add(share(
                "dolma_bullet_line_fraction",
                "Lines that begin with * or - / lines split at LF, the empty one after a final LF included" + SOURCE,
                s -> s.get(GopherParts.LINE_MARKS).dolmaBullets(),
                s -> s.get(GopherParts.LINE_MARKS).dolmaLines(),
                Example.of("", 0.0),
                Example.of("- a\n * b\n*c\n", 0.5)));
        all.add(share(
                "dolma_ellipsis_line_fraction",
                "Lines that end in U+2026 / lines split at LF" + SOURCE,
                s -> s.get(GopherParts.LINE_MARKS).dolmaEllipses(),
                s -> s.get(GopherParts.LINE_MARKS).dolmaLines(),
                Example.of("", 0.0),
                Example.of("a\u2026\nb...\nc\u2026 \nd", 0.25)));
        all.add(share(
                "dolma_duplicate_line_fraction",
                "Lines split at LF that occur at least twice, all copies counted and empty ones too / lines" + SOURCE,
                s -> lines(s).dolmaLines().repeated(),
                s -> lines(s).dolmaLines().elements(),
                Example.of("a\na\nb\n", 0.5),
                Example.of("a\n\n\nb", 0.5)));
        all.add(share(
                "dolma_duplicate_line_char_ratio",
                "Code points of lines that occur at least twice, all copies counted / code points of words; spaces count above"
                        + " only, so that it can exceed 1" + SOURCE,
                s -> lines(s).dolmaLines().repeatedChars(),
                s -> s.view().wordChars(),
                Example.of("", 0.0),
                Example.of("a b\na b", 6.0 / 4)));
        for (int n = 2; n <= 4; n++) {
            int size = n;
            all.add(number(
                    "dolma_top_" + n + "gram_char_ratio",
                    "Code points of the most frequent run of " + n
                            + " words times its count / code points of words; it counts"
                            + " where it occurs once; null with fewer words" + SOURCE,
                    (s, out) -> {
                        NgramRepetition r = s.get(SharedWords.REPETITION);
                        if (r.topCount(size) > 0) {
                            out.setRatio(r.topCount(size) * r.topChars(size), r.chars());
                        }
                    },
                    Example.undefined("a"),
                    Example.of("aa bb cc dd", n / 4.0),
                    Example.of("a a a a a a", (7 - n) * n / 6.0)));
        }
        for (int n = 5; n <= 10; n++) {
            int size = n;
            String run = "a b c d e f g h i j ".substring(0, 2 * n);
            all.add(number(
                    "dolma_duplicate_" + n + "gram_char_fraction",
                    "Code points of all runs of " + n + " words that occur at least twice / code points of all runs of "
                            + n + " words, overlapping ones counted each; null with fewer words" + SOURCE,
                    (s, out) -> {
                        NgramRepetition r = s.get(SharedWords.REPETITION);
                        if (r.topCount(size) > 0) {
                            out.setRatio(r.countedChars(size), r.allChars(size));
                        }
                    },
                    Example.undefined("a b c d"),
                    Example.of(run + run, 2.0 / (n + 1))));
        }
        return List.copyOf(all);
    }

    /** A quotient that is 0 where the divisor is. */
    private static Measured share(
            String name, String doc, ToLongFunction<Subject> part, ToLongFunction<Subject> whole, Example... examples) {
        return number(
                name,
                doc,
                (s, out) -> out.set((double) part.applyAsLong(s) / Math.max(1, whole.applyAsLong(s))),
                examples);
    }

    private static LineRepetition lines(Subject subject) {
        return subject.get(SharedWords.LINE_REPETITION);
    }
}
