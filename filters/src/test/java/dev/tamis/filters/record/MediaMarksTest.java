package dev.tamis.filters.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MediaMarksTest {
    private static String without(String text) {
        return MediaMarks.without(text.replace('I', '\uFFFC'));
    }

    @Test
    void aMarkGoesWithItsLineAndTheWiderGapStays() {
        assertEquals("a\n\nb", without("a\n\nI\n\nb"));
        assertEquals("a\n\nb", without("a\nI\n\nb"));
        assertEquals("a\n\nb", without("a\n\nI\nb"));
        assertEquals("a\nb", without("a\nI\nb"));
        assertEquals("a\n\nb", without("a\n\nI\nI\n\nI\nb"));
        assertEquals("b", without("I\n\nb"));
        assertEquals("a", without("a\n\nI"));
        assertEquals("", without("I\nI"));
        assertEquals("ab", without("aIb"));
        String plain = "no mark";
        assertSame(plain, MediaMarks.without(plain));
    }

    @Test
    void onlyTheMarksThatGoDoSoAndWordsStay() {
        byte[] utf8 = "a\n\n\uFFFC\n\n\uFFFC\n\nb".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(new int[] {3, 8}, MediaMarks.ranges(utf8, mark -> mark == 0));
        assertArrayEquals(new int[] {8, 13}, MediaMarks.ranges(utf8, mark -> mark == 1));
        SplittableRandom random = new SplittableRandom(3);
        String[] parts = {"a", "é", "\n", "\n\n", " ", "\uFFFC", "\uFFFC\n", "\uFFFD", "word"};
        for (int round = 0; round < 5000; round++) {
            StringBuilder made = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                made.append(parts[random.nextInt(parts.length)]);
            }
            String text = made.toString();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int marks = MediaMarks.count(text);
            boolean[] gone = new boolean[marks];
            int going = 0;
            for (int i = 0; i < marks; i++) {
                gone[i] = random.nextBoolean();
                going += gone[i] ? 1 : 0;
            }
            int[] ranges = MediaMarks.ranges(bytes, mark -> gone[mark]);
            StringBuilder left = new StringBuilder();
            int from = 0;
            for (int i = 0; i < ranges.length; i += 2) {
                assertTrue(ranges[i] >= from && ranges[i] < ranges[i + 1]);
                left.append(new String(bytes, from, ranges[i] - from, StandardCharsets.UTF_8));
                String cut = new String(bytes, ranges[i], ranges[i + 1] - ranges[i], StandardCharsets.UTF_8);
                assertEquals("", cut.replaceAll("[\uFFFC\n ]", ""));
                from = ranges[i + 1];
            }
            left.append(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
            assertEquals(marks - going, MediaMarks.count(left));
            assertEquals(text.replaceAll("[\uFFFC\n ]", ""), left.toString().replaceAll("[\uFFFC\n ]", ""));
            assertFalse(going > 0 && left.length() == text.length());
        }
    }

    @Test
    void bytesLoseTheirMarksAsTextDoes() {
        SplittableRandom random = new SplittableRandom(5);
        String[] pieces = {"\uFFFC", "a", "\uFFFD", "\uFFFB", "\n", " ", "\n\n", "😀", "\uFFFC\uFFFC"};
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
            assertEquals(
                    MediaMarks.without(text.toString()), new String(MediaMarks.without(utf8), StandardCharsets.UTF_8));
            int marks = 0;
            for (int at = MediaMarks.next(utf8, 0);
                    at < utf8.length;
                    at = MediaMarks.next(utf8, at + MediaMarks.BYTES)) {
                marks++;
            }
            assertEquals(MediaMarks.count(text), marks);
        }
    }
}
