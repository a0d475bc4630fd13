package dev.tamis.tokenizer.normalize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.Corpora;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AligningNormalizerTest {
    private static final byte[][] PARTS = {
        {' '},
        {' ', ' '},
        {'a'},
        {'t', 'h'},
        {'t', 'h', 'e'},
        {'\t'},
        {0},
        {(byte) 0x80},
        {(byte) 0xE2, (byte) 0x96},
        "\u2581".getBytes(StandardCharsets.UTF_8),
        "e\u0301".getBytes(StandardCharsets.UTF_8),
        "\u3000".getBytes(StandardCharsets.UTF_8),
        "\uFDFA".getBytes(StandardCharsets.UTF_8),
        "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8),
        "\u200B".getBytes(StandardCharsets.UTF_8)
    };

    private static byte[] text(SplittableRandom random) {
        ByteArray text = new ByteArray();
        for (int left = random.nextInt(30); left > 0; left--) {
            text.add(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toArray();
    }

    @Test
    void itNormalisesAsThePlainNormaliserAndSourcesAscend() {
        List<byte[]> texts = new ArrayList<>();
        Corpora.corners().forEach(line -> texts.add(line.getBytes(StandardCharsets.UTF_8)));
        for (long seed = 0; seed < 400; seed++) {
            texts.add(text(new SplittableRandom(seed)));
        }
        for (int settings = 0; settings < 32; settings++) {
            Spec<NormalizerField> spec = Spec.empty(NormalizerField.class)
                    .with(NormalizerField.ADD_DUMMY_PREFIX, (settings & 1) != 0)
                    .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, (settings & 2) != 0)
                    .with(NormalizerField.ESCAPE_WHITESPACES, (settings & 4) != 0)
                    .with(
                            NormalizerField.PRECOMPILED_CHARSMAP,
                            NormalizationRules.compiled((settings & 8) != 0 ? "nmt_nfkc" : "identity"));
            boolean suffix = (settings & 16) != 0;
            List<ByteString> symbols = List.of(ByteString.copyFromUtf8("the"), ByteString.copyFromUtf8("h e"));
            TextNormalizer plain = new TextNormalizer(spec, suffix, symbols);
            AligningNormalizer aligning = new AligningNormalizer(new TextNormalizer(spec, suffix, symbols));
            for (byte[] text : texts) {
                assertSame(plain, aligning, text);
            }
        }
    }

    private static void assertSame(TextNormalizer plain, AligningNormalizer aligning, byte[] text) {
        ByteArray expected = new ByteArray();
        ByteArray found = new ByteArray();
        IntArray sources = new IntArray();
        plain.normalize(text, 0, text.length, expected);
        aligning.normalize(text, 0, text.length, found, sources);
        assertArrayEquals(expected.toArray(), found.toArray());
        if (found.size() == 0) {
            return;
        }
        assertEquals(found.size() + 1, sources.size());
        for (int i = 0; i < sources.size(); i++) {
            assertTrue(sources.get(i) >= (i == 0 ? 0 : sources.get(i - 1)) && sources.get(i) <= text.length);
        }
    }
}
