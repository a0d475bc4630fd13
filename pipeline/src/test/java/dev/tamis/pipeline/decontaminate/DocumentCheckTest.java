package dev.tamis.pipeline.decontaminate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.decontaminate.BenchmarkIndex;
import dev.tamis.filters.decontaminate.BenchmarkMatcher;
import dev.tamis.filters.passage.CutText;
import dev.tamis.pipeline.recipe.DecontaminateSpec.Action;
import dev.tamis.pipeline.table.Cut;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DocumentCheckTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static BenchmarkIndex index(int ngram, String... items) {
        BenchmarkIndex.Builder builder = new BenchmarkIndex.Builder(ngram, false);
        for (String item : items) {
            builder.add(utf8(item));
        }
        return builder.build();
    }

    private static DocumentCheck cutting(BenchmarkIndex index, int margin) {
        return new DocumentCheck(index, 0, new BitSet(), Action.CUT, margin);
    }

    private static String left(String text, DocumentCheck check) {
        return new String(Cut.apply(new CutText(), utf8(text), check.cuts()), StandardCharsets.UTF_8);
    }

    @Test
    void aHitIsCutFromItsFirstWordToItsLast() {
        DocumentCheck check = cutting(index(5, "one two three four five"), 0);
        String text = "Vorher: (One, two; three four FIVE!) danach";
        assertTrue(check.check(utf8(text), List.of()));
        assertEquals("Vorher: (\n!) danach", left(text, check));
        assertEquals(5.0 / 7, check.overlap());
        assertEquals(DocumentCheck.BY, check.cuts().get(0).by());
    }

    @Test
    void theMarginIsOfWholeCodePointsAndEndsWithTheText() {
        DocumentCheck check = cutting(index(5, "one two three four five"), 3);
        String text = "äöü😀é one two three four five ß漢😀 x";
        assertTrue(check.check(utf8(text), List.of()));
        assertEquals("äöü\n😀 x", left(text, check));
        assertTrue(check.check(utf8("a one two three four five b"), List.of()));
        assertTrue(check.isRemoved(), "nothing is left");
    }

    @Test
    void timeIsLinearInTheTextWhateverTheMargin() {
        BenchmarkIndex index = index(5, "one two three four five");
        String text = "one two three four five and ".repeat(200_000);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            DocumentCheck check = cutting(index, 1_000_000);
            assertTrue(check.check(utf8(text), List.of()));
            assertTrue(check.isRemoved(), "nothing is left");
        });
    }

    @Test
    void aMarginGoesOverAsManyCharactersBetweenHitsAsBesideThem() {
        DocumentCheck check = cutting(index(5, "one two three four five"), 5);
        String item = "one two three four five";
        String text = "123456789 " + item + " 1234567 " + item + " 123456789012 " + item + " 123456";
        assertTrue(check.check(utf8(text), List.of()));
        assertEquals("12345\n5678\n56", left(text, check));
    }

    @Test
    void halvesThatACutBringsTogetherAreCutToo() {
        DocumentCheck check = cutting(index(5, "one two three four five", "red green blue pink grey"), 0);
        String text = "start one two red green blue pink grey three four five end";
        assertTrue(check.check(utf8(text), List.of()));
        assertEquals("start end", left(text, check).replaceAll("\\s+", " "));
        assertEquals(2, check.hits().size());
    }

    @Test
    void whatPassagesCutIsNotLookedAtAndItsRangesStay() {
        DocumentCheck check = cutting(index(5, "one two three four five"), 0);
        String text = "a one two CUT CUT three four five b";
        List<Cut> before = List.of(new Cut(10, 18, "substring"));
        assertTrue(check.check(utf8(text), before));
        assertEquals(
                List.of(new Cut(2, 10, "decontaminate"), before.get(0), new Cut(18, 33, "decontaminate")),
                check.cuts());
        assertFalse(check.check(utf8(text), List.of(new Cut(2, 5, "lines"))));
        assertEquals(List.of(new Cut(2, 5, "lines")), check.cuts());
    }

    @Test
    void aMediumsPlaceStays() {
        DocumentCheck check = cutting(index(5, "one two three four five"), 0);
        String text = "a one two \uFFFC three four five b";
        assertTrue(check.check(utf8(text), List.of(new Cut(9, 14, "lines"))));
        assertTrue(left(text, check).contains("\uFFFC"), left(text, check));
        assertFalse(left(text, check).contains("three"));
    }

    @Test
    void nothingThatIsHitIsLeftWhateverIsCutAndNothingElseIsCut() {
        SplittableRandom random = new SplittableRandom(3);
        int removed = 0;
        int cut = 0;
        for (int round = 0; round < 5000; round++) {
            int letters = random.nextInt(2, 6);
            String[] items = new String[random.nextInt(1, 5)];
            for (int i = 0; i < items.length; i++) {
                items[i] = words(random, random.nextInt(5, 12), letters);
            }
            BenchmarkIndex index = index(random.nextInt(4, 8), items);
            int margin = random.nextBoolean() ? 0 : random.nextInt(6);
            String text =
                    words(random, random.nextInt(25), letters) + items[0] + words(random, random.nextInt(25), letters);
            byte[] stored = utf8(text);
            List<Cut> before = cuts(random, text);
            DocumentCheck check = cutting(index, margin);
            boolean hit = check.check(stored, before);
            List<Cut> after = check.cuts();
            if (check.isRemoved()) {
                removed++;
                assertEquals(before, after);
                continue;
            }
            cut += hit ? 1 : 0;
            List<Cut> sorted = new ArrayList<>(after);
            sorted.sort(Comparator.comparingInt(Cut::start));
            assertEquals(sorted, after);
            for (int i = 1; i < after.size(); i++) {
                assertTrue(after.get(i - 1).end() <= after.get(i).start(), after.toString());
            }
            assertTrue(after.containsAll(before));
            byte[] left = Cut.apply(new CutText(), stored, after);
            assertFalse(new BenchmarkMatcher(index, 0, new BitSet()).match(left, left.length), text + after);
            if (!hit) {
                assertEquals(before, after);
            } else if (before.isEmpty() && margin == 0 && check.hits().size() == 1) {
                BenchmarkMatcher matcher = new BenchmarkMatcher(index, 0, new BitSet());
                matcher.match(stored, stored.length);
                for (int run = 0; run < matcher.runs(); run++) {
                    int start = matcher.runStart(run);
                    int end = matcher.runEnd(run);
                    assertTrue(after.stream().anyMatch(c -> c.start() <= start && end <= c.end()));
                }
            }
        }
        assertTrue(removed > 20 && cut > 1000, removed + " removed, " + cut + " cut");
    }

    private static String words(SplittableRandom random, int words, int letters) {
        String[] separators = {" ", ", ", "\n", " \uFFFC ", " ö é ", "😀"};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            int draw = random.nextInt(20);
            text.append((char) ('a' + random.nextInt(letters))).append(separators[draw < 6 ? draw : 0]);
        }
        return text.toString();
    }

    private static List<Cut> cuts(SplittableRandom random, String text) {
        List<Cut> cuts = new ArrayList<>();
        int[] points = text.codePoints().toArray();
        int at = 0;
        for (int i = random.nextInt(3); i > 0 && at < points.length; i--) {
            int from = random.nextInt(at, points.length);
            int to = Math.min(points.length, from + random.nextInt(1, 6));
            cuts.add(new Cut(bytes(points, from), bytes(points, to), "lines"));
            at = to + 1;
        }
        return cuts;
    }

    private static int bytes(int[] points, int number) {
        return utf8(new String(points, 0, number)).length;
    }
}
