package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.GramCounts;
import dev.tamis.filters.text.RepeatedRuns;
import java.util.List;

/**
 * Data-Juicer's repetition of characters: of the runs of ten characters, the share that falls to the most frequent distinct
 * ones. How many of those are taken is the square root, rounded down, of the number of distinct runs, but at most those that
 * occur more than once. Runs are told apart by 64-bit hashes.
 */
final class CharRepetitionFraction extends BookSignal {
    private static final int RUN = 10;
    private static final Shared<GramCounts> COUNTS = Shared.of(GramCounts::new, CharRepetitionFraction::count);

    CharRepetitionFraction() {
        super(
                "data_juicer_char_repetition_fraction",
                "Runs of 10 characters that are among the floor(sqrt(d)) most frequent of the d distinct ones and occur more than once / runs of 10 characters; 0 for fewer than 10 characters. Data-Juicer character_repetition_filter, rep_len 10.");
    }

    private static void count(GramCounts counts, Subject subject) {
        RepeatedRuns.countChars(subject.view(), RUN, counts);
    }

    @Override
    public void measure(Subject subject, Value out) {
        GramCounts counts = subject.get(COUNTS);
        if (counts.total() == 0) {
            out.set(0.0);
        } else {
            int most = Math.min((int) Math.sqrt(counts.distinct()), counts.distinctRepeated());
            out.setRatio(counts.ofMostFrequent(most), counts.total());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.of("", 0.0).as(Kind.BOOK),
                Example.of("abcdefghi", 0.0).as(Kind.BOOK),
                Example.of("abcdefghij", 0.0).as(Kind.BOOK),
                Example.of("a".repeat(30), 1.0).as(Kind.BOOK),
                // ten distinct runs, of which abcdefghij occurs twice: floor(sqrt(10)) is 3, but one repeats
                Example.of("abcdefghijabcdefghij", 2.0 / 11).as(Kind.BOOK),
                // each of ten runs occurs twice or three times; the three most frequent make up 3 + 2 + 2
                Example.of("\u00e9bcdefghij".repeat(3).substring(0, 30), 7.0 / 21)
                        .as(Kind.BOOK));
    }
}
