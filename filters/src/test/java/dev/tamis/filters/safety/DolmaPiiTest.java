package dev.tamis.filters.safety;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.text.TextView;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The scan counts what Dolma's regular expressions count. */
class DolmaPiiTest {
    private static final String SPACE = "\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u2003\\u2028\\u3000";
    private static final Pattern EMAIL = Pattern.compile("[." + SPACE + "@,?!;:)(]*([^" + SPACE + "@]+@[^" + SPACE
            + "@,?!;:)(]+?)[." + SPACE + "@,?!;:)(]?[" + SPACE + "]");
    private static final Pattern PHONE =
            Pattern.compile("[" + SPACE + "]+\\(?([0-9]{3})\\)?[-. ]*([0-9]{3})[-. ]?([0-9]{4})");
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
    private static final Pattern IP = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern PARAGRAPH = Pattern.compile("([^\\n]*\\n|[^\\n]+$)");

    private static final String[] PIECES = {
        "a",
        "b.c",
        "@",
        "@",
        "@",
        ".",
        ".",
        ",",
        "(",
        ")",
        " ",
        " ",
        "\n",
        "\u00a0",
        "1",
        "12",
        "123",
        "255",
        "256",
        "300",
        "4567",
        "-",
        "- ",
        "a@b.c ",
        "a@b.c. ",
        "a@b ",
        "(@x.y ",
        " 123 456 7890",
        " (206) 555-0100",
        "1.2.3.4",
        "?",
        "!",
        ";",
        ":",
        "\uD83D\uDE00",
        "é",
        "\t",
        "\u3000"
    };

    @Test
    void countIsThatOfTheRegularExpressions() {
        Random random = new Random(41);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(24); pieces > 0; pieces--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            assertEquals(byExpressions(text.toString()), count(text.toString()), () -> text.toString());
        }
    }

    @Test
    void aPageOfManyQuestionMarksIsSkipped() {
        String page = "mail a@b.example now";
        assertEquals(1, count(page + "?".repeat(10_000)));
        assertEquals(0, count(page + "?".repeat(10_001)));
    }

    private static long count(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        return DolmaPii.count(Arrays.copyOf(utf8, utf8.length + TextView.PADDING), utf8.length);
    }

    private static long byExpressions(String text) {
        long count = 0;
        Matcher paragraphs = PARAGRAPH.matcher(text);
        while (paragraphs.find()) {
            String paragraph = paragraphs.group();
            Matcher email = EMAIL.matcher(paragraph);
            while (email.find()) {
                int at = email.group(1).indexOf('@');
                String addressee = email.group(1).substring(0, at);
                count += addressee.strip().equals("(") || email.group(1).indexOf('.', at) < 0 ? 0 : 1;
            }
            count += PHONE.matcher(paragraph).results().count();
            count += IP.matcher(paragraph).results().count();
        }
        return count;
    }
}
