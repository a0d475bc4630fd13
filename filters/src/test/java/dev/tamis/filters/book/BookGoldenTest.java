package dev.tamis.filters.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The figures of books on pages small enough to count by hand. */
class BookGoldenTest {

    static Stream<Arguments> pages() {
        return Stream.of(
                // texts without anything to measure
                of("page_number_line_fraction", "", null),
                of("hyphenated_line_end_fraction", "\n\n", null),
                of("noise_word_fraction", " \u00a0\n", null),
                of("letter_digit_word_fraction", "", null),
                of("spaced_letter_fraction", "\r\n", null),
                of("garbage_line_fraction", "", null),
                of("running_head_line_fraction", "\n", null),
                of("contents_line_fraction", "\n", null),
                of("front_matter_fraction", "", null),
                of("verse_line_fraction", "", null),
                of("other_script_line_fraction", "1 2 ... 😀\n", null),
                of("special_char_fraction", "", null),
                of("data_juicer_char_repetition_fraction", "", 0.0),
                of("data_juicer_word_repetition_fraction", "", 0.0),
                // page numbers
                of("page_number_line_fraction", "12", 1.0),
                of("page_number_line_fraction", "12\nxiv\n[Pg 3]\n— 4 —\nI\n1812.\nChapter 1\n12345\n", 5.0 / 8),
                of("page_number_line_fraction", "١٢\n", 0.0),
                // hyphens
                of("hyphenated_line_end_fraction", "exam-\nple\nwell-\n\nknown\n", 1.0 / 4),
                of("hyphenated_line_end_fraction", "exam-\r\nple\r\n", 0.5),
                of("hyphenated_line_end_fraction", "exam\u00ad\nple", 0.5),
                of("hyphenated_line_end_fraction", "Mary-\nAnn", 0.0),
                // words misread
                of("noise_word_fraction", "cl0se wo~rd 2nd don't ~~~ 1812", 2.0 / 6),
                of("letter_digit_word_fraction", "cl0se wo~rd 2nd don't ~~~ 1812", 2.0 / 6),
                of("spaced_letter_fraction", "T H E end", 0.75),
                of("spaced_letter_fraction", "I a am", 0.0),
                of("spaced_letter_fraction", "T H E\nE N D", 1.0),
                of("spaced_letter_fraction", "の の の の", 0.0),
                of("garbage_line_fraction", "~;: i ,-' ^\nHe said.\n", 0.5),
                of("garbage_line_fraction", "* * *\n-----\n......\n", 0.0),
                of("garbage_line_fraction", "I ........ 12\n", 0.0),
                of("garbage_line_fraction", "\"中文\"!\n", 0.0),
                // the printed page
                of("running_head_line_fraction", "12 EMMA\na\n13 EMMA\nb\nEMMA xiv\nc\n", 0.5),
                of("running_head_line_fraction", "12 EMMA\n13 Emma\nEMMA 14\n", 0.0),
                of("running_head_line_fraction", "HAMLET.\nHAMLET.\nHAMLET.\nHAMLET.\n", 0.0),
                of("contents_line_fraction", "Preface ..... ix\nThe Fox . . . 12\nThe Crow     34\nend\n", 0.75),
                of("contents_line_fraction", "in the year 1812\nsee p. 12\n", 0.0),
                of("front_matter_fraction", "EMMA\n\nby\n\n" + "w ".repeat(98) + "\n", 0.02),
                of("front_matter_fraction", "EMMA", 1.0),
                of("front_matter_fraction", "w ".repeat(49), 1.0),
                of("front_matter_fraction", "w ".repeat(50), 0.0),
                // verse
                of("verse_line_fraction", "Tyger Tyger, burning bright,\nIn the forests of the night;\n", 1.0),
                of("verse_line_fraction", "Title\n\nIt was the best of times,\nit was the worst of times\n", 0.0),
                of("verse_line_fraction", "A".repeat(61) + "\nB\n", 0.0),
                // scripts
                of("other_script_line_fraction", "one\ntwo\nдва\n", 1.0 / 3),
                of("other_script_line_fraction", "один\nдва\nthree\n\n4\n", 1.0 / 3),
                of("other_script_line_fraction", "漢字\nかな\nカナ\n", 0.0),
                of("other_script_line_fraction", "été\nnaïve\n", 0.0),
                // Data-Juicer
                of("special_char_fraction", "a b.", 0.5),
                of("special_char_fraction", "…\u00a0½①", 1.0),
                of("special_char_fraction", "中文", 0.0),
                of("data_juicer_char_repetition_fraction", "=".repeat(10), 0.0),
                of("data_juicer_char_repetition_fraction", "=".repeat(11), 1.0),
                of("data_juicer_char_repetition_fraction", "abcdefghij".repeat(2), 2.0 / 11),
                of("data_juicer_char_repetition_fraction", "中".repeat(11), 1.0),
                of("data_juicer_word_repetition_fraction", "w ".repeat(10), 0.0),
                of("data_juicer_word_repetition_fraction", "W, ".repeat(11), 1.0),
                // lines as Python cuts them
                of("python_max_line_length", "ab\u2028c\n", 2L),
                of("python_chars_per_line", "ab\u2028c\n", 2.5));
    }

    private static Arguments of(String signal, String text, Object expected) {
        return Arguments.of(signal, text, expected);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void figuresAreThoseCountedByHand(String signal, String text, Object expected) {
        Object measured = measure(signal, text);
        if (expected instanceof Double number) {
            assertEquals(number, (Double) measured, 1e-12, signal + " of " + text);
        } else if (expected == null) {
            assertNull(measured, signal + " of " + text);
        } else {
            assertEquals(expected, measured, signal + " of " + text);
        }
    }

    /** Data-Juicer's two figures worked out the slow way, with maps of strings. */
    @Test
    void repetitionIsThatOfTheDefinitionForRandomTexts() {
        Random random = new Random(23);
        String[] pieces = {
            "a",
            "b",
            " ",
            "é ",
            "the fox ",
            "😀",
            "\n",
            "1 ",
            ", ",
            "Z",
            "the fox jumps over the lazy dog again and again. "
        };
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            int kinds = 1 + random.nextInt(pieces.length);
            for (int n = random.nextInt(i < 295 ? 200 : 20_000); n > 0; n--) {
                text.append(pieces[random.nextInt(kinds)]);
            }
            assertEquals(
                    charRepetition(text.toString()),
                    (Double) measure("data_juicer_char_repetition_fraction", text.toString()),
                    1e-12);
            assertEquals(
                    wordRepetition(text.toString()),
                    (Double) measure("data_juicer_word_repetition_fraction", text.toString()),
                    1e-12);
        }
    }

    private static double charRepetition(String text) {
        int[] chars = text.codePoints().toArray();
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i + 10 <= chars.length; i++) {
            counts.merge(new String(chars, i, 10), 1, Integer::sum);
        }
        List<Integer> frequencies = new ArrayList<>(counts.values());
        frequencies.sort(Collections.reverseOrder());
        long once = frequencies.stream().filter(count -> count == 1).count();
        long most = Math.min((long) Math.sqrt(frequencies.size()), frequencies.size() - once);
        double total = frequencies.stream().mapToInt(count -> count).sum();
        return total == 0
                ? 0
                : frequencies.stream().limit(most).mapToInt(count -> count).sum() / total;
    }

    private static double wordRepetition(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[ \n]+")) {
            String core = word.replaceAll("^[\\p{P}\\p{S}0-9]+|[\\p{P}\\p{S}0-9]+$", "");
            if (!core.isEmpty()) {
                words.add(core);
            }
        }
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + 10 <= words.size(); i++) {
            counts.merge(words.subList(i, i + 10), 1, Integer::sum);
        }
        double total = counts.values().stream().mapToInt(count -> count).sum();
        return total == 0
                ? 0
                : counts.values().stream()
                                .filter(count -> count > 1)
                                .mapToInt(count -> count)
                                .sum()
                        / total;
    }

    private static Object measure(String signal, String text) {
        SignalRow row = new SignalRow(List.of(Signals.byName(signal)));
        row.measure(new Subject(Settings.none()).reset(Kind.BOOK, text, null, Map.of()));
        return row.valueAt(0);
    }
}
