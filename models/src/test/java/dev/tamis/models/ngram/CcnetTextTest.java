package dev.tamis.models.ngram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.ByteArray;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CcnetTextTest {

    private static String normal(String text) {
        byte[] utf8 = ("xx" + text + "yy").getBytes(StandardCharsets.UTF_8);
        ByteArray out = new ByteArray();
        CcnetText.normalize(utf8, 2, utf8.length - 4, out);
        return out.text();
    }

    /** The right-hand sides are what CCNet's Python function gives. */
    @Test
    void textsBecomeWhatCcnetMakesOfThem() {
        assertEquals("ca va, eleve ?00,0 % - \"oui\"...", normal("  Ça va, ÉLÈVE ?\t12,5 % – “oui”…\n"));
        assertEquals("οδυσσευς σας. σ", normal("ΟΔΥΣΣΕΥΣ ΣΑΣ. Σ"));
        assertEquals("istanbul 0000年0月\"日本\"", normal("İstanbul ２０２４年１月「日本」"));
        assertEquals("\u1112\u1161\u11AB\u1100\u116E\u11A8\u110B\u1165 ①0", normal("한국어 ①٣"));
        assertEquals("abc - d. e", normal("a\r\nb\u0085c—d．e\u3000 "));
        assertEquals("", normal(""));
        assertEquals("", normal(" \n\t\u2003"));
    }

    /** As Python's {@code str.lower} has it, by Unicode's Final_Sigma. */
    @Test
    void aSigmaIsFinalUnlessALetterFollowsAcrossWhatDoesNotDivideWords() {
        // U+0387, which decomposes to U+00B7
        assertEquals("λογοσ\u00B7α", normal("ΛΟΓΟΣ\u0387Α"));
        assertEquals("λογος\u00B7 α", normal("ΛΟΓΟΣ\u0387 Α"));
        for (String within : List.of("\u055F", "\u05F4", "\u2024", "\uFE13", "\uFE52", "\uFF07", "\uFF1A", "'", ".")) {
            assertTrue(normal("ΛΟΓΟΣ" + within + "Α").startsWith("λογοσ"), within);
            assertTrue(normal("ΛΟΓΟΣ" + within + "-Α").startsWith("λογος"), within);
            assertTrue(normal("-" + within + "Σ").endsWith("σ"), within);
            assertTrue(normal("Α" + within + "Σ").endsWith("ς"), within);
        }
        assertTrue(normal("ΛΟΓΟΣ" + "'".repeat(1000) + "Α").startsWith("λογοσ"));
        assertTrue(normal("Α" + "'".repeat(1000) + "Σ").endsWith("ς"));
    }

    /** Variation selectors from U+E0100 on are marks too, above the planes that have a table. */
    @Test
    void everyCodePointBecomesWhatItsStepsMakeOfIt() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            if ((c >= 0xD800 && c <= 0xDFFF) || (c >= 0x30000 && c < 0xE0000)) {
                continue;
            }
            String one = "a" + Character.toString(c) + "a";
            String plain = Normalizer.normalize(one.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
            boolean marked = plain.codePoints()
                    .anyMatch(p -> Character.getType(p) == Character.NON_SPACING_MARK
                            || Character.isDigit(p)
                            || Character.isISOControl(p)
                            || (p >= 0xAB && p < 0x10000 && !Character.isLetter(p)));
            if (!marked) {
                assertEquals(plain, normal(one), () -> "of " + one.codePointAt(1));
            } else {
                assertTrue(normal(one).codePoints().noneMatch(p -> Character.getType(p) == Character.NON_SPACING_MARK));
            }
        }
    }

    @Test
    void aRunOfSigmasAndMarksIsNormalisedInLinearTime() {
        String hostile = "Σ" + "\u0301".repeat(200_000) + "Σ\u0301'".repeat(200_000);
        long start = System.nanoTime();
        assertTrue(normal(hostile).length() > 200_000);
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
    }

    @Test
    void anyTextGivesANormalFormWithoutControlsAndDigits() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(30); j > 0; j--) {
                int c = random.nextInt(random.nextBoolean() ? 0x250 : 0x11000);
                text.appendCodePoint(c >= 0xD800 && c < 0xE000 ? 'x' : c);
            }
            String once = normal(text.toString());
            assertTrue(once.codePoints().noneMatch(Character::isISOControl), text::toString);
            assertTrue(once.codePoints().noneMatch(c -> c != '0' && Character.isDigit(c)), text::toString);
            // White space that a mark or control kept from the ends goes the second time; then nothing changes.
            assertEquals(normal(once), normal(normal(once)));
        }
    }
}
