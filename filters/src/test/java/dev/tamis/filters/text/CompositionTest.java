package dev.tamis.filters.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompositionTest {

    @Test
    void textOfStableCodePointsIsInNfc() {
        Random random = new Random(19);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 40) {
                int c = random.nextInt(round % 2 == 0 ? 0x3000 : 0x30000);
                if (Composition.isStable(c)) {
                    text.appendCodePoint(c);
                }
            }
            assertTrue(Normalizer.isNormalized(text, Normalizer.Form.NFC), text.toString());
        }
    }

    @Test
    void nfcMayBeDoneApartBeforeAStableCodePoint() {
        Random random = new Random(23);
        for (int round = 0; round < 50_000; round++) {
            String before = text(random, 3);
            String after = text(random, 3);
            if (after.isEmpty() || !Composition.isStable(after.codePointAt(0))) {
                continue;
            }
            assertEquals(nfc(before + after), nfc(before) + nfc(after), before + "|" + after);
        }
    }

    @Test
    void whatComposesBackwardsIsNotStable() {
        assertFalse(Composition.isStable(0x0301));
        assertFalse(Composition.isStable(0x1161));
        assertFalse(Composition.isStable(0x11A8));
        assertFalse(Composition.isStable(0x212B));
        assertTrue(Composition.isStable('a'));
        assertTrue(Composition.isStable(0xE9));
        assertTrue(Composition.isStable(0x4E2D));
    }

    private static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            int c = random.nextInt(0x3100);
            text.appendCodePoint(random.nextInt(4) == 0 ? 0x300 + random.nextInt(0x45) : c);
        }
        return text.toString();
    }

    private static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
