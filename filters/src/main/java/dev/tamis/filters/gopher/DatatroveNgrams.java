package dev.tamis.filters.gopher;

import static dev.tamis.filters.signal.Measured.number;
import static dev.tamis.filters.signal.Measured.ratio;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.word.NgramRepetition;
import java.util.List;

/** datatrove's two figures of n-grams, for words of any definition. */
public final class DatatroveNgrams {
    private DatatroveNgrams() {}

    /** Adds nine signals, named after a family. */
    public static void add(
            List<Signal> all, String family, String words, String source, Shared<NgramRepetition> repetition) {
        for (int n = 2; n <= 4; n++) {
            int size = n;
            all.add(number(
                    family + "_top_" + n + "gram_char_ratio",
                    "Code points of the most frequent run of " + n + " words, joined by spaces, times its count / code"
                            + " points of the text, with " + words + "; it counts where it occurs once, overlaps"
                            + " count twice; null with fewer words" + source,
                    (s, out) -> {
                        NgramRepetition r = s.get(repetition);
                        if (r.topCount(size) > 0) {
                            out.setRatio(
                                    r.topCount(size) * (r.topChars(size) + size - 1),
                                    s.view().codePoints());
                        }
                    },
                    Example.undefined("a"),
                    Example.of("aa bb cc dd", (2 * n + n - 1.0) / 11),
                    Example.of("a a a a a a", (7 - n) * (2 * n - 1.0) / 11)));
        }
        for (int n = 5; n <= 10; n++) {
            int size = n;
            String run = "a b c d e f g h i j ".substring(0, 2 * n);
            all.add(ratio(
                    family + "_duplicate_" + n + "gram_char_fraction",
                    "Code points of the runs of " + n + " words that repeat an earlier one, going over each of them in"
                            + " one step / code points of the text, with " + words + "; null for an empty text"
                            + source,
                    s -> s.get(repetition).laterChars(size),
                    s -> s.view().codePoints(),
                    Example.undefined(""),
                    Example.of("x y", 0.0),
                    Example.of(run + run.strip(), (double) n / (4 * n - 1))));
        }
    }
}
