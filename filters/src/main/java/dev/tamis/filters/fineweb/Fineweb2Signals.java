package dev.tamis.filters.fineweb;

import static dev.tamis.filters.signal.Measured.count;
import static dev.tamis.filters.signal.Measured.ratio;

import dev.tamis.filters.gopher.DatatroveNgrams;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.LanguageStopWords;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.word.TokenCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of FineWeb-2 (Penedo et al. 2025) that depend on words: datatrove's, measured on words as the text's script
 * needs them and with the stop words of its language. FineWeb-2 has a tokenizer of its own for many languages; here
 * words are those of UAX #29 and of ICU's dictionaries, so bounds that were fitted on other words fit nearly.
 */
public final class Fineweb2Signals implements SignalSet {
    private static final Shared<TokenCounts> TOKENS = Shared.of(
            TokenCounts::new,
            (counts, subject) -> counts.measure(
                    subject.view().utf8(), subject.get(SharedWords.LANGUAGE), LanguageStopWords.of(subject)));

    private static final String WORDS = "words as the script needs (UAX #29, ICU's dictionaries)";
    private static final String SOURCE = ". FineWeb-2.";

    private final List<Signal> signals = list();

    @Override
    public List<Signal> signals() {
        return signals;
    }

    private static List<Signal> list() {
        List<Signal> all = new ArrayList<>();
        all.add(count(
                "fineweb2_words",
                "Number of " + WORDS + ", punctuation marks included" + SOURCE,
                s -> tokens(s).words(),
                Example.of("", 0),
                Example.of("Don't stop.", 3),
                Example.of("\u4eca\u5929\u5929\u6c14\u5f88\u597d\u3002", 4)));
        all.add(count(
                "fineweb2_non_symbol_words",
                "Number of " + WORDS + " with a character outside datatrove's set of punctuation" + SOURCE,
                s -> tokens(s).nonSymbols(),
                Example.of("", 0),
                Example.of("Don't stop.", 2)));
        all.add(ratio(
                "fineweb2_mean_word_length",
                "Mean code points of the non-symbol words; null without any" + SOURCE,
                s -> tokens(s).nonSymbolChars(),
                s -> tokens(s).nonSymbols(),
                Example.undefined("!"),
                Example.of("ab, cdef!", 3.0)));
        all.add(ratio(
                "fineweb2_alphabetic_word_fraction",
                "Words with at least one letter / " + WORDS + "; null without words" + SOURCE,
                s -> tokens(s).alphabetic(),
                s -> tokens(s).words(),
                Example.undefined(""),
                Example.of("a b 1 !", 0.5)));
        all.add(count(
                "fineweb2_stop_words",
                "Distinct stop words of the text's language, case as it is, among the " + WORDS + SOURCE,
                s -> tokens(s).stopWords(),
                Example.of("", 0)));
        all.add(ratio(
                "fineweb2_hash_ratio",
                "Number signs (#) per word, with " + WORDS + "; null without words" + SOURCE,
                s -> s.view().hashes(),
                s -> tokens(s).words(),
                Example.undefined(""),
                Example.of("# a b c", 0.25)));
        all.add(ratio(
                "fineweb2_ellipsis_ratio",
                "Ellipses (U+2026, or ...) per word, with " + WORDS + "; null without words" + SOURCE,
                s -> s.view().ellipses(),
                s -> tokens(s).words(),
                Example.undefined(""),
                Example.of("a \u2026 b c", 0.25)));
        all.add(ratio(
                "fineweb2_new_line_ratio",
                "LF / " + WORDS + "; null without words" + SOURCE,
                s -> s.get(FinewebSignals.LINE_ENDS).breaks(),
                s -> tokens(s).words(),
                Example.undefined("\n"),
                Example.of("a b\nc d\n", 0.5)));
        DatatroveNgrams.add(all, "fineweb2", WORDS, SOURCE, SharedWords.LANGUAGE_REPETITION);
        return List.copyOf(all);
    }

    private static TokenCounts tokens(Subject subject) {
        return subject.get(TOKENS);
    }
}
