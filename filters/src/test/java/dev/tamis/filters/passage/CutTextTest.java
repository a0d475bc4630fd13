package dev.tamis.filters.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.text.CharClasses;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CutTextTest {
    private final CutText cutter = new CutText();

    @Test
    void lineFeedStandsWhereTwoWordsWouldBecomeOne() {
        assertEquals("one  two", cut("one [gone] two"));
        assertEquals("one\ntwo", cut("one[ gone ]two"));
        assertEquals("one two", cut("one[ gone] two"));
        assertEquals("one\u00A0two", cut("one\u00A0[gone ]two"));
        assertEquals("é\n字", cut("é[x]字"));
        assertEquals("", cut("[all]"));
        assertEquals("end", cut("[start]end"));
        assertEquals("start", cut("start[end]"));
        assertEquals("a\nb\nc", cut("a[x]b[y]c"));
        assertEquals("same", cut("same"));
        assertEquals("", cut(""));
    }

    @Test
    void mediumStaysInItsPlace() {
        assertEquals("a \uFFFC b", cut("a [x \uFFFC y] b"));
        assertEquals("a\n\uFFFC\nb", cut("a[x\uFFFCy]b"));
        assertEquals("a\uFFFC\uFFFCb", cut("a[\uFFFC\uFFFC]b"));
        assertEquals("\uFFFC\n\uFFFC", cut("[x\uFFFCx\uFFFCx]"));
        assertEquals("a\n\uFFFB", cut("a[\uFFFD]\uFFFB"));
    }

    @Test
    void rangesOffCodePointsOrTextAreRefused() {
        byte[] text = "aé字😀".getBytes(StandardCharsets.UTF_8);
        for (int start = 0; start <= text.length + 1; start++) {
            for (int end = start + 1; end <= text.length + 1; end++) {
                Ranges ranges = new Ranges();
                ranges.add(start, end);
                if (isBoundary(start) && isBoundary(end)) {
                    cutter.cut(text, text.length, ranges);
                } else {
                    String message = assertThrows(
                                    IllegalArgumentException.class, () -> cutter.cut(text, text.length, ranges))
                            .getMessage();
                    assertTrue(message.startsWith("Range from byte " + start + " to before " + end), message);
                }
            }
        }
        assertThrows(IndexOutOfBoundsException.class, () -> cutter.cut(text, text.length + 1, new Ranges()));
    }

    private static boolean isBoundary(int at) {
        return at == 0 || at == 1 || at == 3 || at == 6 || at == 10;
    }

    @Test
    void rangesOfTheResultAreFoundAgainInTheText() {
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < 20_000; round++) {
            byte[] text = new byte[random.nextInt(30)];
            for (int i = 0; i < text.length; i++) {
                text[i] = (byte) "abc \n".charAt(random.nextInt(5));
            }
            Ranges cuts = randomRanges(random, text.length);
            int length = cutter.cut(text, text.length, cuts);
            Ranges ofResult = randomRanges(random, length);
            Ranges ofText = new Ranges();
            cutter.origins(ofResult, ofText);

            // Cutting both at once is cutting one after the other.
            byte[] once = java.util.Arrays.copyOf(cutter.utf8(), length);
            CutText again = new CutText();
            int leftOfResult = again.cut(once, length, ofResult);
            byte[] expected = java.util.Arrays.copyOf(again.utf8(), leftOfResult);
            for (int i = 0; i < cuts.size(); i++) {
                ofText.add(cuts.start(i), cuts.end(i));
            }
            int left = again.cut(text, text.length, ofText);
            byte[] found = java.util.Arrays.copyOf(again.utf8(), left);
            assertEquals(
                    new String(expected, StandardCharsets.UTF_8)
                            .replaceAll("\\s+", " ")
                            .strip(),
                    new String(found, StandardCharsets.UTF_8)
                            .replaceAll("\\s+", " ")
                            .strip());
        }
    }

    private static Ranges randomRanges(SplittableRandom random, int length) {
        Ranges ranges = new Ranges();
        for (int i = random.nextInt(4); i > 0 && length > 0; i--) {
            int start = random.nextInt(length);
            ranges.add(start, start + random.nextInt(Math.min(6, length - start) + 1));
        }
        return ranges;
    }

    @Test
    void whatStaysIsAllButTheRangesAndNoWordIsNew() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 20_000; round++) {
            int[] text = Texts.random(random, 40).codePoints().toArray();
            boolean[] gone = new boolean[text.length];
            Ranges ranges = new Ranges();
            int[] bytes = new int[text.length + 1];
            for (int i = 0; i < text.length; i++) {
                bytes[i + 1] = bytes[i] + utf8(Character.toString(text[i])).length;
            }
            for (int cuts = random.nextInt(4); cuts > 0; cuts--) {
                int start = random.nextInt(text.length + 1);
                int end = start + random.nextInt(text.length - start + 1);
                ranges.add(bytes[start], bytes[end]);
                for (int i = start; i < end; i++) {
                    gone[i] = text[i] != 0xFFFC;
                }
            }
            StringBuilder expected = new StringBuilder();
            int left = ' ';
            for (int i = 0; i < text.length; i++) {
                if (gone[i]) {
                    continue;
                }
                boolean afterCut = i > 0 && gone[i - 1];
                if (afterCut && !CharClasses.isSpace(left) && !CharClasses.isSpace(text[i])) {
                    expected.append('\n');
                }
                expected.appendCodePoint(text[i]);
                left = text[i];
            }
            byte[] utf8 = utf8(new String(text, 0, text.length));
            int length = cutter.cut(utf8, utf8.length, ranges);
            String result = new String(cutter.utf8(), 0, length, StandardCharsets.UTF_8);
            assertEquals(expected.toString(), result, "round " + round);
            assertTrue(length <= utf8.length);
        }
    }

    /** Cuts what stands in square brackets, which go. */
    private String cut(String marked) {
        Ranges ranges = new Ranges();
        StringBuilder text = new StringBuilder();
        int start = 0;
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            int at = utf8(text.toString()).length;
            if (c == '[') {
                start = at;
            } else if (c == ']') {
                ranges.add(start, at);
            } else {
                text.append(c);
            }
        }
        byte[] utf8 = utf8(text.toString());
        int length = cutter.cut(utf8, utf8.length, ranges);
        return new String(cutter.utf8(), 0, length, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
