package dev.tamis.filters.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What page breaks leave in a book goes, and what only looks like it stays. */
class PagedBooksTest {
    private static final int LINES = 30;

    /** Made-up prose in lines of some 60 characters, sentences ending anywhere; the same at each call. */
    private static List<String> prose(int lines) {
        Random random = new Random(42);
        List<String> prose = new ArrayList<>();
        boolean begins = true;
        for (int i = 0; i < lines; i++) {
            StringBuilder line = new StringBuilder();
            while (line.length() < 55) {
                StringBuilder word = new StringBuilder();
                for (int letter = 2 + random.nextInt(7); letter > 0; letter--) {
                    word.append((char) ('a' + random.nextInt(26)));
                }
                if (begins) {
                    word.setCharAt(0, Character.toUpperCase(word.charAt(0)));
                }
                begins = random.nextInt(12) == 0;
                line.append(line.isEmpty() ? "" : " ").append(word).append(begins ? "." : "");
            }
            prose.add(line.toString());
        }
        return prose;
    }

    /** The prose in pages with something between every two of them. */
    private static String paged(List<String> prose, IntFunction<String> between) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < prose.size(); i++) {
            if (i > 0 && i % LINES == 0) {
                text.append(between.apply(i / LINES));
            }
            text.append(prose.get(i)).append('\n');
        }
        return text.toString();
    }

    private static String clean(String text, String... cleaners) {
        return Cleaning.named(List.of(cleaners)).clean(text).text();
    }

    private static List<String> filled(String text) {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private static void assertOnlyProse(IntFunction<String> between, String... cleaners) {
        List<String> prose = prose(600);
        assertEquals(prose, filled(clean(paged(prose, between), cleaners)));
    }

    private static void assertUntouched(String text) {
        assertEquals(text, clean(text, "running_heads", "page_numbers"));
    }

    private static String roman(int value) {
        int rest = value;
        StringBuilder roman = new StringBuilder();
        int[] worth = {100, 90, 50, 40, 10, 9, 5, 4, 1};
        String[] letters = {"c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"};
        for (int i = 0; i < worth.length; i++) {
            while (rest >= worth[i]) {
                roman.append(letters[i]);
                rest -= worth[i];
            }
        }
        return roman.toString();
    }

    @Test
    void bareNumbersGo() {
        assertOnlyProse(page -> page + "\n", "page_numbers");
        assertOnlyProse(page -> "\n" + page + "\n\n", "page_numbers");
        assertOnlyProse(page -> "\r\n  " + page + "  \r\n\r\n", "page_numbers");
    }

    @Test
    void decoratedNumbersGo() {
        assertOnlyProse(page -> "- " + page + " -\n", "page_numbers");
        assertOnlyProse(page -> "\u2014 " + page + " \u2014\n", "page_numbers");
        assertOnlyProse(page -> "[" + page + "]\n", "page_numbers");
        assertOnlyProse(page -> "[Pg " + page + "]\n", "page_numbers");
        assertOnlyProse(page -> "Page " + page + "\n", "page_numbers");
        assertOnlyProse(page -> "p. " + page + "\n", "page_numbers");
        assertOnlyProse(page -> "{" + (page + 200) + "}\n", "page_numbers");
    }

    @Test
    void romanNumbersGo() {
        assertOnlyProse(page -> "\n" + roman(page) + "\n\n", "page_numbers");
        assertOnlyProse(page -> roman(page + 30).toUpperCase(java.util.Locale.ROOT) + "\n", "page_numbers");
    }

    @Test
    void numbersOnEverySecondPageGo() {
        assertOnlyProse(page -> page % 2 == 0 ? page + "\n" : "", "page_numbers");
    }

    @Test
    void aStrayNumberDoesNotBreakTheChain() {
        List<String> prose = prose(600);
        String text = paged(prose, page -> page + "\n" + (page == 7 ? "1914\n" : ""));
        List<String> left = new ArrayList<>(filled(clean(text, "page_numbers")));
        assertTrue(left.remove("1914"));
        assertEquals(prose, left);
    }

    @Test
    void numbersAtFormFeedsGoThoughEverySentenceEnds() {
        List<String> prose = prose(600).stream().map(line -> line + ".").toList();
        String text = paged(prose, page -> page + "\n\f\n");
        assertEquals(prose, filled(clean(text, "page_numbers").replace("\f", "")));
    }

    @Test
    void aSentenceThatGoesOnIsJoinedAndAParagraphThatEndsStaysOne() {
        String page = "words that go on and on, line after line of them\n".repeat(LINES - 1);
        String text = page + "and here it stops within\n\n1\n\na sentence that goes on.\n"
                + page + "and here it stops within\n\n2\n\na sentence that goes on.\n"
                + page + "and here a paragraph has its end.\n\n3\n\nThis one begins after it.\n" + page;
        assertEquals(
                page + "and here it stops within\na sentence that goes on.\n"
                        + page + "and here it stops within\na sentence that goes on.\n"
                        + page + "and here a paragraph has its end.\n\nThis one begins after it.\n" + page,
                clean(text, "page_numbers"));
    }

    @Test
    void numberedChaptersStay() {
        List<String> prose = new ArrayList<>(prose(600));
        for (int i = LINES - 1; i < prose.size(); i += LINES) {
            prose.set(i, prose.get(i) + ".");
        }
        assertUntouched(paged(prose, page -> "\n\n" + page + "\n\n"));
        assertUntouched(paged(prose, page -> "\n\nCHAPTER " + page + "\n\n"));
        assertUntouched(paged(prose, page -> "\n\n" + page + ". THE CHAPTER\n\n"));
        assertUntouched(paged(prose, page -> "\n\n" + roman(page) + "\n\n"));
    }

    /** As in Pride and Prejudice: some chapters end with a letter's signature, others with a few words on a line. */
    @Test
    void chaptersThatEndWithoutAStopOrWithAShortLineStay() {
        for (String heading : List.of(
                "Chapter %d",
                "KAPITEL %d", "Chapitre %d.", "\u0413\u043b\u0430\u0432\u0430 %d", "Zzyzx %d", "%d Zzyzx yzz")) {
            List<String> prose = new ArrayList<>(prose(600));
            for (int i = LINES - 1; i < prose.size(); i += LINES) {
                boolean signed = i / LINES % 3 == 0;
                prose.set(i - 1, prose.get(i - 1).replace(".", "") + " and so");
                prose.set(i, signed ? "yours ever, with all my love to your dear father" : "they went.\u201d");
            }
            assertUntouched(paged(prose, page -> "\n\n" + heading.formatted(page) + "\n\n"));
        }
    }

    @Test
    void chaptersAtFormFeedsStay() {
        assertUntouched(paged(prose(600), page -> "\fChapter " + page + "\n\n"));
        assertUntouched(paged(prose(600), page -> "\f\nLuku " + page + "\n\n"));
    }

    @Test
    void numberedPoemsStay() {
        StringBuilder text = new StringBuilder();
        for (int poem = 1; poem <= 150; poem++) {
            text.append("\n").append(poem).append("\n\n");
            text.append("A line of verse that ends with a comma here,\n".repeat(13))
                    .append("And the last one ends.\n");
        }
        assertUntouched(text.toString());
    }

    @Test
    void listsTablesAndCountdownsStay() {
        StringBuilder list = new StringBuilder();
        for (int i = 1; i < 500; i++) {
            list.append(i).append("\nan item of the list\n");
        }
        assertUntouched(list.toString());
        assertUntouched(paged(prose(600), page -> (100 - page) + "\n"));
        assertUntouched(paged(prose(600), page -> (page * 37 % 100) + "\n"));
        assertUntouched("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
    }

    @Test
    void twoNumbersAreNoPages() {
        assertUntouched(paged(prose(3 * LINES), page -> page + "\n"));
    }

    @Test
    void headsWithNumbersGo() {
        assertOnlyProse(
                page -> page % 2 == 0 ? page + " THE WHOLE BOOK\n" : "A CHAPTER OF IT " + page + "\n", "running_heads");
        assertOnlyProse(page -> "\n\nThe Whole Book   " + page + "\n\n", "running_heads");
    }

    @Test
    void headsBesideNumbersGoWithThem() {
        assertOnlyProse(page -> "\n" + page + "\n\nTHE WHOLE BOOK\n\n", "running_heads", "page_numbers");
        assertOnlyProse(
                page -> "\n" + (page % 2 == 0 ? "THE WHOLE BOOK" : "A CHAPTER OF IT") + "\n" + page + "\n",
                "running_heads",
                "page_numbers");
    }

    @Test
    void headsAtFormFeedsGo() {
        List<String> prose = prose(600);
        String text = paged(prose, page -> "\fTHE WHOLE BOOK\n\n");
        assertEquals(prose, filled(clean(text, "running_heads").replace("\f", "")));
    }

    @Test
    void aTitleThatRepeatsWithoutPageBreaksStays() {
        List<String> prose = prose(600);
        assertUntouched(paged(prose, page -> "\nTHE WHOLE BOOK\n\n"));
        assertUntouched(paged(prose, page -> page > 2 ? "" : "\n" + page + "\nTHE WHOLE BOOK\n\n"));
    }

    @Test
    void plainProseIsGivenBackItself() {
        String text = String.join("\n", prose(1000));
        for (String cleaner : List.of("running_heads", "page_numbers", "hyphenation", "gutenberg_boilerplate")) {
            assertSame(text, clean(text, cleaner), cleaner);
        }
    }

    @Test
    void brokenWordsAreJoinedWhereTheTextKnowsThem() {
        List<String> prose = prose(600);
        StringBuilder text = new StringBuilder(String.join(" ", prose)).append("\n\n");
        String whole = String.join(" ", prose);
        int joined = 0;
        for (String word : whole.split(" ")) {
            if (word.length() == 8 && Character.isLowerCase(word.charAt(0)) && !word.endsWith(".") && joined < 100) {
                joined++;
                text.append("the ")
                        .append(word, 0, 4)
                        .append("-\n")
                        .append(word, 4, 8)
                        .append(" and\n");
            }
        }
        Cleaned cleaned = Cleaning.named(List.of("hyphenation")).clean(text.toString());
        assertEquals(100, joined);
        assertEquals(100, cleaned.steps().get(0).removed().spans());
        assertTrue(!cleaned.text().contains("-"));
    }
}
