package dev.tamis.filters.gopher;

import static dev.tamis.filters.signal.Measured.count;
import static dev.tamis.filters.signal.Measured.number;
import static dev.tamis.filters.signal.Measured.ratio;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.word.NgramRepetition;
import dev.tamis.filters.word.TokenCounts;
import java.util.List;

/** What datatrove's Gopher filters measure of words and n-grams, for words of any definition. */
public final class DatatroveFigures {
    private DatatroveFigures() {}

    /** Adds the seven signals of words, named after a family. */
    public static void addQuality(
            List<Signal> all,
            String family,
            String words,
            String stopWords,
            String source,
            Shared<TokenCounts> tokens) {
        all.add(count(
                family + "_words",
                "Number of " + words + ", punctuation marks included" + source,
                s -> s.get(tokens).words(),
                Example.of("", 0),
                Example.of("One, two.", 4)));
        all.add(count(
                family + "_non_symbol_words",
                "Number of " + words + " with a character outside datatrove's set of punctuation" + source,
                s -> s.get(tokens).nonSymbols(),
                Example.of("... !", 0),
                Example.of("One, two.", 2)));
        all.add(ratio(
                family + "_mean_word_length",
                "Mean code points of the non-symbol words; null without any" + source,
                s -> s.get(tokens).nonSymbolChars(),
                s -> s.get(tokens).nonSymbols(),
                Example.undefined("... !"),
                Example.of("ab, cdef!", 3.0)));
        all.add(ratio(
                family + "_hash_ratio",
                "Number signs (#) per word, with " + words + "; null without words" + source,
                s -> s.view().hashes(),
                s -> s.get(tokens).words(),
                Example.undefined(""),
                Example.of("# a b c", 0.25)));
        all.add(ratio(
                family + "_ellipsis_ratio",
                "Ellipses (U+2026, or ...) per word, with " + words + "; null without words" + source,
                s -> s.view().ellipses(),
                s -> s.get(tokens).words(),
                Example.undefined(" \n"),
                Example.of("a \u2026 b c", 0.25)));
        all.add(ratio(
                family + "_alphabetic_word_fraction",
                "Words with at least one letter / " + words + "; null without words" + source,
                s -> s.get(tokens).alphabetic(),
                s -> s.get(tokens).words(),
                Example.undefined(""),
                Example.of("a b 1 !", 0.5)));
        all.add(count(
                family + "_stop_words",
                "Distinct ones of " + stopWords + " (case as it is) among the " + words + source,
                s -> s.get(tokens).stopWords(),
                Example.of("", 0)));
    }

    /** Adds the nine signals of n-grams, named after a family. */
    public static void addRepetition(
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
