package dev.tamis.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.Corpora;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.FillInTheMiddle.Form;
import dev.tamis.tokenizer.encode.FillInTheMiddle.Sentinels;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FillInTheMiddleTest {
    private static final String SENTINELS = "<fim_prefix>,<fim_middle>,<fim_suffix>";

    private static SentencePieceModel trained(String... options) {
        Map<String, String> given =
                new HashMap<>(Map.of("vocab_size", "900", "byte_fallback", "true", "hard_vocab_limit", "false"));
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        TrainerOptions parsed = TrainerOptions.parse(given);
        WordCounter counter = new WordCounter(parsed);
        Corpora.generated(2_000, 5).forEach(line -> counter.add(line.getBytes(StandardCharsets.UTF_8)));
        return TokenizerTrainer.train(counter.table(), parsed, Progress.NONE);
    }

    private static SentencePieceModel code() {
        return trained(
                "control_symbols",
                SENTINELS,
                "normalization_rule_name",
                "identity",
                "remove_extra_whitespaces",
                "false",
                "model_type",
                "bpe");
    }

    private static FillInTheMiddle fim(SentencePieceModel model, double rate, double spmRate) {
        return new FillInTheMiddle(new Encoder(model), rate, spmRate, Sentinels.DEFAULT);
    }

    /** Texts with spaces at all places, characters of one to four bytes and some that no piece has. */
    private static String text(SplittableRandom random) {
        List<String> lines = Corpora.generated(8, random.nextInt());
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(" ".repeat(random.nextInt(5))).append(line).append(random.nextInt(3) == 0 ? "\n\n" : "  ");
            text.append(random.nextInt(4) == 0 ? "\uD83D\uDE00\u00E9\t\u2602" : "");
        }
        return text.toString();
    }

    private record Encoded(Form form, int[] ids) {}

    private static Encoded encode(FillInTheMiddle fim, long key, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        IntArray ids = new IntArray();
        Form form = fim.encode(key, utf8, 0, utf8.length, ids);
        return new Encoded(form, ids.toArray());
    }

    /** The ids in the document's own order, without sentinels; fails unless they have the form's shape. */
    private static int[] inOrder(Encoded encoded, SentencePieceModel model) {
        int[] ids = encoded.ids();
        int prefixId = model.idOf("<fim_prefix>");
        int middleId = model.idOf("<fim_middle>");
        int suffixId = model.idOf("<fim_suffix>");
        int suffixAt = indexOf(ids, suffixId);
        int middleAt = indexOf(ids, middleId);
        assertEquals(0, indexOf(ids, prefixId));
        assertTrue(suffixAt < middleAt);
        IntArray natural = new IntArray();
        if (encoded.form() == Form.PSM) {
            natural.add(ids, 1, suffixAt - 1);
        } else {
            assertEquals(1, suffixAt);
        }
        natural.add(ids, middleAt + 1, ids.length - middleAt - 1);
        natural.add(ids, suffixAt + 1, middleAt - suffixAt - 1);
        return natural.toArray();
    }

    private static int indexOf(int[] ids, int id) {
        int found = -1;
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                assertEquals(-1, found, "a sentinel stands twice");
                found = i;
            }
        }
        return found;
    }

    @Test
    void thePartsInTheirOwnOrderGiveBackTheDocument() {
        SentencePieceModel identity = code();
        SentencePieceModel unigram = trained("control_symbols", SENTINELS);
        SplittableRandom random = new SplittableRandom(1);
        for (SentencePieceModel model : List.of(identity, unigram)) {
            FillInTheMiddle fim = fim(model, 1, 0.5);
            Encoder plain = new Encoder(model);
            for (int round = 0; round < 300; round++) {
                String text = text(random);
                Encoded encoded = encode(fim, random.nextLong(), text);
                String back = plain.decode(inOrder(encoded, model));
                assertEquals(plain.decode(plain.encode(text)), back);
                if (model == identity) {
                    assertEquals(text, back);
                }
            }
        }
    }

    @Test
    void suffixComesFirstInSpmAndPrefixJoinsTheMiddle() {
        SentencePieceModel model = code();
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 100; round++) {
            String text = text(random);
            long key = random.nextLong();
            Encoded psm = encode(fim(model, 1, 0), key, text);
            Encoded spm = encode(fim(model, 1, 1), key, text);
            assertEquals(Form.PSM, psm.form());
            assertEquals(Form.SPM, spm.form());
            // The same cuts: only the order differs.
            assertArrayEquals(inOrder(psm, model), inOrder(spm, model));
        }
    }

    @Test
    void ratesAreMetWithinChance() {
        SentencePieceModel model = code();
        FillInTheMiddle fim = fim(model, 0.5, 0.3);
        int documents = 20_000;
        Map<Form, Integer> forms = new HashMap<>();
        for (int i = 0; i < documents; i++) {
            Encoded encoded = encode(fim, FillInTheMiddle.key(17, "document " + i), "int main() { return 0; }");
            forms.merge(encoded.form(), 1, Integer::sum);
        }
        within(documents, 0.5, forms.get(Form.WHOLE));
        within(documents, 0.5 * 0.3, forms.get(Form.SPM));
        within(documents, 0.5 * 0.7, forms.get(Form.PSM));
    }

    /** Five standard deviations. */
    private static void within(int draws, double share, int found) {
        double bound = 5 * Math.sqrt(draws * share * (1 - share));
        assertTrue(Math.abs(found - draws * share) <= bound, found + " of " + draws + ", expected " + share);
    }

    @Test
    void cutsAreUniformOverTheCharacters() {
        SentencePieceModel model = code();
        FillInTheMiddle fim = fim(model, 1, 0);
        Encoder plain = new Encoder(model);
        // With the space in front, 20 characters and 21 places; no two may look alike.
        String text = "abcdefghijklm\u00E9\u6F22\uD83D\uDE00qrs";
        int[] starts = new int[21];
        int[] ends = new int[21];
        int draws = 42_000;
        for (int i = 0; i < draws; i++) {
            int[] ids = encode(fim, FillInTheMiddle.key(3, "d" + i), text).ids();
            int suffixAt = indexOf(ids, model.idOf("<fim_suffix>"));
            int middleAt = indexOf(ids, model.idOf("<fim_middle>"));
            IntArray prefix = new IntArray();
            prefix.add(ids, 1, suffixAt - 1);
            int from = characters(plain, prefix.toArray());
            prefix.add(ids, middleAt + 1, ids.length - middleAt - 1);
            starts[from]++;
            ends[characters(plain, prefix.toArray())]++;
        }
        for (int place = 0; place < 21; place++) {
            // The smaller of two draws of 21 is at a place in 2 * (20 - place) + 1 of 441 cases.
            within(draws, (2 * (20 - place) + 1) / 441.0, starts[place]);
            within(draws, (2 * place + 1) / 441.0, ends[place]);
        }
    }

    private static int characters(Encoder plain, int[] ids) {
        String decoded = plain.decode(ids);
        // Decoding drops the space in front.
        return ids.length == 0 ? 0 : 1 + decoded.codePointCount(0, decoded.length());
    }

    @Test
    void rateZeroEncodesAsIfThereWereNoFim() {
        SentencePieceModel model = code();
        Encoder plain = new Encoder(model);
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 200; round++) {
            String text = text(random);
            Encoded encoded = encode(fim(model, 0, 0.5), random.nextLong(), text);
            assertEquals(Form.WHOLE, encoded.form());
            assertArrayEquals(plain.encode(text), encoded.ids());
        }
    }

    @Test
    void aDocumentsFormFollowsFromItsKeyAloneAndAHigherRateKeepsWhatALowerOneMoved() {
        SentencePieceModel model = code();
        FillInTheMiddle often = fim(model, 0.9, 0.5);
        FillInTheMiddle seldom = fim(model, 0.3, 0.5);
        SplittableRandom random = new SplittableRandom(5);
        int moved = 0;
        for (int round = 0; round < 300; round++) {
            String text = text(random);
            long key = random.nextLong();
            Encoded one = encode(often, key, text);
            Encoded again = encode(fim(model, 0.9, 0.5), key, text);
            assertEquals(one.form(), again.form());
            assertArrayEquals(one.ids(), again.ids());
            Encoded less = encode(seldom, key, text);
            if (less.form() != Form.WHOLE) {
                assertArrayEquals(one.ids(), less.ids());
                moved++;
            }
        }
        assertTrue(moved > 50);
    }

    @Test
    void shortDocumentsStayWhole() {
        FillInTheMiddle fim = fim(code(), 1, 0.5);
        // With the space in front: 15 and 16 characters.
        assertEquals(Form.WHOLE, encode(fim, 1, "").form());
        assertEquals(Form.WHOLE, encode(fim, 1, "abcdefghijklmn").form());
        assertEquals(Form.WHOLE, encode(fim, 1, "\u6F22".repeat(14)).form());
        assertTrue(encode(fim, 1, "abcdefghijklmno").form() != Form.WHOLE);
    }

    @Test
    void textThatLooksLikeAControlSentinelStaysText() {
        SentencePieceModel model = code();
        String text = "tokens <fim_prefix> and <fim_suffix> and <fim_middle> in a text";
        FillInTheMiddle fim = fim(model, 1, 0.5);
        for (int key = 0; key < 50; key++) {
            Encoded encoded = encode(fim, key, text);
            assertTrue(encoded.form() != Form.WHOLE);
            assertEquals(text, new Encoder(model).decode(inOrder(encoded, model)));
        }
    }

    @Test
    void aDocumentWithAUserDefinedSentinelStaysWhole() {
        SentencePieceModel model = trained("user_defined_symbols", SENTINELS);
        FillInTheMiddle fim = fim(model, 1, 0.5);
        int whole = 0;
        for (int key = 0; key < 50; key++) {
            String text = "a long text with a <fim_middle> in it";
            Encoded encoded = encode(fim, key, text);
            if (encoded.form() == Form.WHOLE) {
                assertArrayEquals(new Encoder(model).encode(text), encoded.ids());
                whole++;
            } else {
                // A cut went through it, so that it is text.
                inOrder(encoded, model);
            }
            assertTrue(encode(fim, key, "a long text without any of them").form() != Form.WHOLE);
        }
        assertTrue(whole > 10);
    }

    @Test
    void longDocumentsAreEncodedLikeShortOnes() {
        SentencePieceModel model = code();
        SplittableRandom random = new SplittableRandom(6);
        StringBuilder text = new StringBuilder();
        while (text.length() < 1_500_000) {
            text.append(text(random));
        }
        Encoded encoded = encode(fim(model, 1, 0.5), 9, text.toString());
        assertEquals(text.toString(), new Encoder(model).decode(inOrder(encoded, model)));
    }

    @Test
    void malformedTextIsCutBetweenWhatItNormalisesTo() {
        SentencePieceModel model = code();
        FillInTheMiddle fim = fim(model, 1, 0.5);
        Encoder plain = new Encoder(model);
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            byte[] text = new byte[40 + random.nextInt(40)];
            random.nextBytes(text);
            IntArray ids = new IntArray();
            Form form = fim.encode(random.nextLong(), text, 0, text.length, ids);
            IntArray whole = new IntArray();
            plain.encode(text, 0, text.length, whole);
            ByteArray expected = new ByteArray();
            plain.decode(whole.array(), 0, whole.size(), expected);
            int[] natural = inOrder(new Encoded(form, ids.toArray()), model);
            ByteArray found = new ByteArray();
            plain.decode(natural, 0, natural.length, found);
            assertArrayEquals(expected.toArray(), found.toArray());
        }
    }

    @Test
    void aModelWithoutSentinelsSaysWhatToTrainWith() {
        String expected =
                "the model has no piece \"<fim_prefix>\", which fill-in-the-middle marks parts with; train it with"
                        + " control_symbols = [\"<fim_prefix>\", \"<fim_middle>\", \"<fim_suffix>\"]";
        SentencePieceModel none = trained();
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, () -> fim(none, 0.5, 0.5))
                        .getMessage());
        SentencePieceModel ordinary = trained("control_symbols", "<fim_prefix>,<fim_middle>");
        assertThrows(
                IllegalArgumentException.class,
                () -> FillInTheMiddle.require(ordinary, new Sentinels("<fim_prefix>", "<fim_middle>", "a")));
        assertEquals(
                "the three sentinels must differ, found <fim_prefix>, <fim_middle>, <fim_prefix>",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> FillInTheMiddle.require(
                                        ordinary, new Sentinels("<fim_prefix>", "<fim_middle>", "<fim_prefix>")))
                        .getMessage());
        for (double rate : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> fim(code(), rate, 0.5));
        }
    }
}
