package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Example;
import dev.tamis.filters.signal.Shared;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.GramCounts;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.List;

/**
 * Data-Juicer's repetition of words: the share of runs of ten words that occur more than once, with words in lower case,
 * stripped of special characters at both ends, and left out when nothing remains. Runs are told apart by 64-bit hashes.
 */
final class WordRepetitionFraction extends BookSignal {
    private static final int RUN = 10;
    private static final long WORD_BASE = 0xA076_1D64_78BD_642FL;
    private static final long BASE = 0xE703_7ED1_A0B4_28DBL;
    private static final Shared<Runs> RUNS = Shared.of(Runs::new, Runs::count);

    WordRepetitionFraction() {
        super(
                "data_juicer_word_repetition_fraction",
                "Runs of 10 words (lower case, stripped of special characters, empty ones left out) that occur more than once / runs of 10 words; 0 for fewer than 10 words. Data-Juicer word_repetition_filter, rep_len 10.");
    }

    /** The runs of a text with the hashes of the last ten words. */
    private static final class Runs {
        private final GramCounts counts = new GramCounts();
        private final long[] last = new long[RUN];

        void count(Subject subject) {
            TextView view = subject.view();
            long power = 1;
            for (int i = 0; i < RUN; i++) {
                power *= BASE;
            }
            counts.clear();
            long hash = 0;
            int read = 0;
            for (int word = 0; word < view.words(); word++) {
                long key = hashOf(view.utf8(), view.wordStart(word), view.wordEnd(word));
                if (key == 0) {
                    continue;
                }
                int slot = read % RUN;
                hash = hash * BASE + key - (read < RUN ? 0 : power * last[slot]);
                last[slot] = key;
                read++;
                if (read >= RUN) {
                    counts.add(hash);
                }
            }
            counts.count();
        }

        /** A hash of the word as it counts; 0 for one of special characters only. */
        private static long hashOf(byte[] utf8, int start, int end) {
            int from = start;
            while (from < end) {
                int bytes = utf8[from] >= 0 ? 1 : Utf8.lengthAt(utf8, from, end);
                if (!SpecialChars.isSpecial(Utf8.codePointAt(utf8, from, bytes))) {
                    break;
                }
                from += bytes;
            }
            int to = end;
            while (to > from && SpecialChars.isSpecial(Utf8.lastCodePoint(utf8, from, to))) {
                to = Utf8.lastStart(utf8, from, to);
            }
            long hash = 0;
            int at = from;
            while (at < to) {
                byte b = utf8[at];
                if (b >= 0) {
                    hash = hash * WORD_BASE + 1 + (b >= 'A' && b <= 'Z' ? b | 0x20 : b);
                    at++;
                } else {
                    int bytes = Utf8.lengthAt(utf8, at, to);
                    hash = hash * WORD_BASE + 1 + Character.toLowerCase(Utf8.codePointAt(utf8, at, bytes));
                    at += bytes;
                }
            }
            return hash ^ (hash >>> 29);
        }
    }

    @Override
    public void measure(Subject subject, Value out) {
        GramCounts counts = subject.get(RUNS).counts;
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
