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
 * The figures of FineWeb-2 (Penedo et al. 2025) that depend on words: datatrove's, measured on words as the text's script
 * needs them and with the stop words of its language. FineWeb-2 has a tokenizer of its own for many languages; here
 * words are those of UAX #29, of ICU's dictionaries and, for Korean, of Lucene's, so bounds that were fitted on other words fit nearly.
 */
public final class Fineweb2Signals implements SignalSet {
    private static final Shared<TokenCounts> TOKENS = Shared.of(
            TokenCounts::new,
            (counts, subject) -> counts.measure(
                    subject.view().utf8(), subject.get(SharedWords.LANGUAGE), LanguageStopWords.of(subject)));

    private static final String WORDS = "words as the script needs (UAX #29, ICU's dictionaries, Lucene's for Korean)";
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
        DatatroveFigures.addRepetition(all, "fineweb2", WORDS, SOURCE, SharedWords.LANGUAGE_REPETITION);
        return List.copyOf(all);
    }
}
