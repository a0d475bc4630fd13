package dev.tamis.filters.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every cleaner promises. A new one is held to it by its line in its {@link CleanerSet}. */
class AllCleanersTest {
    /** Cleaners whose definition lets a second pass find more, with a text that shows it. */
    private static final Map<String, String> FINDS_MORE = Map.ofEntries(
            Map.entry("c4_lines_tfds", "This has [[1]] in its middle."),
            Map.entry("c4_lines_datatrove", "This has [[1]] in its middle."),
            Map.entry("c4_lines_fineweb", "This has [[1]] in its middle."),
            Map.entry("c4_lines_dclm", "This has [[1]] in its middle."),
            Map.entry("citations", "[[1]]"),
            Map.entry("refinedweb_lines", "items items in cart in cart and more"),
            Map.entry("refinedweb_urls", "a. 1.2.3.4\u0440\u0444"),
            Map.entry("dclm_urls", "is a. 1.2.3.4\u0440\u0444"),
            Map.entry("symbol_lines", "a\n\n|"),
            Map.entry("symbol_lines_fineweb2", "||"),
            Map.entry(
                    "gutenberg_boilerplate",
                    """
                    *** START OF THE PROJECT GUTENBERG EBOOK A ***
                    x
                    *** START OF THE PROJECT GUTENBERG EBOOK A ***
                    y"""),
            // The stop words asked for are those of the language of all of it.
            Map.entry(
                    "obelics_paragraphs",
                    ("Der Fluss flie\u00dft langsam durch die alte Stadt, und am Ufer stehen die H\u00e4user der"
                        + " Fischer, deren Netze in der Sonne trocknen. Abends sitzen sie vor den T\u00fcren und"
                        + " erz\u00e4hlen von St\u00fcrmen, die keiner der J\u00fcngeren erlebt hat. ")
                                    .repeat(4)
                            + "\n\n"
                            + "River stone light water letter window, garden morning die paper engine bridge die"
                            + " market number shadow winter kitchen ladder harbour signal copper."),
            Map.entry("hyphenation", "A wordword, a wordwordword and word-\nword-\nword here."));

    private static final String[] PIECES = {
        " ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "\u00a0",
        "\u3000",
        "\u0085",
        "\u2028",
        "\f",
        "\u001c",
        "\u0000",
        "\ufeff",
        "a",
        "word",
        "Word,",
        "WORD",
        "the end.",
        "...",
        "\u2026",
        "?",
        "\"",
        "'",
        "-",
        "-\n",
        "\u00ad\n",
        "exam-\nple",
        "example",
        "12",
        "- 12 -",
        "13",
        "Page 14",
        "[Pg 15]",
        "xvi",
        "THE HEAD 16",
        "3 likes",
        "1.2k views",
        "[1]",
        "[",
        "]",
        "[edit]",
        "javascript",
        "lorem ipsum",
        "{",
        "privacy policy",
        "uses cookies",
        "items in cart",
        "Read more...",
        "Sign-in",
        "http://",
        "www.example.com/x?y",
        "1.2.3.4",
        "300.1.1.1",
        "a@b.org",
        "x.\u0440\u0444",
        ".com",
        "|",
        "| |",
        "---",
        "\u300c",
        "*** START OF THE PROJECT GUTENBERG EBOOK X ***",
        "*** END OF THE PROJECT GUTENBERG EBOOK X ***",
        "End of Project Gutenberg's X",
        "*END*THE SMALL PRINT!",
        "Produced by",
        "\u00e9",
        "e\u0301",
        "\u0130",
        "\u0131",
        "\u017f",
        "\u212a",
        "\u4e2d\u6587\u3002",
        "\ud83d\ude00",
        "\ud83d\udc68\u200d\ud83d\udc69",
        "\u0663",
        "\u00b2",
        "A line of more than thirty characters, which comes again."
    };

    static Stream<Cleaner> cleaners() {
        return Cleaners.all().stream();
    }

    private static List<String> texts(long seed, int count) throws IOException {
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(60); piece > 0; piece--) {
                text.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextBoolean() ? " " : "");
            }
            texts.add(text.toString());
        }
        GoldenCases.all().forEach(golden -> texts.add(golden.text()));
        texts.addAll(List.of(
                "",
                " ",
                "\n",
                "\r\n\r\n",
                "\ud800 lone \udc00 halves \ud83d",
                "x".repeat(100_000),
                "\n".repeat(10_000),
                "a\n".repeat(10_000)));
        return texts;
    }

    @Test
    void namesAreUniqueSnakeCaseAndFindTheirCleaner() {
        Set<String> names = new HashSet<>();
        for (Cleaner cleaner : Cleaners.all()) {
            assertTrue(cleaner.name().matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"), cleaner.name());
            assertTrue(names.add(cleaner.name()), cleaner.name());
            assertSame(cleaner, Cleaners.byName(cleaner.name()));
        }
        assertEquals(
                List.copyOf(Cleaners.names()),
                Cleaners.all().stream().map(Cleaner::name).toList());
        assertThrows(IllegalArgumentException.class, () -> Cleaners.byName("c4_lines"));
    }

    @ParameterizedTest
    @MethodSource("cleaners")
    void docIsOneSentenceOnOneLine(Cleaner cleaner) {
        assertFalse(cleaner.doc().contains("\n"));
        assertTrue(cleaner.doc().endsWith("."), cleaner.doc());
    }

    @ParameterizedTest
    @MethodSource("cleaners")
    void cleanersHaveNoState(Cleaner cleaner) {
        for (Class<?> type = cleaner.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                assertTrue(Modifier.isFinal(field.getModifiers()), field.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cleaners")
    void theSameTextGivesTheSameAndAnUnchangedOneItself(Cleaner cleaner) throws IOException {
        for (String text : texts(5, 500)) {
            Removed first = new Removed();
            Removed second = new Removed();
            String left = cleaner.clean(text, first);
            assertEquals(left, cleaner.clean(new String(text.toCharArray()), second));
            assertEquals(first.chars(), second.chars());
            assertEquals(first.lines(), second.lines());
            assertEquals(first.spans(), second.spans());
            assertTrue(first.lines() >= 0 && first.spans() >= 0 && first.chars() >= 0);
            if (left.equals(text)) {
                assertSame(text, left);
                assertEquals(0, first.chars() + first.lines() + first.spans(), () -> "counted of " + text);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cleaners")
    void aSecondPassFindsNothingUnlessTheDefinitionSaysSo(Cleaner cleaner) throws IOException {
        String shown = FINDS_MORE.get(cleaner.name());
        if (shown != null) {
            String once = cleaner.clean(shown, new Removed());
            assertFalse(once.equals(cleaner.clean(once, new Removed())), once);
            return;
        }
        for (String text : texts(7, 500)) {
            String once = cleaner.clean(text, new Removed());
            assertEquals(once, cleaner.clean(once, new Removed()));
        }
    }

    @Test
    void nothingDependsOnTheDefaultLocale() throws IOException {
        List<String> texts = texts(11, 100);
        texts.add("TITLE \u0130stanbul ISTANBUL \u0131I JAVASCRIPT SIGN-IN 3 LIKES \u0661\u0662");
        List<String> expected = new ArrayList<>();
        texts.forEach(text -> Cleaners.all().forEach(cleaner -> expected.add(cleaner.clean(text, new Removed()))));
        Locale before = Locale.getDefault();
        try {
            for (String tag : List.of("tr-TR", "ar-EG", "th-TH-u-nu-thai", "lt-LT")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                List<String> found = new ArrayList<>();
                texts.forEach(text -> Cleaners.all().forEach(cleaner -> found.add(cleaner.clean(text, new Removed()))));
                assertEquals(expected, found, tag);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    /** A generous bound for 3 MB that only a step of quadratic cost can miss. */
    @Test
    void timeGrowsWithTheTextAndNotWithItsSquare() {
        List<String> units = List.of(
                "a",
                "a ",
                "\n",
                " ",
                "\r",
                "\f",
                "\f\n",
                "[",
                "[1",
                "[citation ",
                ". ",
                ".com",
                "a.a",
                "a.com ",
                "1.",
                "1.2.3.4 ",
                "http://",
                " \u00a0",
                "@",
                ".\u4e2d",
                "x-\n",
                "x-\ny",
                "\u00ad\na",
                "-",
                "1\n",
                "12\n\n",
                "- 1 -\f",
                "Page 1\n",
                "THE HEAD OF A PAGE 1\n",
                "12 a head of some pages here\n",
                "|\n",
                "| ",
                "javascripjavascrip",
                "use use of ",
                "cookie cookie ",
                "lorem lorem ",
                "items in car",
                "items in cart ",
                "read more...",
                "\u4e2d",
                "\ud83d\ude00",
                "\ud83d\ude00\n",
                "*** END OF THE PROJECT GUTENBERG EBOOK\n",
                "*** START OF THE PROJECT GUTENBERG EBOOK\n",
                "*** START OF THE PROJECT GUTENBERG EBOOK\n*** END OF THE PROJECT GUTENBERG EBOOK\n",
                "End of Project Gutenberg\n",
                "End of Project Gutenberg\n\n\n",
                "*END*THE SMALL PRINT\n",
                "A line of more than thirty characters, which comes again.\n",
                "1,1.1",
                "9 likes\n",
                "1k",
                "\u0663",
                "Aa\n",
                "BB ");
        for (String unit : units) {
            String text = unit.repeat((3 << 20) / unit.length());
            for (Cleaner cleaner : Cleaners.all()) {
                assertTimeoutPreemptively(
                        Duration.ofSeconds(20),
                        () -> cleaner.clean(text, new Removed()),
                        cleaner.name() + " of " + unit);
            }
        }
    }
}
