package dev.tamis.bench;

import dev.tamis.filters.dedup.Jaccard;
import dev.tamis.filters.dedup.MinHash;
import dev.tamis.filters.dedup.MinHashPreset;
import dev.tamis.filters.dedup.MinHashSettings;
import dev.tamis.filters.dedup.Shingler;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.stage.Progress;
import dev.tamis.pipeline.stage.River;
import java.io.BufferedWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * MinHash dedup of 5,000 documents against brute force over all their pairs: real texts of about 5 KB and less, with near copies
 * of some of them planted at Jaccard similarities from 0.1 to 1.
 *
 * <pre>java -Dtamis.data=... dev.tamis.bench.DedupRecall FOLDER</pre>
 */
public final class DedupRecall {
    private static final int DOCUMENTS = 5000;
    private static final int BASES = 100;
    private static final int COPIES = 24;
    private static final int SEEDS = 40;
    private static final double VERIFY = 0.8;
    private static final int DECILES = 10;

    private DedupRecall() {}

    /** A pair of documents and its true similarity. */
    private record Pair(int a, int b, double jaccard) {
        int decile() {
            return Math.min(DECILES - 1, (int) (jaccard * DECILES));
        }
    }

    /** Takes a folder to work in. */
    public static void main(String[] arguments) throws Exception {
        List<String> texts = texts();
        long[][] sets = sets(texts);
        List<Pair> pairs = pairs(sets);
        System.out.printf(
                Locale.ROOT,
                "%,d documents, %,d pairs, of which %,d have a shingle in common%n",
                texts.size(),
                (long) texts.size() * (texts.size() - 1) / 2,
                pairs.size());
        theory(sets, pairs);
        Path folder = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        Path input = folder.resolve("texts.jsonl");
        try (BufferedWriter out = Files.newBufferedWriter(input)) {
            for (String text : texts) {
                out.write(SealedJson.JSON.writeValueAsString(Map.of("text", text)));
                out.write('\n');
            }
        }
        clusters(folder, input, pairs, texts, "");
        clusters(folder, input, pairs, texts, "verify = " + VERIFY);
    }

    /** Real texts, and near copies of the first of them that differ in more and more of their words. */
    private static List<String> texts() throws Exception {
        List<String> real = new ArrayList<>();
        for (List<String> some : List.of(Corpora.web(), Corpora.english(), Corpora.languages())) {
            some.stream().filter(text -> text.length() >= 200).forEach(real::add);
        }
        List<String> bases = real.stream()
                .filter(text -> text.split(" ").length >= 300)
                .limit(BASES)
                .toList();
        SplittableRandom random = new SplittableRandom(3);
        List<String> texts = new ArrayList<>();
        for (String base : bases) {
            for (int copy = 0; copy < COPIES; copy++) {
                String[] words = base.split(" ");
                // A changed word takes part in five shingles.
                double changed = 1 - Math.pow(2.0 / (1 + 1 / (0.05 + 0.95 * copy / (COPIES - 1))), 0.2);
                for (int i = 0; i < words.length; i++) {
                    if (random.nextDouble() < changed / 2) {
                        words[i] = "w" + random.nextInt(1 << 30) + "x";
                    }
                }
                texts.add(String.join(" ", words));
            }
        }
        for (int i = 0; texts.size() < DOCUMENTS; i++) {
            texts.add(real.get(i % real.size()));
        }
        return texts;
    }

    private static long[][] sets(List<String> texts) {
        Shingler shingler = new Shingler(MinHashPreset.FINEWEB.settings().ngram());
        long[][] sets = new long[texts.size()][];
        for (int i = 0; i < sets.length; i++) {
            byte[] text = texts.get(i).getBytes(StandardCharsets.UTF_8);
            int size = shingler.shingle(text, text.length);
            long[] shingles = Arrays.copyOf(shingler.shingles(), size);
            sets[i] = Arrays.copyOf(shingles, Jaccard.distinct(shingles, size));
        }
        return sets;
    }

    /** All pairs with anything in common. */
    private static List<Pair> pairs(long[][] sets) {
        List<Pair> pairs = new ArrayList<>();
        for (int a = 0; a < sets.length; a++) {
            for (int b = 0; b < a; b++) {
                double jaccard = Jaccard.of(sets[a], sets[a].length, sets[b], sets[b].length);
                if (jaccard > 0) {
                    pairs.add(new Pair(a, b, jaccard));
                }
            }
        }
        return pairs;
    }

    /** How often pairs share a band, with many seeds, and how often they should. */
    private static void theory(long[][] sets, List<Pair> pairs) {
        double[] expected = new double[DECILES];
        double[] found = new double[DECILES];
        int[] number = new int[DECILES];
        MinHashSettings fineweb = MinHashPreset.FINEWEB.settings();
        for (int seed = 0; seed < SEEDS; seed++) {
            MinHashSettings settings = new MinHashSettings(
                    fineweb.ngram(), fineweb.bands(), fineweb.rows(), seed == 0 ? fineweb.seed() : seed + 1000);
            MinHash minhash = new MinHash(settings);
            long[][] bands = new long[sets.length][settings.bands()];
            for (int i = 0; i < sets.length; i++) {
                if (sets[i].length > 0) {
                    minhash.bands(sets[i].clone(), sets[i].length, bands[i]);
                }
            }
            for (Pair pair : pairs) {
                int decile = pair.decile();
                number[decile]++;
                expected[decile] += settings.probability(pair.jaccard());
                for (int band = 0; band < settings.bands(); band++) {
                    if (bands[pair.a()][band] == bands[pair.b()][band]) {
                        found[decile]++;
                        break;
                    }
                }
            }
        }
        System.out.printf("share a band, %d seeds:%n   Jaccard      pairs   theory    found  difference%n", SEEDS);
        for (int decile = 0; decile < DECILES; decile++) {
            System.out.printf(
                    Locale.ROOT,
                    "%.1f to %.1f %10d %8.4f %8.4f %+10.4f%n",
                    decile / 10.0,
                    (decile + 1) / 10.0,
                    number[decile] / SEEDS,
                    expected[decile] / number[decile],
                    found[decile] / number[decile],
                    (found[decile] - expected[decile]) / number[decile]);
        }
    }

    /** What the stage makes of them. */
    private static void clusters(Path folder, Path input, List<Pair> pairs, List<String> texts, String more)
            throws Exception {
        Path file = folder.resolve("recipe.conf");
        Files.writeString(file, """
                output = "%s/run-%s"
                sources { web { kind = web, format = jsonl, paths = ["%s"] } }
                dedup { exact { enabled = false }, minhash { enabled = true, %s } }
                """.formatted(folder, Long.toHexString(System.nanoTime()), input, more));
        Recipe recipe = Recipes.load(file, List.of(), null, RecipeContext.local(Signals.types(), null));
        RunDirectory run;
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, run, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run("dedup");
        }
        // Documents come in the order of the lines, so the row is the number.
        Map<Integer, String> cluster = new HashMap<>();
        List<StoredDocument> documents = new Documents(run).sample(Integer.MAX_VALUE, verdict -> true);
        for (StoredDocument document : documents) {
            String own = document.fate().cluster() == null
                    ? document.id()
                    : document.fate().cluster();
            cluster.put((int) document.row(), own);
            if (!document.text().strip().equals(texts.get((int) document.row()).strip())) {
                throw new IllegalStateException("row " + document.row() + " is not line " + document.row());
            }
        }
        double[] expected = new double[DECILES];
        long[] together = new long[DECILES];
        long[] number = new long[DECILES];
        long alike = 0;
        for (Pair pair : pairs) {
            int decile = pair.decile();
            number[decile]++;
            expected[decile] += MinHashPreset.FINEWEB.settings().probability(pair.jaccard());
            together[decile] += cluster.get(pair.a()).equals(cluster.get(pair.b())) ? 1 : 0;
            alike += pair.jaccard() >= VERIFY ? 1 : 0;
        }
        System.out.printf("in one cluster, %s:%n", more.isEmpty() ? "not verified" : more);
        for (int decile = 0; decile < DECILES; decile++) {
            System.out.printf(
                    Locale.ROOT,
                    "%.1f to %.1f %10d %8.4f %8.4f%n",
                    decile / 10.0,
                    (decile + 1) / 10.0,
                    number[decile],
                    expected[decile] / number[decile],
                    (double) together[decile] / number[decile]);
        }
        if (!more.isEmpty()) {
            System.out.printf(
                    Locale.ROOT,
                    "%,d pairs have at least %.2f; compared %,d, alike %,d%n",
                    alike,
                    VERIFY,
                    run.required("dedup").count("minhash_pairs_compared"),
                    run.required("dedup").count("minhash_pairs_alike"));
            wrong(pairs, cluster, texts.size());
        }
    }

    /** Clusters that all pairs above the limit do not make: links that are not true. */
    private static void wrong(List<Pair> pairs, Map<Integer, String> cluster, int documents) {
        int[] root = new int[documents];
        Arrays.setAll(root, i -> i);
        for (Pair pair : pairs) {
            if (pair.jaccard() >= VERIFY) {
                root[top(root, pair.a())] = top(root, pair.b());
            }
        }
        Map<String, Integer> rootOf = new HashMap<>();
        long unlinked = 0;
        for (int i = 0; i < documents; i++) {
            Integer other = rootOf.putIfAbsent(cluster.get(i), top(root, i));
            unlinked += other != null && other != top(root, i) ? 1 : 0;
        }
        System.out.printf(Locale.ROOT, "documents in a cluster with one they are not truly linked to: %,d%n", unlinked);
    }

    private static int top(int[] root, int i) {
        int at = i;
        while (root[at] != at) {
            at = root[at];
        }
        return at;
    }
}
