package dev.tamis.filters.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextDigestTest {

    private static final String[] PIECES = {
        " ",
        " ",
        "\n",
        "\u00a0",
        "\u2000",
        "\u2001",
        "\u1680",
        "\u3000",
        "plain",
        "ASCII",
        "eightEIGHT",
        "É",
        "E\u0301",
        "e\u0323\u0302",
        "\u0302\u0323",
        "\u0344",
        "\u212b",
        "\u1e9b\u0323",
        "\u1112\u1161\u11ab",
        "\ud55c",
        "\u11a8",
        "İ",
        "ΑΣ",
        "Σ",
        "ς",
        "ǅ",
        "ﬃ",
        "ß",
        "ẞ",
        "\u0958",
        "\u0915\u093c",
        "\u0e33",
        "\uD834\uDD5E",
        "\uD834\uDD57\uD834\uDD65",
        "\uD801\uDC00",
        "\uD87E\uDC00",
        "\uF900",
        "中",
        "\uD83D\uDE00"
    };

    @Test
    void digestIsTheHashOfTheNormalFormAsJavaMakesIt() {
        RandomTexts.forEach(3000, PIECES, text -> digestIsTheHashOfTheNormalFormAsJavaMakesIt(text));
    }

    private void digestIsTheHashOfTheNormalFormAsJavaMakesIt(String text) {
        assertEquals(reference(text), digest(text));
    }

    @Test
    void digestIsRightForEveryCodePointAloneAndAfterALetter() {
        TextView view = new TextView();
        for (int c = 1; c <= 0x1FFFF; c++) {
            if (c >= 0xD800 && c <= 0xDFFF) {
                continue;
            }
            String text = Character.toString(c) + " a" + Character.toString(c) + "\u0301x";
            view.reset(text);
            assertEquals(reference(text), view.digest(), Integer.toHexString(c));
        }
    }

    @Test
    void textsLongerThanTheBufferAreHashedWhole() {
        Random random = new Random(17);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            text.append(i % 3 == 0 ? "Éa" : "WORD")
                    .append("x".repeat(random.nextInt(40)))
                    .append(' ');
            if (i % 1000 == 0) {
                text.append("Y".repeat(20_000));
            }
            assertEqualsEvery(i, text);
        }
        assertEquals(reference(text.toString()), digest(text.toString()));
    }

    @Test
    void wordsAreNotGluedAndOrderCounts() {
        assertEquals(digest("a b"), digest("\n A \u2003 B"));
        assertNotEquals(digest("a b"), digest("ab"));
        assertNotEquals(digest("a b"), digest("b a"));
        assertNotEquals(digest("resume"), digest("résumé"));
    }

    private static void assertEqualsEvery(int i, StringBuilder text) {
        if (i % 500 == 0) {
            assertEquals(reference(text.toString()), digest(text.toString()));
        }
    }

    private static String digest(String text) {
        TextView view = new TextView();
        view.reset(text);
        return view.digest();
    }

    private static String reference(String text) {
        StringBuilder normal = new StringBuilder();
        boolean[] gap = new boolean[1];
        Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().forEach(c -> {
            if (CharClasses.isSpace(c)) {
                gap[0] = normal.length() > 0;
            } else {
                if (gap[0]) {
                    normal.append(' ');
                    gap[0] = false;
                }
                normal.appendCodePoint(Character.toLowerCase(c));
            }
        });
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(normal.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
