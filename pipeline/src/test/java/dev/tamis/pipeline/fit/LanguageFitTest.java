package dev.tamis.pipeline.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.hocon.Problems;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.rule.RuleFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LanguageFitTest {
    @TempDir
    Path directory;

    private LanguageFit fit;

    @BeforeEach
    void rules() throws IOException {
        Files.writeString(directory.resolve("t.tsv"), """
                lang\tmin_words\tmax_share\tmin_mean\tnote
                en\t20\t0.5\t3.5\tEnglish
                """);
        Path file = Files.writeString(directory.resolve("rules.conf"), """
                tables { t { file = "t.tsv", key = lang } }
                rules {
                  a { keep = "words >= t.min_words" }
                  b { keep = "digit_fraction <= t.max_share AND mean_word_length > t.min_mean" }
                  c { keep = "words < 100000" }
                }
                """);
        Problems problems = new Problems();
        List<Rule> rules = RuleFiles.parse(file, Signals.types(), problems);
        assertEquals(List.of(), problems.list());
        fit = new LanguageFit(rules, Kind.WEB);
    }

    /** Document number i has i words; each word has so many letters. */
    private ReferenceTexts texts(String name, int documents, String word) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= documents; i++) {
            lines.append("{\"text\": \"").append((word + " ").repeat(i).strip()).append("\"}\n");
        }
        Path file = directory.resolve(name + ".jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
        return new ReferenceTexts(List.of(file), 0, Limits.DEFAULT);
    }

    private static LanguageFit.Fitted column(LanguageFit.Result result, String column) {
        return result.thresholds().stream()
                .filter(one -> one.column().equals(column))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tailRejectsTheAskedShareAndNoMore() throws IOException {
        LanguageFit.Result result = fit.fit("xx", texts("a", 100, "abcd"), null, Method.TAIL, 0.1, 3);
        LanguageFit.Fitted words = column(result, "min_words");
        assertEquals("11", words.value());
        assertEquals(0.1, words.rejected(), 1e-9);
        assertEquals(100, result.documents());
        assertEquals("lang\tmin_words\tmax_share\tmin_mean\tnote", result.header());
        assertEquals("xx\t11\t0\t3.999\t", result.row());
    }

    @Test
    void aColumnThatIsTheSameInAllRowsKeepsItsValue() throws IOException {
        Files.writeString(directory.resolve("t.tsv"), """
                lang\tmin_words\tmax_share\tmin_mean\tnote
                en\t20\t0.5\t3.5\tEnglish
                de\t20\t0.4\t3.5\tGerman
                """);
        LanguageFit several = new LanguageFit(
                RuleFiles.parse(directory.resolve("rules.conf"), Signals.types(), new Problems()), Kind.WEB);
        LanguageFit.Result result = several.fit("xx", texts("a", 100, "abcd"), null, Method.TAIL, 0.2, 3);
        assertEquals("xx\t20\t0\t3.5\t", result.row());
        assertEquals(0.19, column(result, "min_words").rejected(), 1e-9);
        // but for where it would reject more than the tail may
        result = several.fit("xx", texts("a", 100, "abcd"), null, Method.TAIL, 0.1, 3);
        assertEquals("xx\t11\t0\t3.5\t", result.row());
        // no promise of the other methods
        result = several.fit("xx", texts("a", 100, "abcd"), null, Method.MEAN_STD, 0.1, 3);
        assertEquals("20", column(result, "min_words").value());
    }

    @Test
    void noValueOfATailRejectsMoreThanTheTail() throws IOException {
        for (double tail : new double[] {0, 0.01, 0.1, 0.33, 0.5}) {
            for (LanguageFit.Fitted one : fit.fit("xx", texts("a", 100, "abcd"), null, Method.TAIL, tail, 3)
                    .thresholds()) {
                assertTrue(one.rejected() <= tail, one + " at " + tail);
            }
        }
    }

    /** The row is judged with the words that come with it, and not with those that the language has or lacks so far. */
    @Test
    void theRowIsMeasuredWithTheStopWordsThatAreFound() throws IOException {
        Files.writeString(directory.resolve("t.tsv"), "lang\tmin_stop_words\nen\t2\nde\t2\n");
        Path file = Files.writeString(directory.resolve("stop.conf"), """
                tables { t { file = "t.tsv", key = lang } }
                rules { a { keep = "fineweb2_stop_words >= t.min_stop_words" } }
                """);
        LanguageFit stop = new LanguageFit(RuleFiles.parse(file, Signals.types(), new Problems()), Kind.WEB);
        Path texts = directory.resolve("stop.txt");
        Files.writeString(texts, "zot vig krun zot\nvig zot plam krun\n".repeat(40));
        for (String language : List.of("xx", "de")) {
            LanguageFit.Result result = stop.fit(
                    language, new ReferenceTexts(List.of(texts), 2, Limits.DEFAULT), null, Method.TAIL, 0.1, 3);
            assertEquals("2", column(result, "min_stop_words").value());
            assertEquals(0, column(result, "min_stop_words").rejected(), 1e-9);
            assertEquals(0, result.withoutStopWords(), 1e-9);
            assertEquals(language + "\tzot krun vig plam", result.stopWordLine());
        }
    }

    @Test
    void meanStdIsSoManyDeviationsFromTheMeanOnTheSideOfTheLimit() throws IOException {
        LanguageFit.Result result = fit.fit("xx", texts("a", 100, "abcd"), null, Method.MEAN_STD, 0.1, 1);
        // 1 to 100: mean 50.5, deviation sqrt((100^2 - 1) / 12) = 28.87
        assertEquals("21", column(result, "min_words").value());
    }

    @Test
    void meanStdTakesTheDeviationsOfTheEnglishThresholdFromAnEnglishReference() throws IOException {
        // English: 20 is (20 - 25.5) / 14.43 = -0.381 deviations from the mean; here 50.5 - 0.381 * 28.87 = 39.5
        LanguageFit.Result result =
                fit.fit("xx", texts("a", 100, "abcd"), texts("en", 50, "abcd"), Method.MEAN_STD, 0.1, 9);
        assertEquals("39", column(result, "min_words").value());
    }

    @Test
    void quantileRejectsWhatTheEnglishThresholdRejectsOfEnglish() throws IOException {
        // 19 of 50 English texts have fewer than 20 words: 38 of 100 may go.
        LanguageFit.Result result =
                fit.fit("xx", texts("a", 100, "abcd"), texts("en", 50, "abcd"), Method.QUANTILE, 0.1, 3);
        assertEquals("39", column(result, "min_words").value());
        assertEquals(0.38, column(result, "min_words").rejected(), 1e-9);
        assertEquals(
                "20",
                column(
                                fit.fit("en", texts("a", 50, "abcd"), texts("en", 50, "abcd"), Method.QUANTILE, 0, 0),
                                "min_words")
                        .known());
    }

    @Test
    void medianRatioScalesTheEnglishThresholdAndGivesNothingWhereTheMedianIsZero() throws IOException {
        LanguageFit.Result result =
                fit.fit("xx", texts("a", 100, "abcd"), texts("en", 50, "abcd"), Method.MEDIAN_RATIO, 0.1, 3);
        // 20 / 25.5 * 50.5 = 39.6
        assertEquals("39", column(result, "min_words").value());
        assertNull(column(result, "max_share").value());
    }

    @Test
    void stopWordsAreTheFrequentWordsWithLetters() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append(
                    i % 10 == 0 ? "The " : i % 50 == 1 ? "and " : i % 200 == 2 ? "rare " : "w" + letters(i) + " , 12 ");
            text.append(i % 100 == 99 ? "\n" : "");
        }
        Path file = Files.writeString(directory.resolve("words.txt"), text);
        LanguageFit.Result result =
                fit.fit("xx", new ReferenceTexts(List.of(file), 2, Limits.DEFAULT), null, Method.TAIL, 0.1, 3);
        assertEquals(50, result.documents());
        // "the" has 10 %, "and" 2 %, "rare" 0.5 %: fewer than eight are above 0.8 %, so those above 0.3 % are taken.
        assertEquals(List.of("the", "and", "rare"), result.stopWords());
        assertEquals(0, result.withoutStopWords(), 1e-9);
    }

    private static String letters(int number) {
        return Integer.toString(number, 26)
                .chars()
                .map(c -> c < 'a' ? c - '0' + 'a' : c + 10)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void tooFewDocumentsAndAMissingEnglishReferenceAreRefused() throws IOException {
        ReferenceTexts few = texts("few", 19, "abcd");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> fit.fit("xx", few, null, Method.TAIL, 0.1, 3))
                .getMessage()
                .startsWith("The reference has 19 documents (at least 20"));
        assertThrows(IllegalArgumentException.class, () -> fit.fit("xx", few, null, Method.QUANTILE, 0.1, 3));
    }

    @Test
    void aDamagedFileIsAnErrorAndNoShorterReference() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.jsonl"), "{\"text\": \"a\"}\n{\"text\": \n");
        ReferenceTexts texts = new ReferenceTexts(List.of(file), 0, Limits.DEFAULT);
        assertThrows(IOException.class, () -> texts.forEach(text -> {}));
    }
}
