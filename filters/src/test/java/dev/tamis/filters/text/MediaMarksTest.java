package dev.tamis.filters.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MediaMarksTest {
    private static String without(String text) {
        return new String(MediaMarks.without(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void marksAreFoundAndLeftOutWhereverTheyStand() {
        SplittableRandom random = new SplittableRandom(5);
        String[] pieces = {"\uFFFC", "a", "\uFFFD", "\uFFFB", "ö", "😀", "\n", "\uFFFC\uFFFC"};
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertEquals(text.toString().replace("\uFFFC", ""), without(text.toString()));
            byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
            int marks = 0;
            for (int at = MediaMarks.next(utf8, 0); at < utf8.length; at = MediaMarks.next(utf8, at + 3)) {
                marks++;
            }
            assertEquals(text.chars().filter(c -> c == '\uFFFC').count(), marks);
        }
    }

    @Test
    void aTextWithoutMarksIsNotCopied() {
        byte[] text = "no medium here".getBytes(StandardCharsets.UTF_8);
        assertSame(text, MediaMarks.without(text));
    }
}
