package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.stage.TextShards.Doc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RankStageTest {
    private static final int DOCUMENTS = 3500;
    private static final List<String> SOURCES = List.of("a", "b");
    private static final String RANKS = """
            ranks {
              length   { of = "chars", buckets = 7 }
              by_bytes { of = "-mean_word_length", weight = bytes, buckets = 20 }
              grouped  { of = "words % 13", by = ["source", "words % 3 = 0", "if(words % 5 = 0, null, 'x')"], cuts = [0.3, 0.6], names = [head, middle, tail] }
              some     { of = "1 / (words % 2)", where = "source = 'a' AND chars > 300", weight = chars }
              noisy    { of = "ln(chars) - ln(-ln(draw))" }
              chance   { of = draw }
            }
            """;

    @TempDir
    static Path temp;

    private TextShards shards;
    private RunDirectory run;
    private List<StoredDocument> documents;

    @BeforeAll
    void runOnce() throws Exception {
        shards = new TextShards(temp);
        SplittableRandom random = new SplittableRandom(9);
        List<Doc> docs = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            String source = random.nextInt(3) == 0 ? "a" : "b";
            docs.add(new Doc(
                    source,
                    "https://e.org/" + i,
                    String.join(" ", TextShards.words(random, 20 + random.nextInt(1 << random.nextInt(4, 9))))));
        }
        shards.write("few", docs, 2);
        shards.write("many", docs, 9);
        run = shards.run("local[4]", shards.recipe("few", "run", SOURCES, RANKS), "decide");
        documents = TextShards.documents(run);
    }

    /** What the definition says of every document, as thousandths of the weight of its group. */
    private static SortedMap<String, Integer> steps(
            List<StoredDocument> documents,
            Function<StoredDocument, Double> score,
            Function<StoredDocument, String> group,
            ToLongFunction<StoredDocument> weight) {
        SortedMap<String, Integer> steps = new TreeMap<>();
        for (StoredDocument one : documents) {
            if (score.apply(one) == null) {
                continue;
            }
            long lower = 0;
            long total = 0;
            for (StoredDocument other : documents) {
                if (score.apply(other) != null && group.apply(other).equals(group.apply(one))) {
                    total += weight.applyAsLong(other);
                    lower += score.apply(other) < score.apply(one) ? weight.applyAsLong(other) : 0;
                }
            }
            steps.put(one.id(), (int) (lower * 1000 / total));
        }
        return steps;
    }

    private static long signal(StoredDocument document, String name) {
        return (Long) document.signals().get(name);
    }

    private void assertRanks(String rank, SortedMap<String, Integer> expected, Function<Integer, Object> bucket) {
        int ranked = 0;
        for (StoredDocument document : documents) {
            Integer step = expected.get(document.id());
            assertEquals(
                    step == null ? null : step / 1000.0, document.signals().get(rank), rank + " of " + document.id());
            if (bucket != null) {
                assertEquals(bucket.apply(step), document.signals().get(rank + "_bucket"));
            }
            ranked += step == null ? 0 : 1;
        }
        assertTrue(ranked > 100, rank);
    }

    @Test
    void ranksAreTheShareThatScoresStrictlyLower() {
        assertEquals(DOCUMENTS, documents.size());
        assertRanks("length", steps(documents, d -> (double) signal(d, "chars"), d -> "", d -> 1), step ->
                (long) (step * 7 / 1000));
        assertRanks(
                "by_bytes",
                steps(documents, d -> -(Double) d.signals().get("mean_word_length"), d -> "", d -> signal(d, "bytes")),
                step -> (long) (step * 20 / 1000));
    }

    @Test
    void groupsAreRankedEachByItselfNullIncluded() {
        assertRanks(
                "grouped",
                steps(
                        documents,
                        d -> (double) (signal(d, "words") % 13),
                        d -> d.source() + (signal(d, "words") % 3 == 0) + (signal(d, "words") % 5 == 0),
                        d -> 1),
                step -> step < 300 ? "head" : step < 600 ? "middle" : "tail");
    }

    @Test
    void whatHasNoScoreOrIsNotWantedHasNoRank() {
        assertRanks(
                "some",
                steps(
                        documents,
                        d -> d.source().equals("a") && signal(d, "chars") > 300 && signal(d, "words") % 2 == 1
                                ? 1.0
                                : null,
                        d -> "",
                        d -> signal(d, "chars")),
                null);
        Manifest rank = manifest();
        long without = documents.stream()
                .filter(d -> !d.signals().containsKey("some") && d.source().equals("a"))
                .count();
        assertEquals(without, rank.count("null/some/a"));
    }

    private Manifest manifest() {
        try {
            return run.required("rank");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theTopTenthOfAScoreWithoutTiesIsATenth() {
        long kept = documents.stream()
                .filter(d -> (Double) d.signals().get("chance") >= 0.9)
                .count();
        assertEquals(DOCUMENTS / 10, kept);
        // noisy and chance are draws of two names
        double agree = documents.stream()
                .filter(d -> (Double) d.signals().get("chance") >= 0.5
                        && (Double) d.signals().get("noisy") >= 0.5)
                .count();
        assertEquals(0.25, agree / DOCUMENTS, 5 * Math.sqrt(0.25 * 0.75 / DOCUMENTS));
    }

    @Test
    void cutPointsAreWrittenForReaders() throws Exception {
        String path = manifest().files().stream()
                .filter(file -> file.table().equals("cuts"))
                .findFirst()
                .orElseThrow()
                .path();
        JsonNode cuts = SealedJson.JSON.readTree(
                Files.readAllBytes(Path.of(run.toString()).resolve(path)));
        SortedMap<String, JsonNode> byName = new TreeMap<>();
        cuts.get("ranks").forEach(rank -> byName.put(rank.get("name").textValue(), rank));
        JsonNode length = byName.get("length");
        assertEquals(DOCUMENTS, length.get("groups").get(0).get("documents").intValue());
        for (int step : new int[] {10, 500, 900, 143, 286}) {
            String share = String.format(java.util.Locale.ROOT, "0.%03d", step);
            double least = documents.stream()
                    .filter(d -> (Double) d.signals().get("length") >= step / 1000.0)
                    .mapToDouble(d -> signal(d, "chars"))
                    .min()
                    .orElseThrow();
            assertEquals(
                    least, length.get("groups").get(0).get("least").get(share).doubleValue(), share);
        }
        JsonNode groups = byName.get("grouped").get("groups");
        assertEquals(8, groups.size());
        assertTrue(groups.get(0).get("values").get(2).isNull());
        assertEquals("a", groups.get(0).get("values").get(0).textValue());
    }

    @Test
    void tasksAndPartsChangeNoRank() throws Exception {
        RunDirectory alone = shards.run("local[1]", shards.recipe("few", "alone", SOURCES, RANKS), "decide");
        assertEquals(tree(run), tree(alone));
        RunDirectory other = shards.run("local[3]", shards.recipe("many", "other", SOURCES, RANKS), "rank");
        // ids differ with the shards, and so do draws
        SortedMap<String, String> before = new TreeMap<>();
        SortedMap<String, String> after = new TreeMap<>();
        for (var one : List.of(Map.entry(documents, before), Map.entry(TextShards.documents(other), after))) {
            for (StoredDocument document : one.getKey()) {
                List<Object> ranks = new ArrayList<>();
                for (String rank : List.of("length", "length_bucket", "by_bytes", "grouped", "grouped_bucket")) {
                    ranks.add(document.signals().get(rank));
                }
                ranks.add(Objects.toString(document.signals().get("some")));
                one.getValue().put(document.text(), ranks.toString());
            }
        }
        assertEquals(before, after);
    }

    private static SortedMap<String, String> tree(RunDirectory run) throws IOException {
        Path root = Path.of(run.toString());
        SortedMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(file).toString();
                if (!name.equals("run.json")) {
                    tree.put(name, Digests.sha256(Files.readAllBytes(file)));
                }
            }
        }
        return tree;
    }

    @Test
    void rulesKeepByRanksAndDecideAgainWithoutRankingAgain() throws Exception {
        String rules = RANKS + "rules = [ { top { keep = \"length_bucket >= LEAST AND draw < 2\" } } ]\n";
        Recipe first = shards.recipe("few", "rules", SOURCES, rules.replace("LEAST", "6"));
        RunDirectory decided = shards.run("local[2]", first, "decide");
        assertEquals(kept(6), out(decided));
        Recipe second = shards.recipe("few", "rules", SOURCES, rules.replace("LEAST", "3"));
        List<String> started = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void started(String stage) {
                started.add(stage);
            }
        };
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            new River(spark, decided, second, List.of(), progress, Clock.systemUTC()).decideAgain();
        }
        assertEquals(List.of("decide"), started);
        assertEquals(kept(3), out(decided));
        assertEquals(List.of(), Verification.verify(decided).problems());
    }

    private long kept(long least) {
        return documents.stream()
                .filter(d -> (Long) d.signals().get("length_bucket") >= least)
                .count();
    }

    private static long out(RunDirectory run) throws IOException {
        Manifest decide = run.required("decide");
        return SOURCES.stream()
                .mapToLong(source -> decide.ledger().get(source).out())
                .sum();
    }

    @Test
    void tooManyGroupsAreRefusedByName() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        List<Doc> docs = new ArrayList<>();
        for (int i = 0; i < 10_001; i++) {
            docs.add(new Doc("a", "https://e.org/" + i, TextShards.word(random)));
        }
        shards.write("groups", docs, 3);
        Recipe recipe = shards.recipe("groups", "groups", List.of("a"), "ranks { r { of = chars, by = [url] } }");
        IOException refused = assertThrows(IOException.class, () -> shards.run("local[2]", recipe, "rank"));
        assertEquals(
                "ranks.r.by: [url] gives more than 10,000 groups; rank by what has fewer values, or put rare ones together"
                        + " with CASE",
                refused.getMessage());
        assertNull(refused.getCause());
    }

    @Test
    void aRunWithoutRanksHasNoSuchStage() throws Exception {
        RunDirectory plain = shards.run("local[1]", shards.recipe("few", "plain", SOURCES, ""), "rank");
        assertTrue(plain.manifest("rank").isEmpty());
    }
}
