package dev.tamis.tokenizer.normalize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Runs that are copied whole, characters that are looked up in a table and parts give what byte-by-byte normalising gives. */
class FastNormalizingTest {
    private static final int[] ODD = {
        0x300, 0x301, 0x303, 0x308, 0x3099, 0x309A, 0x304B, 0x30CF, 0xFF76, 0xFF9E, 0x1112, 0x1161, 0x11AB, 0xFB01,
        0xA0, 0x3000, 0x2581, 0x200B, 0x7F, 0x1, 0x9, 0xFFFD, 0x2126, 0x958, 0x915, 0x93C, 0x1F600, 0x2F800, 0xAD, 0x130
    };

    /** One chunk after the other, as the definition has it. */
    private static byte[] byDefinition(
            Spec<NormalizerField> spec, boolean suffix, List<ByteString> symbols, byte[] text) {
        CharsMap rules = CharsMap.parse(spec.bytes(NormalizerField.PRECOMPILED_CHARSMAP));
        boolean tidy = spec.flag(NormalizerField.REMOVE_EXTRA_WHITESPACES);
        boolean prefix = spec.flag(NormalizerField.ADD_DUMMY_PREFIX);
        List<byte[]> chunks = new ArrayList<>();
        for (int at = 0; at < text.length; ) {
            int symbol = 0;
            for (ByteString user : symbols) {
                if (user.size() > symbol
                        && user.size() <= text.length - at
                        && ByteString.copyFrom(text, at, user.size()).equals(user)) {
                    symbol = user.size();
                }
            }
            long rule = rules.match(text, at, text.length);
            int c = Utf8.decode(text, at, text.length);
            if (symbol > 0) {
                chunks.add(Arrays.copyOfRange(text, at, at + symbol));
                at += symbol;
            } else if (rule >= 0) {
                int start = (int) rule;
                int end = start;
                while (rules.replacements()[end] != 0) {
                    end++;
                }
                chunks.add(Arrays.copyOfRange(rules.replacements(), start, end));
                at += (int) (rule >>> 32);
            } else if (c < 0) {
                chunks.add(new byte[] {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD});
                at++;
            } else {
                chunks.add(Arrays.copyOfRange(text, at, at + Utf8.length(c)));
                at += Utf8.length(c);
            }
        }
        int first = 0;
        while (tidy && first < chunks.size() && Arrays.equals(chunks.get(first), new byte[] {' '})) {
            first++;
        }
        ByteArray out = new ByteArray();
        if (first == chunks.size()) {
            return new byte[0];
        }
        byte[] space = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};
        if (prefix && !suffix) {
            out.add(space);
        }
        boolean afterSpace = tidy;
        for (byte[] chunk : chunks.subList(first, chunks.size())) {
            int at = 0;
            while (afterSpace && at < chunk.length && chunk[at] == ' ') {
                at++;
            }
            if (at == chunk.length) {
                continue;
            }
            for (; at < chunk.length; at++) {
                if (chunk[at] == ' ') {
                    out.add(space);
                } else {
                    out.add(chunk[at]);
                }
            }
            afterSpace = tidy && chunk[chunk.length - 1] == ' ';
        }
        while (tidy && out.size() >= 3 && Utf8.isSpace(out.array(), out.size() - 3, out.size())) {
            out.truncate(out.size() - 3);
        }
        if (prefix && suffix) {
            out.add(space);
        }
        return out.toArray();
    }

    private static byte[] text(SplittableRandom random) {
        ByteArray text = new ByteArray();
        for (int left = random.nextInt(40); left > 0; left--) {
            switch (random.nextInt(8)) {
                case 0 -> text.add(' ');
                case 1 -> text.add(random.nextInt(256));
                case 2 -> Utf8.encode(ODD[random.nextInt(ODD.length)], text);
                case 3 -> Utf8.encode(0x3041 + random.nextInt(0x60), text);
                case 4 -> Utf8.encode("<sep>the \u6F22\u5B57", text);
                case 5 -> Utf8.encode(random.nextInt(0xD800), text);
                default -> {
                    for (int k = random.nextInt(20); k > 0; k--) {
                        text.add(0x20 + random.nextInt(0x5F));
                    }
                }
            }
        }
        return text.toArray();
    }

    @Test
    void fastNormalisingFollowsTheDefinition() {
        List<List<ByteString>> symbols = List.of(
                List.of(),
                List.of(ByteString.copyFromUtf8("<sep>"), ByteString.copyFromUtf8("the")),
                List.of(ByteString.copyFromUtf8("\u6F22"), ByteString.copyFromUtf8(" \u304B")));
        for (String name : List.of("nmt_nfkc", "nfkc", "nmt_nfkc_cf", "identity")) {
            SplittableRandom random = new SplittableRandom(name.hashCode());
            for (int kind = 0; kind < 24; kind++) {
                Spec<NormalizerField> spec = Spec.empty(NormalizerField.class)
                        .with(
                                NormalizerField.PRECOMPILED_CHARSMAP,
                                name.equals("identity") ? ByteString.EMPTY : NormalizationRules.compiled(name))
                        .with(NormalizerField.ADD_DUMMY_PREFIX, (kind & 1) == 0)
                        .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, (kind & 2) == 0);
                boolean suffix = (kind & 4) != 0;
                List<ByteString> user = symbols.get(kind / 8);
                TextNormalizer normalizer = new TextNormalizer(spec, suffix, user);
                ByteArray out = new ByteArray(1);
                for (int i = 0; i < 400; i++) {
                    byte[] text = text(random);
                    byte[] expected = byDefinition(spec, suffix, user, text);
                    normalizer.normalize(text, 0, text.length, out);
                    assertArrayEquals(expected, out.toArray(), name + " " + kind + " " + Arrays.toString(text));
                    byte[] wider = new byte[text.length + 40];
                    Arrays.fill(wider, (byte) 0xCC);
                    System.arraycopy(text, 0, wider, 20, text.length);
                    inParts(normalizer, wider, 20, 20 + text.length, random, out);
                    assertArrayEquals(expected, out.toArray(), name + " " + kind + " " + Arrays.toString(text));
                }
            }
        }
    }

    private static void inParts(
            TextNormalizer normalizer, byte[] text, int from, int end, SplittableRandom random, ByteArray out) {
        out.clear();
        long state = normalizer.begin(text, from, end, out);
        if (TextNormalizer.position(state) == end) {
            assertEquals(0, out.size());
            return;
        }
        while (TextNormalizer.position(state) < end) {
            state = normalizer.append(text, state, end, out.size() + 1 + random.nextInt(5), out);
        }
        normalizer.finish(out);
    }
}
