package dev.tamis.filters.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.passage.PassageUnits.Kind;
import dev.tamis.filters.text.CharClasses;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PassageUnitsTest {
    @Test
    void linesHaveTheirLineFeed() {
        assertEquals(List.of("one\n", "two\r\n", " three"), units(Kind.LINE, 1, "one\n\n \t\ntwo\r\n...\n three"));
        assertEquals(List.of(), units(Kind.LINE, 1, ""));
        assertEquals(List.of(), units(Kind.LINE, 1, "\n\n"));
    }

    @Test
    void paragraphsHaveTheBlankLinesAfterThem() {
        assertEquals(
                List.of("one\nmore\n\n \u00A0\n", "two\n\n", "three"),
                units(Kind.PARAGRAPH, 1, "\n\none\nmore\n\n \u00A0\ntwo\n\n***\n\nthree"));
        assertEquals(List.of("one\n\n"), units(Kind.PARAGRAPH, 1, "one\n\n"));
        assertEquals(List.of(), units(Kind.PARAGRAPH, 1, " \n"));
    }

    @Test
    void unitsWithFewWordsAreLeftOut() {
        assertEquals(List.of("a b c\n"), units(Kind.LINE, 3, "a b\na b c\na - b\na-b c\ndon't I'm\n"));
        assertEquals(List.of("漢字文\n", "a漢b\n"), units(Kind.LINE, 3, "漢字文\n漢字\na漢b\n"));
        assertThrows(IllegalArgumentException.class, () -> new PassageUnits(Kind.LINE, 0));
    }

    @Test
    void caseDigitsPunctuationAccentsAndSpaceDoNotTell() {
        assertSame("Call 555-1234, now!", "call 999 1234 now", false);
        assertSame("Call 555-1234, now!", "«CALL» 000-9999  \u00A0now", true);
        assertSame("Crème Brûlée", "creme brulee", true);
        assertSame("İstanbul \u212Aelvin", "istanbul kelvin", true);
        assertSame("٣٤ 𝟎𝟏", "00 99", true);
        assertSame("zero\u200Bwidth\uFEFF so\u00ADft", "zerowidth soft", true);
        assertSame("한국어 텍스트", Normalizer.normalize("한국어 텍스트", Normalizer.Form.NFD), true);
        assertSame("two words", "twowords", false);
        assertSame("かき", "がき", false);
        assertSame("ไม ก", "ไม้ ก", false);
        assertSame("कि", "की", false);
    }

    @Test
    void wrappingOfAParagraphDoesNotTell() {
        PassageUnits units = new PassageUnits(Kind.PARAGRAPH, 1);
        reset(units, "Some words\nhere.\n\nsome words here\n\n  Some\twords \n here");
        assertEquals(3, units.count());
        assertEquals(units.hash64(0), units.hash64(1));
        assertEquals(units.hash64(0), units.hash64(2));
        assertEquals(key(units, 0), key(units, 1));
        assertEquals(key(units, 0), key(units, 2));
    }

    @Test
    void keyIsTheDigestOfTheNormalForm() {
        SplittableRandom random = new SplittableRandom(12);
        int keys = 0;
        for (int round = 0; round < 3_000; round++) {
            String text = Texts.random(random, 80);
            for (Kind kind : Kind.values()) {
                PassageUnits units = new PassageUnits(kind, 1);
                reset(units, text);
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                int end = 0;
                for (int i = 0; i < units.count(); i++) {
                    assertTrue(units.start(i) >= end && units.end(i) > units.start(i));
                    end = units.end(i);
                    String unit = new String(utf8, units.start(i), end - units.start(i), StandardCharsets.UTF_8);
                    assertEquals(sha256(normal(unit)), key(units, i), unit);
                    keys++;
                }
                assertTrue(end <= utf8.length);
            }
        }
        assertTrue(keys > 3_000, keys + " units");
    }

    /** The normal form by strings. */
    private static String normal(String unit) {
        StringBuilder form = new StringBuilder();
        boolean space = false;
        for (int c : unit.codePoints().toArray()) {
            if (CharClasses.isSpace(c)) {
                space = true;
                continue;
            }
            for (int part : Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD)
                    .codePoints()
                    .toArray()) {
                int type = Character.getType(part);
                boolean accent = type == Character.NON_SPACING_MARK
                        && UnicodeScript.of(part) == UnicodeScript.INHERITED
                        && part != 0x3099
                        && part != 0x309A;
                if (accent
                        || type == Character.CONTROL
                        || type == Character.FORMAT
                        || CharClasses.isPunctuation(part)) {
                    continue;
                }
                form.append(space && form.length() > 0 ? " " : "");
                space = false;
                form.appendCodePoint(CharClasses.isDigit(part) ? '0' : Character.toLowerCase(part));
            }
        }
        return form.toString();
    }

    @Test
    void anyBytesStayInBounds() {
        SplittableRandom random = new SplittableRandom(13);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) == 0 ? '\n' : random.nextInt(256));
            }
            for (Kind kind : Kind.values()) {
                PassageUnits units = new PassageUnits(kind, 1);
                units.reset(bytes, bytes.length);
                for (int i = 0; i < units.count(); i++) {
                    assertTrue(units.end(i) <= bytes.length);
                    units.digest(i);
                }
            }
        }
    }

    private static void assertSame(String one, String other, boolean same) {
        PassageUnits units = new PassageUnits(Kind.LINE, 1);
        reset(units, one + "\n" + other);
        assertEquals(2, units.count());
        if (same) {
            assertEquals(units.hash64(0), units.hash64(1), one);
            assertEquals(key(units, 0), key(units, 1), one);
        } else {
            assertNotEquals(units.hash64(0), units.hash64(1), one);
            assertNotEquals(key(units, 0), key(units, 1), one);
        }
    }

    private static List<String> units(Kind kind, int minWords, String text) {
        PassageUnits units = new PassageUnits(kind, minWords);
        reset(units, text);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < units.count(); i++) {
            found.add(new String(utf8, units.start(i), units.end(i) - units.start(i), StandardCharsets.UTF_8));
        }
        return found;
    }

    private static void reset(PassageUnits units, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        units.reset(utf8, utf8.length);
    }

    private static String key(PassageUnits units, int unit) {
        units.digest(unit);
        return HexFormat.of().toHexDigits(units.high()) + HexFormat.of().toHexDigits(units.low());
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
