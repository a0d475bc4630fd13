package dev.tamis.filters.fineweb;

import static dev.tamis.filters.signal.Measured.ratio;

import dev.tamis.filters.gopher.DatatroveFigures;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.LanguageStopWords;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.SharedWords;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import dev.tamis.filters.word.TokenCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of FineWeb-2 (Penedo et al. 2025) that depend on words: datatrove's, measured on words as its tokenizer for the
 * language cuts them and with the stop words of the language. For the languages that datatrove gives to a spaCy tokenizer of
 * rules, words are cut by the same rules; for others they are those of UAX #29, of ICU's dictionaries and, for Korean, of
 * Lucene's, so bounds that were fitted on other words fit nearly.
 */
public final class Fineweb2Signals implements SignalSet {
    private static final Shared<TokenCounts> TOKENS = Shared.of(
            TokenCounts::new,
            (counts, subject) -> counts.measure(
                    subject.view().utf8(), SharedWords.fineweb2(subject), LanguageStopWords.of(subject)));

    private static final String WORDS = "words by spaCy's rules for the text's language, else as the script needs";
    private static final String SOURCE = ". FineWeb-2.";

    private final List<Signal> signals = list();

    @Override
    public List<Signal> signals() {
        return signals;
    }

    private static List<Signal> list() {
        List<Signal> all = new ArrayList<>();
        DatatroveFigures.addQuality(all, "fineweb2", WORDS, "the stop words of the text's language", SOURCE, TOKENS);
        all.add(ratio(
                "fineweb2_new_line_ratio",
                "LF / " + WORDS + "; null without words" + SOURCE,
                s -> s.get(FinewebSignals.LINE_ENDS).breaks(),
                s -> s.get(TOKENS).words(),
                Example.undefined("\n"),
                Example.of("a b\nc d\n", 0.5)));
        DatatroveFigures.addRepetition(all, "fineweb2", WORDS, SOURCE, SharedWords.FINEWEB2_REPETITION);
        return List.copyOf(all);
    }
}
