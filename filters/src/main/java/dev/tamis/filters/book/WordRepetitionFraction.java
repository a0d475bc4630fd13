package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.GramCounts;
import dev.tamis.filters.text.RepeatedRuns;
import java.util.List;

/**
 * Data-Juicer's repetition of words: the share of runs of ten words that occur more than once, with words in lower case,
 * stripped of special characters at both ends, and left out when nothing remains. Runs are told apart by 64-bit hashes.
 */
final class WordRepetitionFraction extends BookSignal {
    private static final int RUN = 10;
    private static final Shared<GramCounts> RUNS = Shared.of(GramCounts::new, WordRepetitionFraction::count);

    WordRepetitionFraction() {
        super(
                "data_juicer_word_repetition_fraction",
                "Runs of 10 words (lower case, stripped of special characters, empty ones left out) that occur more than once / runs of 10 words; 0 for fewer than 10 words. Data-Juicer word_repetition_filter, rep_len 10.");
    }

    private static void count(GramCounts counts, Subject subject) {
        RepeatedRuns.countWords(subject.view(), RUN, counts);
    }

    @Override
    public void measure(Subject subject, Value out) {
        GramCounts counts = subject.get(RUNS);
        if (counts.total() == 0) {
            out.set(0.0);
        } else {
            out.setRatio(counts.repeated(), counts.total());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("", 0.0).as(Kind.BOOK),
                Example.of("a b c d e f g h i", 0.0).as(Kind.BOOK),
                Example.of("a b c d e f g h i j", 0.0).as(Kind.BOOK),
                // eleven runs, of which the first and the last are the same
                Example.of("a b c d e f g h i j -- A, B. C d e f g h i (j)", 2.0 / 11)
                        .as(Kind.BOOK),
                Example.of("\u00c9 ".repeat(11) + "\u00e9", 1.0).as(Kind.BOOK));
    }
}
