package dev.tamis.filters.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {
    private static final String RUSSIAN =
            "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. "
                    + "Всё смешалось в доме Облонских. Жена узнала, что муж был в связи с бывшею в их доме француженкою.\n";
    private static final String JAPANESE =
            "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所で" + "ニャーニャー泣いていた事だけは記憶している。吾輩はここで始めて人間というものを見た。\n";
    private static final String CHINESE = "话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。及秦灭之后，楚、汉分争，又并入于汉。\n";
    private static final String KOREAN = "모든 국민은 인간으로서의 존엄과 가치를 가지며 행복을 추구할 권리를 가진다. 국가는 기본적 인권을 확인한다.\n";
    private static final String FRENCH =
            "Longtemps, je me suis couché de bonne heure. Parfois, à peine ma bougie éteinte, mes yeux se "
                    + "fermaient si vite que je n’avais pas le temps de me dire : « Je m’endors. » Et, une demi-heure après…\n";
    private static final String GREEK =
            "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι "
                    + "προικισμένοι με λογική και συνείδηση.\n";

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void byteOrderMarkSettlesTheCharset(String name) throws Exception {
        byte[] bytes = ("\uFEFF" + RUSSIAN + JAPANESE + "\uD83D\uDE00").getBytes(Charset.forName(name));
        TextDecoder.Decoded decoded = TextDecoder.decode(bytes, "windows-1252");
        assertEquals(RUSSIAN + JAPANESE + "\uD83D\uDE00", decoded.text());
        assertEquals(name, decoded.charset());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void wideCharsetsAreKnownByTheirNulsWithoutMark(String name) throws Exception {
        for (String text : new String[] {FRENCH, RUSSIAN, "Plain ASCII.\n"}) {
            TextDecoder.Decoded decoded = TextDecoder.decode(text.getBytes(Charset.forName(name)), null);
            assertEquals(text, decoded.text());
            assertEquals(name, decoded.charset());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1251, RUSSIAN", "KOI8-R, RUSSIAN", "ISO-8859-5, RUSSIAN", "Shift_JIS, JAPANESE", "EUC-JP, JAPANESE",
        "ISO-2022-JP, JAPANESE", "GB18030, CHINESE", "Big5, BIG5", "EUC-KR, KOREAN", "windows-1252, FRENCH",
        "windows-1253, GREEK"
    })
    void legacyCharsetsAreFoundWithoutDeclaration(String name, String sample) throws Exception {
        String text = switch (sample) {
            case "RUSSIAN" -> RUSSIAN;
            case "JAPANESE" -> JAPANESE;
            case "CHINESE" -> CHINESE;
            case "KOREAN" -> KOREAN;
            case "FRENCH" -> FRENCH;
            case "GREEK" -> GREEK;
            default -> "話說天下大勢，分久必合，合久必分。周末七國分爭，并入於秦。及秦滅之後，楚、漢分爭，又并入於漢。\n";
        };
        byte[] bytes = text.getBytes(Charset.forName(name));
        assertEquals(text, TextDecoder.decode(bytes, null).text());
    }

    @Test
    void fewAccentsLateInALongTextAreFound() throws Exception {
        String text = "The old man sat on the bench and read his newspaper until the bell rang.\n".repeat(20_000)
                + "In the café he met the fiancée of his nephew, à propos.\n";
        assertEquals(
                text,
                TextDecoder.decode(text.getBytes(StandardCharsets.ISO_8859_1), null)
                        .text());
    }

    @Test
    void utf8GoesBeforeAWrongDeclaration() throws Exception {
        TextDecoder.Decoded decoded = TextDecoder.decode(FRENCH.getBytes(StandardCharsets.UTF_8), "ISO-8859-1");
        assertEquals(FRENCH, decoded.text());
        assertEquals("UTF-8", decoded.charset());
    }

    @Test
    void declarationGoesBeforeStatistics() throws Exception {
        byte[] bytes = "na\u015Be \u017C\u00F3\u0142te".getBytes(Charset.forName("ISO-8859-2"));
        assertEquals(
                "na\u015Be \u017C\u00F3\u0142te",
                TextDecoder.decode(bytes, "iso-8859-2").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no such charset", "x;y", "\u0000", "ISO-2022-CN-GB", "UTF-16"})
    void declarationThatIsNoCharsetIsIgnored(String declared) throws Exception {
        assertEquals(
                "caf\u00E9 au lait",
                TextDecoder.decode("caf\u00E9 au lait".getBytes(StandardCharsets.ISO_8859_1), declared)
                        .text());
    }

    @Test
    void lineEndsBecomeLf() throws Exception {
        assertEquals(
                "a\nb\nc\n\nd",
                TextDecoder.decode("a\r\nb\rc\r\r\nd".getBytes(StandardCharsets.US_ASCII), null)
                        .text());
    }

    @Test
    void paddingAtTheEndIsNoText() throws Exception {
        assertEquals(
                "a\n",
                TextDecoder.decode(new byte[] {'a', '\n', 0x1A, 0, 0, 0, 0}, null)
                        .text());
    }

    @Test
    void binaryIsRefused() {
        byte[] random = new byte[4096];
        new Random(1).nextBytes(random);
        assertEquals(Reason.TEXT_BINARY, failure(random));
        assertEquals(Reason.TEXT_BINARY, failure(new byte[] {'a', 0, 'b', 'c', 'd'}));
        assertEquals(Reason.TEXT_BINARY, failure(new byte[] {1, 2, 3, 4}));
    }

    @Test
    void markThatTheBytesBelieIsACharsetError() {
        assertEquals(Reason.TEXT_CHARSET, failure(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, (byte) 0xC0}));
        assertEquals(Reason.TEXT_CHARSET, failure(new byte[] {(byte) 0xFF, (byte) 0xFE, 0x00, (byte) 0xD8, 'a', 0}));
    }

    @ParameterizedTest
    @ValueSource(strings = "none")
    void noTwoBytesGiveASurrogateOrNul(String declared) {
        for (int pair = 0; pair < 1 << 16; pair++) {
            byte[] bytes = {(byte) (pair >> 8), (byte) pair};
            String text;
            try {
                text = TextDecoder.decode(bytes, declared).text();
            } catch (ExtractionException e) {
                continue;
            }
            assertTrue(PlainText.isWellFormed(text) && text.indexOf(0) < 0, () -> Arrays.toString(bytes));
        }
    }

    @Test
    void utf8IsJudgedAsTheJdkJudgesIt() {
        Random random = new Random(7);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0x80 + random.nextInt(128));
            }
            boolean valid;
            try {
                StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes));
                valid = true;
            } catch (java.nio.charset.CharacterCodingException e) {
                valid = false;
            }
            assertEquals(valid, Utf8.firstMalformed(bytes, 0) == bytes.length, () -> Arrays.toString(bytes));
        }
    }

    @Test
    void nothingIsReplaced() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < 60; i++) {
                bytes.write(random.nextInt(4) == 0 ? 0xA0 + random.nextInt(0x60) : 'a' + random.nextInt(26));
            }
            try {
                TextDecoder.Decoded decoded = TextDecoder.decode(bytes.toByteArray(), null);
                assertTrue(decoded.text().indexOf('\uFFFD') < 0);
                Charset charset = Charset.forName(decoded.charset());
                assertEquals(decoded.text(), new String(decoded.text().getBytes(charset), charset));
            } catch (ExtractionException e) {
                assertEquals(Reason.TEXT_CHARSET, e.reason());
            }
        }
    }

    private static Reason failure(byte[] bytes) {
        return assertThrows(ExtractionException.class, () -> TextDecoder.decode(bytes, null))
                .reason();
    }
}
