package dev.tamis.filters.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Gopher's figures (Rae et al. 2021, A1.1) on texts small enough to work them out by hand. */
class GopherGoldenTest {

    /** Words: To be, or not to be... | * To be | #1 (6 + 3 + 1 words). */
    @Test
    void qualityFiguresOfAShortText() {
        SignalRow row = measure("To be, or not to be...\n\n* To be\n#1\n");
        assertEquals(10L, value(row, "words"));
        // 2 + 3 + 2 + 3 + 2 + 5 + 1 + 2 + 2 + 2 = 24
        assertEquals(2.4, value(row, "mean_word_length"));
        assertEquals(2.0, value(row, "median_word_length"));
        assertEquals(0.1, value(row, "hash_to_word_ratio"));
        assertEquals(0.1, value(row, "ellipsis_to_word_ratio"));
        assertEquals(1.0 / 3, value(row, "bullet_line_fraction"));
        assertEquals(1.0 / 3, value(row, "ellipsis_line_fraction"));
        // all but "*" and "#1"
        assertEquals(0.8, value(row, "alphabetic_word_fraction"));
        // "To"/"to" and "be"; "be," and "be..." are other words
        assertEquals(2L, value(row, "stop_words"));
    }

    /** Twelve words of one letter; a b c d e f twice. */
    @Test
    void repetitionFiguresOfARepeatedLine() {
        SignalRow row = measure("a b c d e f\na b c d e f\n");
        assertEquals(0.5, value(row, "duplicate_line_fraction"));
        assertEquals(0.5, value(row, "duplicate_line_char_fraction"));
        assertEquals(0.0, value(row, "duplicate_paragraph_fraction"));
        // "a b" twice: 4 of 12; ties go to the first
        assertEquals(4.0 / 12, value(row, "top_2gram_char_fraction"));
        assertEquals(6.0 / 12, value(row, "top_3gram_char_fraction"));
        assertEquals(8.0 / 12, value(row, "top_4gram_char_fraction"));
        // "a b c d e" and "b c d e f" cover all twelve, each letter counted once
        assertEquals(1.0, value(row, "duplicate_5gram_char_fraction"));
        assertEquals(1.0, value(row, "duplicate_6gram_char_fraction"));
        // seven words from the first line on run into the second and stand once
        assertEquals(0.0, value(row, "duplicate_7gram_char_fraction"));
    }

    @Test
    void overlappingOccurrencesOfTheTopNgramCountOnce() {
        // "a a" at words 0 and 1 covers three letters, not four, of six
        assertEquals(0.5, value(measure("a a a bcd"), "top_2gram_char_fraction"));
    }

    @Test
    void amongEquallyFrequentNgramsTheLongestCounts() {
        // "a b" and "cc dd" both occur twice: 8 of 14 characters
        assertEquals(8.0 / 14, value(measure("a b 1 cc dd a b 2 cc dd"), "top_2gram_char_fraction"));
    }

    @Test
    void textWithoutWordsHasCountsAndNoFractions() {
        for (String text : new String[] {"", " \n\t\n"}) {
            SignalRow row = measure(text);
            assertEquals(0L, value(row, "words"));
            assertEquals(0L, value(row, "stop_words"));
            for (int i = 0; i < new TextSignals().signals().size(); i++) {
                String name = row.signal(i).name();
                boolean ofWords = name.contains("word_") || name.contains("gram_") || name.startsWith("duplicate_");
                assertTrue(!ofWords || row.isNull(i), name);
            }
        }
    }

    private static Object value(SignalRow row, String name) {
        return row.valueAt(row.indexOf(name));
    }

    private static SignalRow measure(String text) {
        SignalRow row = new SignalRow();
        row.measure(new Subject(Settings.none()).reset(Kind.WEB, text, null, Map.of()));
        return row;
    }
}
