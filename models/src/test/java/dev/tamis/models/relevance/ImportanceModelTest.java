package dev.tamis.models.relevance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ImportanceModelTest {
    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}_]+|[^\\p{L}\\p{N}_\\s\\x1C-\\x1F\\x85\\p{Z}]+");

    private static NgramCounts counts(List<String> texts, int ngrams, int buckets) {
        NgramCounts counts = new NgramCounts(ngrams, buckets);
        texts.forEach(text -> counts.add(text.getBytes(StandardCharsets.UTF_8)));
        return counts;
    }

    private static Scores scores(ImportanceModel model, List<String> texts) throws IOException {
        Scores scores = new Scores(2);
        try (TextScorer scorer = model.scorer()) {
            scores.reset(texts.size());
            scorer.score(
                    texts.stream()
                            .map(text -> new ScoredText(text.getBytes(StandardCharsets.UTF_8), null))
                            .toList(),
                    scores);
        }
        return scores;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.textValue()));
        return texts;
    }

    @Test
    void weightsAreThoseOfTheReferencePackage() throws IOException {
        JsonNode golden;
        try (InputStream in = ImportanceModelTest.class.getResourceAsStream("/relevance/golden.json")) {
            golden = new JsonMapper().readTree(in);
        }
        List<String> raw = texts(golden.get("raw"));
        List<String> target = texts(golden.get("target"));
        for (JsonNode one : golden.get("cases")) {
            int ngrams = one.get("ngrams").intValue();
            int buckets = one.get("buckets").intValue();
            Scores scores =
                    scores(new ImportanceModel(counts(raw, ngrams, buckets), counts(target, ngrams, buckets)), raw);
            for (int i = 0; i < raw.size(); i++) {
                assertEquals(one.get("counts").get(i).longValue(), scores.get(i, 1), raw.get(i));
                assertEquals(one.get("weights").get(i).doubleValue(), (Double) scores.get(i, 0), 1e-9, raw.get(i));
            }
        }
    }

    /** The bar: a thousand documents, each computed directly from the definition. */
    @Test
    void weightsOfAThousandDocumentsAreThoseOfTheDefinition() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        List<String> raw = new ArrayList<>();
        List<String> target = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            raw.add(text(random, 400));
        }
        for (int i = 0; i < 100; i++) {
            target.add(text(random, 120));
        }
        int buckets = 10_000;
        double[] weights = new double[buckets];
        long[] rawCounts = new long[buckets];
        long[] targetCounts = new long[buckets];
        raw.forEach(text -> buckets(text, buckets).forEach(bucket -> rawCounts[bucket]++));
        target.forEach(text -> buckets(text, buckets).forEach(bucket -> targetCounts[bucket]++));
        double rawTotal = 0;
        double targetTotal = 0;
        for (int i = 0; i < buckets; i++) {
            rawTotal += rawCounts[i];
            targetTotal += targetCounts[i];
        }
        for (int i = 0; i < buckets; i++) {
            weights[i] = Math.log(targetCounts[i] / targetTotal + 1e-8) - Math.log(rawCounts[i] / rawTotal + 1e-8);
        }
        Scores scores = scores(new ImportanceModel(counts(raw, 2, buckets), counts(target, 2, buckets)), raw);
        for (int i = 0; i < raw.size(); i++) {
            List<Integer> found = buckets(raw.get(i), buckets);
            double expected = 0;
            for (int bucket : found) {
                expected += weights[bucket];
            }
            assertEquals((long) found.size(), scores.get(i, 1), raw.get(i));
            assertEquals(expected, (Double) scores.get(i, 0), 1e-6, raw.get(i));
        }
    }

    private static String text(SplittableRandom random, int most) {
        StringBuilder text = new StringBuilder();
        int words = random.nextInt(most);
        for (int i = 0; i < words; i++) {
            switch (random.nextInt(12)) {
                case 0 -> text.append(". ");
                case 1 -> text.append(Character.toString(random.nextInt(0x20, 0x3A0)));
                case 2 -> text.append(Character.toString(random.nextInt(0x400, 0xD800)));
                case 3 -> text.append(Character.toString(random.nextInt(0x10000, 0x20000)));
                case 4 -> text.append("longer".repeat(random.nextInt(1, 9))).append(' ');
                default ->
                    text.append("Word")
                            .append(random.nextInt(1 << random.nextInt(10)))
                            .append(' ');
            }
        }
        return text.toString();
    }

    private static List<Integer> buckets(String text, int buckets) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORDS.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            words.add(matcher.group());
        }
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            found.add(bucket(words.get(i), buckets));
            if (i > 0) {
                found.add(bucket(words.get(i - 1) + " " + words.get(i), buckets));
            }
        }
        return found;
    }

    private static int bucket(String ngram, int buckets) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(ngram.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest).mod(BigInteger.valueOf(buckets)).intValue();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sumsOfCountsDoNotDependOnHowTextsAreDivided() {
        SplittableRandom random = new SplittableRandom(3);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            texts.add(text(random, 100));
        }
        NgramCounts whole = counts(texts, 2, 1000);
        NgramCounts divided = counts(texts.subList(20, 50), 2, 1000).plus(counts(texts.subList(0, 20), 2, 1000));
        for (int i = 0; i < 1000; i++) {
            assertEquals(whole.count(i), divided.count(i));
        }
        assertEquals(whole.total(), divided.total());
    }

    @Test
    void aTextOfOneEndlessWordOrOfOneCharacterWordsIsRead() {
        NgramCounts counts = new NgramCounts(8, 10);
        counts.add("\u00e9".repeat(1_000_000).getBytes(StandardCharsets.UTF_8));
        assertEquals(1, counts.total());
        counts.add("\u03a3\u0301".repeat(300_000).getBytes(StandardCharsets.UTF_8));
        assertEquals(1 + 600_000L * 8 - 28, counts.total());
    }

    @Test
    void aSampleWithoutWordsIsRefused() {
        NgramCounts none = new NgramCounts(2, 10);
        NgramCounts some = counts(List.of("a b"), 2, 10);
        assertEquals(
                "the target sample has no words",
                assertThrows(IllegalArgumentException.class, () -> new ImportanceModel(some, none))
                        .getMessage());
        assertEquals(
                "the corpus has no words",
                assertThrows(IllegalArgumentException.class, () -> new ImportanceModel(none, some))
                        .getMessage());
    }

    private record Bytes(byte[] bytes) implements ModelSource {
        @Override
        public String name() {
            return "books.dsir";
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public Path local() {
            throw new UnsupportedOperationException("not needed");
        }
    }

    private static byte[] written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ImportanceModel(counts(List.of("the raw text, the corpus"), 2, 16), counts(List.of("the target"), 2, 16))
                .write(out);
        return out.toByteArray();
    }

    @Test
    void aModelThatWasWrittenIsReadAgain() throws IOException {
        List<String> texts = List.of("the target", "raw text");
        ImportanceModel read = ImportanceModel.read(new Bytes(written()));
        ImportanceModel made = new ImportanceModel(
                counts(List.of("the raw text, the corpus"), 2, 16), counts(List.of("the target"), 2, 16));
        for (int i = 0; i < 2; i++) {
            assertEquals(scores(made, texts).get(i, 0), scores(read, texts).get(i, 0));
        }
    }

    @Test
    void aBrokenFileIsAModelExceptionOrASoundModel() throws IOException {
        byte[] sound = written();
        SplittableRandom random = new SplittableRandom(5);
        int refused = 0;
        for (int round = 0; round < 10_000; round++) {
            byte[] broken = random.nextInt(4) == 0
                    ? java.util.Arrays.copyOf(sound, random.nextInt(sound.length + 20))
                    : sound.clone();
            for (int i = random.nextInt(4); i > 0 && broken.length > 0; i--) {
                broken[random.nextInt(Math.min(broken.length, random.nextBoolean() ? 16 : broken.length))] =
                        (byte) random.nextInt();
            }
            try {
                scores(ImportanceModel.read(new Bytes(broken)), List.of("the corpus"));
            } catch (ModelException e) {
                refused++;
                assertTrue(e.getMessage().startsWith("books.dsir"), e.getMessage());
            }
        }
        assertTrue(refused > 3000, "refused: " + refused);
    }
}
