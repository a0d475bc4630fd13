package dev.tamis.models.ngram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ModelException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class ArpaReaderTest {
    /** As SRILM writes: no {@code <unk>}, -99 for {@code <s>}, no backoff where none is needed. */
    private static final String SRILM = """

            \\data\\
            ngram 1=4
            ngram 2=3
            ngram 3=1

            \\1-grams:
            -0.5 </s>
            -99 <s> -0.25
            -0.75 a -0.125
            -1 b

            \\2-grams:
            -0.3\t<s> a\t-0.0625
            -0.4\ta b
            -0.2\tb </s>

            \\3-grams:
            -0.1\t<s> a b

            \\end\\
            """;

    private static NgramModel read(String arpa) throws IOException {
        return read(arpa.getBytes(StandardCharsets.UTF_8));
    }

    private static NgramModel read(byte[] bytes) throws IOException {
        return ArpaReader.read("my.arpa", new ByteArrayInputStream(bytes));
    }

    private static double score(NgramModel model, boolean bos, boolean eos, String... words) {
        int[] ids = new int[words.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = model.word(words[i]);
        }
        return model.scorer().score(ids, 0, ids.length, bos, eos);
    }

    private static byte[] gzip(String... members) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String member : members) {
            try (GZIPOutputStream out = new GZIPOutputStream(all)) {
                out.write(member.getBytes(StandardCharsets.UTF_8));
            }
        }
        return all.toByteArray();
    }

    @Test
    void wordsCostTheirLongestNgramAndTheBackoffsOfLongerContexts() throws IOException {
        NgramModel model = read(SRILM);
        assertEquals(3, model.order());
        assertEquals(5, model.words());
        // <s> a, <s> a b, b </s>: "a b" as a context has no backoff.
        assertEquals(-0.3 - 0.1 - 0.2, score(model, true, true, "a", "b"), 1e-6);
        // a; b after a; the end after a, by backing off from a b.
        assertEquals(-0.75 - 0.4, score(model, false, false, "a", "b"), 1e-6);
        // a after a: backing off from <s> a, then from a.
        assertEquals(-0.3 + (-0.0625 - 0.125 - 0.75), score(model, true, false, "a", "a"), 1e-6);
        // The end after <s> a backs off twice.
        assertEquals(-0.3 + (-0.0625 - 0.125 - 0.5), score(model, true, true, "a"), 1e-6);
    }

    @Test
    void unknownWordsCostWhatUnkCostsOrMinusAHundredWithoutIt() throws IOException {
        NgramModel without = read(SRILM);
        assertEquals(NgramModel.UNK, without.word("c"));
        assertEquals(-0.25 - 100 - 0.5, score(without, true, true, "c"), 1e-5);
        for (String unk : List.of("<unk>", "<UNK>")) {
            NgramModel with = read(SRILM.replace("ngram 1=4", "ngram 1=5").replace("-1 b", "-1 b\n-2 " + unk));
            assertEquals(-0.25 - 2 - 0.5, score(with, true, true, "c"), 1e-6);
            assertEquals(5, with.words());
        }
    }

    @Test
    void gzipOfAnyNumberOfMembersReadsLikePlain() throws IOException {
        int half = SRILM.length() / 2;
        NgramModel model = read(gzip(SRILM.substring(0, half), "", SRILM.substring(half)));
        assertEquals(-0.3 - 0.1 - 0.2, score(model, true, true, "a", "b"), 1e-6);
        byte[] whole = gzip(SRILM);
        byte[] cut = Arrays.copyOf(whole, whole.length - 20);
        assertTrue(
                assertThrows(ModelException.class, () -> read(cut)).getMessage().startsWith("my.arpa"));
    }

    /** Pruning by SRILM may leave a trigram without its bigrams; it is found all the same, and they are not. */
    @Test
    void ngramsAreFoundThoughTheirPartsAreLeftOut() throws IOException {
        NgramModel model = read("""
                header of another tool
                \\data\\
                ngram 1=5
                ngram 2=1
                ngram 3=1
                ngram 4=1

                \\1-grams:
                -1\t<unk>
                -1\t<s>\t-0.5
                -1\t</s>
                -1\ta\t-0.25
                -1\tb\t-0.125

                \\2-grams:
                -0.5\t<s> a\t0

                \\3-grams:
                -0.25\ta b a\t0

                \\4-grams:
                -0.125\tb a b a

                \\end\\
                """);
        assertEquals(-1 - 0.25 - 1 - 0.25, score(model, false, false, "a", "b", "a"), 1e-6);
        assertEquals(-1 + (-0.125 - 1) + (-0.25 - 1) - 0.125, score(model, false, false, "b", "a", "b", "a"), 1e-6);
    }

    @Test
    void brokenFilesAreToldByFileLineAndCause() {
        assertBroken("no line \\data\\", "nothing");
        assertBroken("ends early", "\\data\\\nngram 1=1\n");
        assertBroken("expected \"ngram 2=COUNT\"", SRILM.replace("ngram 2=3", "ngram 3=3"));
        assertBroken("more n-grams of one order", SRILM.replace("ngram 2=3", "ngram 2=99999999999999999999"));
        assertBroken("no count", SRILM.replace("ngram 2=3", "ngram 2=-3"));
        assertBroken("fewer lines than its count", SRILM.replace("ngram 1=4", "ngram 1=9"));
        assertBroken("expected \\3-grams:", SRILM.replace("ngram 2=3", "ngram 2=2"));
        assertBroken("line 15: \"-x.4\" is no number", SRILM.replace("-0.4", "-x.4"));
        assertBroken("more than 1", SRILM.replace("-0.4", "0.4"));
        assertBroken("word \"c\" is not among the 1-grams", SRILM.replace("a b\n-0.2", "a c\n-0.2"));
        assertBroken("there twice", SRILM.replace("-1 b", "-1 a"));
        assertBroken("there twice", SRILM.replace("b </s>\n", "a b\n"));
        assertBroken("fields", SRILM.replace("a b\n-0.2", "a b b b b\n-0.2"));
        assertBroken("backoff at the highest order", SRILM.replace("<s> a b\n", "<s> a b\t-1\n"));
        assertBroken("expected \\end\\", SRILM.replace("\\end\\", "\\4-grams:"));
        assertBroken("a line of more than", SRILM.replace("-1 b", "-1 " + "b".repeat(2 << 20)));
    }

    private static void assertBroken(String cause, String arpa) {
        ModelException broken = assertThrows(ModelException.class, () -> read(arpa));
        assertTrue(
                broken.getMessage().startsWith("my.arpa") && broken.getMessage().contains(cause), broken.getMessage());
    }

    @Test
    void mutatedFilesAreRefusedOrGiveASoundModel() throws IOException {
        byte[] plain = SRILM.getBytes(StandardCharsets.UTF_8);
        byte[] packed = gzip(SRILM);
        SplittableRandom random = new SplittableRandom(99);
        int sound = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = (i % 4 == 0 ? packed : plain).clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "0123456789-. \t\n\\=<>e".charAt(random.nextInt(20));
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            try {
                NgramModel model = read(bytes);
                assertTrue(Double.isFinite(score(model, true, true, "a", "b", "c", "a", "b")));
                sound++;
            } catch (ModelException e) {
                assertTrue(e.getMessage().startsWith("my.arpa"), e.getMessage());
            }
        }
        assertTrue(sound > 100, "mutations that leave a model: " + sound);
    }

    @Test
    void countsThatAreNotKeptTakeNoMemory() {
        String lie = SRILM.replace("ngram 3=1", "ngram 3=800000000");
        assertBroken("fewer lines than its count", lie);
    }

    @Test
    void aStreamThatFailsIsToldWithTheFile() {
        InputStream failing = new InputStream() {
            private boolean given;

            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                if (given) {
                    return read();
                }
                given = true;
                System.arraycopy(SRILM.getBytes(StandardCharsets.UTF_8), 0, bytes, from, 2);
                return 2;
            }
        };
        ModelException told = assertThrows(ModelException.class, () -> ArpaReader.read("my.arpa", failing));
        assertTrue(told.getMessage().contains("my.arpa") && told.getMessage().contains("the disk is gone"));
    }
}
