package dev.tamis.filters.obelics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.clean.Removed;
import dev.tamis.filters.text.SpecialChars;
import dev.tamis.filters.text.TextView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The figures against plain ones written after OBELICS's definitions, and the fates of paragraphs. */
final class ObelicsTest {
    private static final String GOOD = "The wheel of the mill began to turn before dawn, and the sacks of rye that"
            + " stood at the door were gone by noon.";

    private static String clean(String text) {
        return new ObelicsParagraphs().clean(text, new Removed());
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split("[ \n\t]+")) {
            int[] points = word.toLowerCase(Locale.ROOT).codePoints().toArray();
            int from = 0;
            int to = points.length;
            while (from < to && SpecialChars.isSpecial(points[from])) {
                from++;
            }
            while (to > from && SpecialChars.isSpecial(points[to - 1])) {
                to--;
            }
            if (from < to) {
                words.add(new String(points, from, to - from));
            }
        }
        return words;
    }

    private static List<Integer> runs(List<String> units, int run) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + run <= units.size(); i++) {
            counts.merge(List.copyOf(units.subList(i, i + run)), 1, Integer::sum);
        }
        List<Integer> sorted = new ArrayList<>(counts.values());
        sorted.sort((a, b) -> b - a);
        return sorted;
    }

    @Test
    void theFiguresAreThoseOfTheirDefinitions() {
        SplittableRandom random = new SplittableRandom(8);
        String[] parts = {"the", "of", "Rye,", "mill", "--", "é", "dawn.", "1802", "l'eau", "\n", "\t", "(a)", "水"};
        ObelicsFigures figures = new ObelicsFigures();
        TextView view = new TextView();
        for (int round = 0; round < 500; round++) {
            StringBuilder made = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                made.append(parts[random.nextInt(1 + random.nextInt(parts.length))])
                        .append(' ');
            }
            String text = made.toString();
            view.reset(text);
            figures.reset(view);
            List<String> words = words(text);
            assertEquals(words.size(), figures.words());
            List<Integer> ofWords = runs(words, 5);
            double all = ofWords.stream().mapToInt(n -> n).sum();
            double repeated = ofWords.stream().mapToInt(n -> n > 1 ? n : 0).sum();
            assertEquals(all == 0 ? 0 : repeated / all, figures.wordRepetition(), 1e-12);
            List<Integer> ofChars =
                    runs(text.codePoints().mapToObj(Character::toString).toList(), 10);
            double allChars = ofChars.stream().mapToInt(n -> n).sum();
            long once = ofChars.stream().filter(n -> n == 1).count();
            long most = Math.min((long) Math.sqrt(ofChars.size()), ofChars.size() - once);
            double frequent = ofChars.stream().limit(most).mapToInt(n -> n).sum();
            assertEquals(allChars == 0 ? 0 : frequent / allChars, figures.charRepetition(), 1e-12);
            long special = text.codePoints().filter(SpecialChars::isSpecial).count();
            assertEquals(text.isEmpty() ? 0 : (double) special / text.length(), figures.special(), 1e-12);
        }
    }

    @Test
    void goodParagraphsStayAndOthersGo() {
        assertSame(GOOD, clean(GOOD));
        assertEquals(
                GOOD + "\n\n" + GOOD.toUpperCase(Locale.ROOT),
                clean(GOOD + "\n\nToo few words\n\n" + GOOD.toUpperCase(Locale.ROOT)));
        assertEquals(GOOD, clean("12 -- 14 | 15 | 16 of the (17) and 18 19 20 21\n\n\n" + GOOD));
        assertEquals(GOOD, clean(GOOD + "\n\n" + "Buy the best of it. ".repeat(12)));
        assertEquals(
                GOOD,
                clean(GOOD
                        + "\n\nRiver stone light water letter window garden morning paper engine, bridge market number"
                        + " shadow winter kitchen ladder harbour signal copper, meadow candle."));
        assertEquals(
                GOOD,
                clean(GOOD + "\n\nhome of the brave and about that which we have with us on every page to be seen"));
        assertEquals("", clean("Read more\n\nShare"));
    }

    @Test
    void imagesStayWhatEverIsDroppedAroundThem() {
        Cleaning cleaning = Cleaning.named(List.of("obelics_paragraphs"));
        String text = "Share\n\n\uFFFC\nPhoto: me\n\n" + GOOD + "\n\n\uFFFC\n\n\uFFFC\n\nRead more";
        assertEquals(
                "\uFFFC\n\n" + GOOD + "\n\n\uFFFC\n\n\uFFFC",
                cleaning.clean(text).text().strip());
    }

    @Test
    void whatIsTakenIsCounted() {
        Removed removed = new Removed();
        String text = GOOD + "\n\nRead\nmore\n\n" + GOOD;
        String left = new ObelicsParagraphs().clean(text, removed);
        assertEquals(text.length() - left.length(), removed.chars());
        assertEquals(2, removed.lines());
    }
}
