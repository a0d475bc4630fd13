package dev.tamis.tokenizer.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.ModelFormatException;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextNormalizerTest {
    private static final Spec<NormalizerField> IDENTITY = Spec.empty(NormalizerField.class);

    private static Spec<NormalizerField> rules(String name) {
        return IDENTITY.with(NormalizerField.PRECOMPILED_CHARSMAP, NormalizationRules.compiled(name));
    }

    private static Spec<NormalizerField> asIs(Spec<NormalizerField> spec) {
        return spec.with(NormalizerField.ADD_DUMMY_PREFIX, false).with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false);
    }

    private static String normalized(Spec<NormalizerField> spec, byte[] text, String... symbols) {
        TextNormalizer normalizer = new TextNormalizer(
                spec,
                false,
                Arrays.stream(symbols).map(ByteString::copyFromUtf8).toList());
        ByteArray out = new ByteArray();
        normalizer.normalize(text, 0, text.length, out);
        return out.text();
    }

    private static String normalized(Spec<NormalizerField> spec, String text, String... symbols) {
        return normalized(spec, text.getBytes(StandardCharsets.UTF_8), symbols);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void spacesAreTidiedOnlyWhenAsked() {
        Spec<NormalizerField> spec = rules("nmt_nfkc");
        assertEquals("", normalized(spec, ""));
        assertEquals("", normalized(spec, "  \t\u3000"));
        assertEquals("\u2581a\u2581b", normalized(spec, "  a \t b  "));
        assertEquals(
                "\u2581a\u2581\u2581b\u2581",
                normalized(spec.with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false), "a  b "));
        assertEquals("a\u2581b", normalized(spec.with(NormalizerField.ADD_DUMMY_PREFIX, false), " a b"));
        assertEquals(" a b", normalized(spec.with(NormalizerField.ESCAPE_WHITESPACES, false), "a b "));
        assertEquals(
                "\u2581\u2581\u2581", normalized(IDENTITY.with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false), "  "));
    }

    @Test
    void aSuffixSpaceReplacesThePrefixOne() {
        ByteArray out = new ByteArray();
        new TextNormalizer(IDENTITY, true, List.of()).normalize(bytes('a', ' ', 'b', ' '), 0, 4, out);
        assertEquals("a\u2581b\u2581", out.text());
    }

    @Test
    void translationRulesTurnOddSpacesIntoSpacesAndDropControls() {
        Spec<NormalizerField> spec = asIs(rules("nmt_nfkc"));
        assertEquals("a\u2581b", normalized(spec, "a\u200Bb"));
        assertEquals("a\u2581b", normalized(spec, "a\u2581b"));
        assertEquals("ab", normalized(spec, "a\u0001\u007Fb"));
        assertEquals("\uFF5E", normalized(spec, "\uFF5E"));
        assertEquals("~", normalized(asIs(rules("nfkc")), "\uFF5E"));
        assertEquals(
                "\u0130 ss".replace(" ss", "\u2581\u00DF"), normalized(asIs(rules("nmt_nfkc_cf")), "\u0130 \u1E9E"));
        assertEquals("\u03C3\u03C3", normalized(asIs(rules("nfkc_cf")), "\u03A3\u03C2"));
    }

    @Test
    void marksComposeWithTheLetterBeforeThem() {
        Spec<NormalizerField> spec = asIs(rules("nfkc"));
        assertEquals("caf\u00E9s", normalized(spec, "cafe\u0301s"));
        assertEquals("\uD55C", normalized(spec, "\u1112\u1161\u11AB"));
        assertEquals("ffi", normalized(spec, "\uFB03"));
    }

    @Test
    void everySingleCharacterFollowsNfkc() {
        TextNormalizer normalizer = new TextNormalizer(
                asIs(rules("nfkc")).with(NormalizerField.ESCAPE_WHITESPACES, false), false, List.of());
        ByteArray out = new ByteArray();
        for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
            if (!Character.isDefined(c) || (c >= 0xD800 && c < 0xE000)) {
                continue;
            }
            String text = Character.toString(c);
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            normalizer.normalize(utf8, 0, utf8.length, out);
            if (!out.text().equals(Normalizer.normalize(text, Normalizer.Form.NFKC))) {
                assertEquals(
                        Normalizer.normalize(text, Normalizer.Form.NFKC), out.text(), "U+" + Integer.toHexString(c));
            }
        }
    }

    @Test
    void userSymbolsPassUnchangedAndTheLongestWins() {
        assertEquals("\uFB01x\u2581fi", normalized(asIs(rules("nmt_nfkc")), "\uFB01x \uFB01", "\uFB01x", "x"));
    }

    @Test
    void eachMalformedByteBecomesOneReplacement() {
        Spec<NormalizerField> spec = asIs(IDENTITY);
        assertEquals("\uFFFD", normalized(spec, bytes(0x80)));
        assertEquals("\uFFFD\uFFFD", normalized(spec, bytes(0xC0, 0xAF)));
        assertEquals("a\uFFFD\uFFFD", normalized(spec, bytes('a', 0xE2, 0x96)));
        assertEquals("\uFFFD".repeat(6), normalized(spec, bytes(0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80)));
        assertEquals("\uFFFD".repeat(4), normalized(spec, bytes(0xF4, 0x90, 0x80, 0x80)));
        assertEquals("\uFFFD".repeat(3), normalized(spec, bytes(0xE0, 0x80, 0x80)));
        assertEquals("\uDBFF\uDFFF", normalized(spec, bytes(0xF4, 0x8F, 0xBF, 0xBF)));
    }

    @Test
    void rulesFromATableApply() {
        ByteString compiled = NormalizationRules.compileTsv(List.of("61\t62 63\tcomment", "U+64", ""));
        Spec<NormalizerField> spec = asIs(IDENTITY.with(NormalizerField.PRECOMPILED_CHARSMAP, compiled));
        assertEquals("bcx", normalized(spec, "adx"));
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> NormalizationRules.compileTsv(List.of("61\t62", "zz\t62")));
        assertTrue(e.getMessage().contains("line 2"), e.getMessage());
    }

    @Test
    void brokenRuleFieldsAreRefused() {
        for (byte[] blob : List.of(
                bytes(1),
                bytes(255, 255, 255, 255, 0),
                bytes(4, 0, 0, 0, 0, 0, 0, 0, 'a', 0),
                bytes(3, 0, 0, 0, 1, 2, 3, 0))) {
            assertThrows(ModelFormatException.class, () -> CharsMap.parse(ByteString.copyFrom(blob)));
        }
    }

    @Test
    void damagedRulesNeverHangOrReadOutside() {
        byte[] blob = NormalizationRules.compileTsv(List.of("61\t62 63", "61 62\t", "C3A9\t65"))
                .toByteArray();
        Random random = new Random(5);
        byte[] text = new byte[200];
        int refused = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] bad = blob.clone();
            for (int k = 0; k <= round % 3; k++) {
                bad[4 + random.nextInt(bad.length - 5)] = (byte) random.nextInt(256);
            }
            random.nextBytes(text);
            Spec<NormalizerField> spec = IDENTITY.with(NormalizerField.PRECOMPILED_CHARSMAP, ByteString.copyFrom(bad));
            try {
                assertTrue(normalized(spec, text).length() <= 200 * bad.length);
            } catch (ModelFormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 0 && refused < 3000, refused + " of 3000 were refused");
    }
}
