package dev.tamis.filters.clean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.MediaMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** No cleaner takes away a U+FFFC, or moves it out of its order among the texts around. */
final class CleaningAroundMediaTest {
    private static final String[] PARTS = {
        "A line that ends as a sentence does, with more than five words.",
        "too few words",
        "Read more",
        "javascript is needed here to read the page",
        "a line, a line [edit] with https://example.org/path in it.",
        "|",
        "12",
        "#### ---",
        "\n",
        "\n\n",
        "\n\n\n\n",
        " ",
        "\uFFFC",
        "\n\uFFFC\n",
        "\n\n\uFFFC\n\n",
        "\u0007",
        "hy-\nphen",
    };

    @Test
    void noCleanerTakesAMediumAway() {
        SplittableRandom random = new SplittableRandom(11);
        for (Cleaner cleaner : Cleaners.all()) {
            Cleaning cleaning = Cleaning.of(List.of(cleaner, Cleaners.byName("blank_lines")));
            for (int round = 0; round < 300; round++) {
                String text = text(random);
                String left = cleaning.clean(text).text();
                assertEquals(MediaMarks.count(text), MediaMarks.count(left), cleaner.name());
                assertEquals(left, cleaning.clean(text).text(), cleaner.name());
            }
        }
    }

    @Test
    void whatStandsBetweenMediaIsCleanedAsATextOfItsOwn() {
        SplittableRandom random = new SplittableRandom(12);
        for (Cleaner cleaner : Cleaners.all()) {
            Cleaning cleaning = Cleaning.of(List.of(cleaner));
            for (int round = 0; round < 200; round++) {
                String text = text(random);
                assertEquals(
                        pieces(text, cleaning), pieces(cleaning.clean(text).text(), Cleaning.none()), cleaner.name());
            }
        }
    }

    /** The texts between media, cleaned, without white space around. */
    private static List<String> pieces(String text, Cleaning cleaning) {
        List<String> pieces = new ArrayList<>();
        for (String piece : text.split("\uFFFC", -1)) {
            pieces.add(strip(cleaning.clean(strip(piece)).text()));
        }
        return pieces;
    }

    private static String strip(String piece) {
        int from = 0;
        int to = piece.length();
        while (from < to && " \n\t".indexOf(piece.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " \n\t".indexOf(piece.charAt(to - 1)) >= 0) {
            to--;
        }
        return piece.substring(from, to);
    }

    @Test
    void aTextThatNothingIsTakenFromStaysTheSame() {
        String text = """
                A line that ends as a sentence does, with more than five words.

                \uFFFC
                Its caption has five words, too.""";
        Cleaned cleaned =
                Cleaning.named(List.of("c4_lines_tfds", "repeated_lines")).clean(text);
        assertSame(text, cleaned.text());
    }

    @Test
    void whereNothingIsLeftBetweenTwoMediaTheyStandUnderEachOther() {
        Cleaning cleaning = Cleaning.named(List.of("c4_lines_tfds"));
        assertEquals(
                "\uFFFC\n\n\uFFFC",
                cleaning.clean("\uFFFC\n\nRead more\n\n\uFFFC\n\nRead more")
                        .text()
                        .strip());
        assertEquals(
                "\uFFFC\n\uFFFC",
                cleaning.clean("Read more\n\n\uFFFC\nRead more\n\n\uFFFC")
                        .text()
                        .strip());
        assertTrue(cleaning.clean("Read more").text().isEmpty());
    }

    private static String text(SplittableRandom random) {
        StringBuilder made = new StringBuilder();
        for (int i = random.nextInt(25); i > 0; i--) {
            made.append(PARTS[random.nextInt(PARTS.length)]).append(random.nextInt(3) == 0 ? "\n" : "");
        }
        return made.toString();
    }
}
