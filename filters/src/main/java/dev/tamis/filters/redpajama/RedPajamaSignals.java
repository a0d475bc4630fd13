package dev.tamis.filters.redpajama;

import static dev.tamis.filters.signal.Measured.count;
import static dev.tamis.filters.signal.Measured.number;
import static dev.tamis.filters.signal.Measured.ratio;

import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.LanguageStopWords;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.word.NgramRepetition;
import dev.tamis.filters.word.WordEntropy;
import java.util.ArrayList;
import java.util.List;

/**
 * RedPajama-v2's signals of natural language, repetition and lines ({@code app/src/core/quality_signals}, revision
 * 855a8e02), not rounded. Those of lines, of which RedPajama has a value a line, are shares of the lines or means over
 * them. Stop words are those of {@link LanguageStopWords}, not RedPajama's longer lists.
 */
public final class RedPajamaSignals implements SignalSet {
    private static final Shared<RawText> RAW =
            Shared.of(RawText::new, (raw, subject) -> raw.measure(subject.view(), LanguageStopWords.of(subject)));

    private static final String SOURCE = " RedPajama-v2.";
    private static final Shared<WordEntropy> ENTROPY = Shared.storage(WordEntropy::new);
    private static final String NORMALIZED = "words of the normalised text";
    private static final String RAW_WORDS = "raw words (\\w+ or [^\\w\\s]+)";

    private final List<Signal> signals = list();

    @Override
    public List<Signal> signals() {
        return signals;
    }

    private static List<Signal> list() {
        List<Signal> all = new ArrayList<>();
        all.add(count(
                "redpajama_word_count",
                "Number of " + NORMALIZED + " (ASCII punctuation removed, lower case, NFD)." + SOURCE,
                s -> words(s).words(),
                Example.of("", 0),
                Example.of("Don't - stop!", 2)));
        all.add(ratio(
                "redpajama_mean_word_length",
                "Mean code points of the " + NORMALIZED + "; null without any." + SOURCE,
                s -> words(s).chars(),
                s -> words(s).words(),
                Example.undefined("?!"),
                Example.of("Don't - stop!", 4.0),
                Example.of("\u00e9t\u00e9", 5.0)));
        all.add(ratio(
                "redpajama_unique_word_fraction",
                "Distinct ones / " + NORMALIZED + "; null without any." + SOURCE,
                s -> words(s).distinctWords(),
                s -> words(s).words(),
                Example.undefined(""),
                Example.of("A a, b!", 2.0 / 3)));
        all.add(number(
                "redpajama_unigram_entropy",
                "Entropy in nats of the distribution of the " + NORMALIZED + "; null without any." + SOURCE,
                (s, out) -> {
                    if (words(s).words() > 0) {
                        out.set(s.get(ENTROPY).of(s.get(SharedWords.NORMALIZED)));
                    }
                },
                Example.undefined(""),
                Example.of("a A", 0.0),
                Example.of("a b", StrictMath.log(2))));
        all.add(count(
                "redpajama_sentences",
                "Matches of \\b[^.!?]+[.!?]*." + SOURCE,
                s -> raw(s).sentences(),
                Example.of("", 0),
                Example.of("One. Two... 3.5!", 4)));
        all.add(ratio(
                "redpajama_symbol_to_word_ratio",
                "Number signs, ... and U+2026 / " + RAW_WORDS + "; null without any." + SOURCE,
                s -> (long) s.view().hashes() + s.view().ellipses(),
                s -> raw(s).words(),
                Example.undefined(""),
                Example.of("#a b...", 0.5)));
        all.add(ratio(
                "redpajama_all_caps_word_fraction",
                "Words with upper-case and no lower-case letters / " + RAW_WORDS + "; null without any." + SOURCE,
                s -> raw(s).allCaps(),
                s -> raw(s).words(),
                Example.undefined(""),
                Example.of("NASA says A1, no", 2.0 / 5)));
        all.add(ratio(
                "redpajama_no_alphabetic_word_fraction",
                "Words without one of a to z / " + RAW_WORDS + "; null without any." + SOURCE,
                s -> (long) raw(s).words() - raw(s).asciiAlphabetic(),
                s -> raw(s).words(),
                Example.undefined(""),
                Example.of("a 1, \u00e9", 0.75)));
        all.add(ratio(
                "redpajama_stop_word_fraction",
                "Stop words of the text's language, case as it is / " + RAW_WORDS + "; null without any." + SOURCE,
                s -> raw(s).stopWords(),
                s -> raw(s).words(),
                Example.undefined("")));
        all.add(ratio(
                "redpajama_ellipsis_line_fraction",
                "Lines that end, before white space, in ... or U+2026 / lines, blank ones included; null without lines."
                        + SOURCE,
                s -> raw(s).ellipsisLines(),
                s -> s.view().lines(),
                Example.undefined(""),
                Example.of("a... \n\nb\u2026\nc", 0.5)));
        all.add(ratio(
                "redpajama_terminal_line_fraction",
                "Lines that end, before white space, in . ! ? or U+201D / lines, blank ones included; null without lines."
                        + SOURCE,
                s -> raw(s).terminalLines(),
                s -> s.view().lines(),
                Example.undefined(""),
                Example.of("a. \nb\"\nc\u201d\nd", 0.5)));
        all.add(ratio(
                "redpajama_bullet_line_fraction",
                "Lines that begin, after white space, with one of ten bullets / lines, blank ones included; null without"
                        + " lines." + SOURCE,
                s -> raw(s).bulletLines(),
                s -> s.view().lines(),
                Example.undefined(""),
                Example.of(" \u2022 a\n- b\n\u2013 c\n", 2.0 / 3)));
        all.add(number(
                "redpajama_uppercase_line_fraction",
                "Mean over lines of the share of upper-case characters, LF included; null without lines." + SOURCE,
                (s, out) -> {
                    if (s.view().lines() > 0) {
                        out.set(Math.min(
                                1, raw(s).uppercaseFractions() / s.view().lines()));
                    }
                },
                Example.undefined(""),
                Example.of("ABC\nabc", 0.375)));
        all.add(ratio(
                "redpajama_curly_bracket_fraction",
                "Curly brackets / code points; null for an empty text, where RedPajama has 0." + SOURCE,
                s -> s.view().curlyBrackets(),
                s -> s.view().codePoints(),
                Example.undefined(""),
                Example.of("{a}b", 0.5)));
        ngrams(all);
        return List.copyOf(all);
    }

    private static void ngrams(List<Signal> all) {
        for (int n = 2; n <= 4; n++) {
            int size = n;
            all.add(number(
                    "redpajama_top_" + n + "gram_char_ratio",
                    "Code points of the most frequent run of " + n
                            + " words times its count / code points of words, with " + NORMALIZED
                            + "; 0 where none repeats; null without words." + SOURCE,
                    (s, out) -> {
                        NgramRepetition r = words(s);
                        out.setRatio(r.topCount(size) > 1 ? r.topCount(size) * r.topChars(size) : 0, r.chars());
                    },
                    Example.undefined("!"),
                    Example.of("aa bb cc dd", 0.0),
                    Example.of("a, A; a a a a", (7 - n) * n / 6.0)));
        }
        for (int n = 5; n <= 10; n++) {
            int size = n;
            String run = "a b c d e f g h i j ".substring(0, 2 * n);
            all.add(ratio(
                    "redpajama_duplicate_" + n + "gram_char_fraction",
                    "Code points of words in any run of " + n
                            + " words that occurs at least twice, each word counted once /"
                            + " code points of words, with " + NORMALIZED + "; null without words." + SOURCE,
                    s -> words(s).coveredChars(size),
                    s -> words(s).chars(),
                    Example.undefined("!"),
                    Example.of(run + "- " + run + "x".repeat(n), 2.0 / 3)));
        }
    }

    private static NgramRepetition words(Subject subject) {
        return subject.get(SharedWords.NORMALIZED_REPETITION);
    }

    private static RawText raw(Subject subject) {
        return subject.get(RAW);
    }
}
