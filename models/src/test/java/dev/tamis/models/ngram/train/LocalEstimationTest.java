package dev.tamis.models.ngram.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ngram.ArpaReader;
import dev.tamis.models.ngram.NgramModel;
import dev.tamis.models.ngram.NgramScorer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LocalEstimationTest {
    private static final List<Float> FALLBACK = List.of(0.5f, 1f, 1.5f);

    private static ArpaText.Words names(int words) {
        byte[][] names = new byte[words][];
        for (int i = 0; i < words; i++) {
            names[i] = ("w" + i).getBytes(StandardCharsets.UTF_8);
        }
        names[0] = "<unk>".getBytes(StandardCharsets.UTF_8);
        names[1] = "<s>".getBytes(StandardCharsets.UTF_8);
        names[2] = "</s>".getBytes(StandardCharsets.UTF_8);
        return new ArpaText.Words(names);
    }

    private static String arpa(List<int[]> sentences, Estimation settings, int words, int shards) throws IOException {
        LocalEstimation estimation = new LocalEstimation(settings, names(words), shards);
        sentences.forEach(estimation::add);
        return new String(estimation.arpa(), StandardCharsets.UTF_8);
    }

    /** Log10 of probability and backoff by n-gram, as the file has them. */
    private static Map<String, double[]> lines(String arpa) {
        Map<String, double[]> lines = new HashMap<>();
        arpa.lines().filter(line -> line.indexOf('\t') > 0).forEach(line -> {
            String[] fields = line.split("\t", -1);
            lines.put(fields[1], new double[] {
                Double.parseDouble(fields[0]), fields.length > 2 ? Double.parseDouble(fields[2]) : Double.NaN
            });
        });
        return lines;
    }

    private static NgramModel model(String arpa) throws IOException {
        return ArpaReader.read("test", new ByteArrayInputStream(arpa.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<int[]> sentences(SplittableRandom random, int count, int words) {
        List<int[]> sentences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] sentence = new int[1 + random.nextInt(9)];
            for (int j = 0; j < sentence.length; j++) {
                // Frequent words and rare ones; now and then the one before again.
                sentence[j] = j > 0 && random.nextInt(5) == 0
                        ? sentence[j - 1]
                        : Estimation.WORDS + random.nextInt(1 + random.nextInt(words - Estimation.WORDS));
            }
            sentences.add(sentence);
            if (random.nextInt(4) == 0) {
                sentences.add(sentence);
            }
        }
        return sentences;
    }

    private static Estimation settings(SplittableRandom random, int order) {
        List<Long> prune = new ArrayList<>();
        long threshold = 0;
        for (int n = 0; n < order; n++) {
            prune.add(threshold);
            threshold += random.nextInt(3) == 0 ? 1 : 0;
        }
        return new Estimation(order, random.nextBoolean() ? prune : List.of(), FALLBACK);
    }

    /**
     * Three sentences, "a b", "a b" and "a c", by hand.
     *
     * <p>Bigrams occur: {@code <s> a} 3, {@code a b} 2, {@code a c} 1, {@code b </s>} 2, {@code c </s>} 1. So two have a count of
     * 1, two of 2, one of 3, none of 4: y is 2 / (2 + 2 * 2) = 1/3, D1 = 1 - 2 * 1/3 * 2/2 = 1/3, D2 = 2 - 3 * 1/3 * 1/2 = 3/2,
     * D3 = 3. Words follow so many others: a 1 ({@code <s>}), b 1, c 1, {@code </s>} 2 (b and c); 5 together. None has a count of
     * 3, so their discounts are those given: 0.5, 1, 1.5.
     *
     * <p>Left of the words is (3 * 0.5 + 1) / 5 = 0.5, shared by five of them, {@code <unk>} among them and {@code <s>} not: 0.1
     * each. So a, b, c have 0.5 / 5 + 0.1 = 0.2, {@code </s>} (2 - 1) / 5 + 0.1 = 0.3, {@code <unk>} 0.1: 1 together.
     *
     * <p>After {@code <s>}: of 3 nothing, all is left: 0.2. After a, of 3: b 1/2 / 3, c 2/3 / 3, left (3/2 + 1/3) / 3 = 11/18; so b
     * has 1/6 + 11/18 * 0.2, c 2/9 + 11/18 * 0.2. After b: 1/2 / 2 + 3/4 * 0.3 = 0.475; after c: 2/3 + 1/3 * 0.3.
     */
    @Test
    void threeSentencesAreEstimatedAsByHand() throws IOException {
        Map<String, double[]> lines = lines(arpa(
                List.of(new int[] {3, 4}, new int[] {3, 4}, new int[] {3, 5}),
                new Estimation(2, List.of(), FALLBACK),
                6,
                3));
        Map<String, double[]> byHand = Map.of(
                "<unk>", new double[] {0.1, 1},
                "<s>", new double[] {1, 1},
                "</s>", new double[] {0.3, 1},
                "w3", new double[] {0.2, 11 / 18.0},
                "w4", new double[] {0.2, 0.75},
                "w5", new double[] {0.2, 1 / 3.0});
        Map<String, Double> bigrams = Map.of(
                "<s> w3", 0.2,
                "w3 w4", 1 / 6.0 + 11 / 90.0,
                "w3 w5", 2 / 9.0 + 11 / 90.0,
                "w4 </s>", 0.475,
                "w5 </s>", 2 / 3.0 + 0.1);
        assertEquals(byHand.size() + bigrams.size(), lines.size());
        byHand.forEach((word, wanted) -> {
            assertEquals(wanted[0], Math.pow(10, lines.get(word)[0]), 1e-6, word);
            assertEquals(wanted[1], Math.pow(10, lines.get(word)[1]), 1e-6, word);
        });
        bigrams.forEach((gram, wanted) -> assertEquals(wanted, Math.pow(10, lines.get(gram)[0]), 1e-6, gram));
    }

    /**
     * With 10, 4, 2 and 1 n-grams of counts 1 to 4, y is 10 / (10 + 2 * 4) = 5/9; D1 = 1 - 2 * 5/9 * 4/10 = 5/9,
     * D2 = 2 - 3 * 5/9 * 2/4 = 7/6, D3 = 3 - 4 * 5/9 * 1/2 = 17/9.
     */
    @Test
    void discountsAreThoseOfChenAndGoodman() {
        CountsOfCounts counts = new CountsOfCounts(1);
        int[] with = {0, 10, 4, 2, 1, 7};
        for (int count = 1; count < with.length; count++) {
            for (int i = 0; i < with[count]; i++) {
                counts.add(1, count, false);
            }
        }
        Discounts discounts = Discounts.of(counts, Estimation.of(1));
        assertEquals(5 / 9.0, discounts.of(1, 1), 1e-6);
        assertEquals(7 / 6.0, discounts.of(1, 2), 1e-6);
        assertEquals(17 / 9.0, discounts.of(1, 3), 1e-6);
        assertEquals(17 / 9.0, discounts.of(1, 1000), 1e-6);
        assertEquals(0, discounts.of(1, 0));
    }

    @Test
    void aTextThatAllowsNoDiscountsIsRefusedUnlessSomeAreGiven() throws IOException {
        List<int[]> sentences = List.of(new int[] {3, 4});
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> arpa(sentences, Estimation.of(2), 5, 1));
        assertTrue(refused.getMessage().contains("no Kneser-Ney discounts for 1-grams"), refused.getMessage());
        assertTrue(arpa(sentences, new Estimation(2, List.of(), FALLBACK), 5, 1).contains("ngram 2=3"));
        assertThrows(
                IllegalArgumentException.class, () -> arpa(List.of(), new Estimation(2, List.of(), FALLBACK), 5, 1));
    }

    @Test
    void valuesAreThoseOfThePapersWhateverTheShards() throws IOException {
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int words = 6 + random.nextInt(20);
            Estimation settings = settings(random, 1 + seed % 6);
            List<int[]> sentences = sentences(random, 5 + random.nextInt(120), words);
            String arpa = arpa(sentences, settings, words, 1);
            KneserNeyReference reference = new KneserNeyReference(sentences, settings);
            byte[][] names = names(words).names();
            Map<String, double[]> lines = lines(arpa);
            assertEquals(reference.kept().size(), lines.size(), "seed " + seed);
            for (List<Integer> gram : reference.kept()) {
                StringBuilder name = new StringBuilder();
                gram.forEach(word ->
                        name.append(name.isEmpty() ? "" : " ").append(new String(names[word], StandardCharsets.UTF_8)));
                double wanted = gram.equals(List.of(Estimation.BOS)) ? 1 : reference.probability(gram);
                double found = lines.get(name.toString())[0];
                assertEquals(Math.max(-99, Math.log10(wanted)), found, 2e-5, "seed " + seed + ": " + name);
            }
            String inShards = arpa(sentences, settings, words, 2 + random.nextInt(9));
            assertEquals(
                    new TreeSet<>(Arrays.asList(arpa.split("\n"))), new TreeSet<>(Arrays.asList(inShards.split("\n"))));
            assertEquals(arpa.length(), inShards.length());
        }
    }

    @Test
    void probabilitiesAfterEveryContextSumToOne() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(1000 + seed);
            int words = 6 + random.nextInt(12);
            Estimation settings = settings(random, 1 + seed % 6);
            String arpa = arpa(sentences(random, 80, words), settings, words, 3);
            NgramModel model = model(arpa);
            List<String> known = lines(arpa).keySet().stream()
                    .filter(gram -> !gram.contains(" ") && !gram.equals("<s>"))
                    .toList();
            for (int i = 0; i < 60; i++) {
                int[] context = new int[random.nextInt(7)];
                for (int j = 0; j < context.length; j++) {
                    context[j] = model.word("w" + (Estimation.WORDS + random.nextInt(words - Estimation.WORDS)));
                }
                boolean bos = random.nextBoolean();
                double sum = 0;
                for (String word : known) {
                    NgramScorer scorer = model.scorer();
                    scorer.start(bos);
                    for (int before : context) {
                        scorer.next(before);
                    }
                    sum += Math.pow(10, scorer.next(model.word(word)));
                }
                assertEquals(1, sum, 1e-4, "seed " + seed + " after " + Arrays.toString(context));
            }
        }
    }

    @Test
    void scoresAreThoseOfThePapersForAnySentence() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(2000 + seed);
            int words = 8 + random.nextInt(20);
            Estimation settings = new Estimation(2 + seed % 4, List.of(0L, 0L), FALLBACK);
            List<int[]> sentences = sentences(random, 100, words);
            NgramModel model = model(arpa(sentences, settings, words, 4));
            KneserNeyReference reference = new KneserNeyReference(sentences, settings);
            for (int[] sentence : sentences(random, 20, words + 3)) {
                List<Integer> history = new ArrayList<>(List.of(Estimation.BOS));
                double wanted = 0;
                int[] ids = new int[sentence.length];
                for (int i = 0; i <= sentence.length; i++) {
                    int word = i == sentence.length ? Estimation.EOS : sentence[i];
                    word = reference.words.contains(word) ? word : Estimation.UNK;
                    history.add(word);
                    wanted += Math.log10(reference.probability(
                            history.subList(Math.max(0, history.size() - settings.order()), history.size())));
                    if (i < sentence.length) {
                        ids[i] = word == Estimation.UNK ? NgramModel.UNK : model.word("w" + word);
                    }
                }
                assertEquals(wanted, model.scorer().score(ids, 0, ids.length, true, true), 1e-4);
            }
        }
    }

    @Test
    void specialWordsInATextCountAsIfTheyWereNotThere() throws IOException {
        Estimation settings = new Estimation(3, List.of(), FALLBACK);
        String with = arpa(List.of(new int[] {3, Estimation.UNK, 4, 2}, new int[] {1}, new int[0]), settings, 5, 1);
        assertEquals(arpa(List.of(new int[] {3, 4}), settings, 5, 1), with);
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        for (List<Long> prune : List.of(List.of(1L), List.of(0L, 2L, 1L), List.of(0L, 0L, 0L, 0L))) {
            assertThrows(IllegalArgumentException.class, () -> new Estimation(3, prune, null), prune.toString());
        }
        assertThrows(IllegalArgumentException.class, () -> Estimation.of(0));
        assertThrows(IllegalArgumentException.class, () -> Estimation.of(7));
        assertThrows(IllegalArgumentException.class, () -> new Estimation(2, List.of(), List.of(0.5f, 1f, 3.5f)));
        assertEquals(List.of(0L, 1L, 1L), new Estimation(3, List.of(0L, 1L), null).prune());
    }
}
