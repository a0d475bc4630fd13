package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.filters.dedup.MinHashPreset;
import dev.tamis.pipeline.inspect.Cluster;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.report.Report;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.stage.TextShards.Doc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report and {@code tamis inspect} say of duplicates, on a corpus whose duplicates are known. */
final class DuplicatesReportTest {
    private static final List<String> SOURCES = List.of("books", "news", "web");
    private static final int BASES = 12;
    private static final int NEAR = 5;
    private static final String METHODS = """
            dedup {
              survivor = ["source = 'books'", "chars"]
              url { enabled = true }, exact { enabled = true }, minhash { enabled = true, verify = 0.5 }
            }
            """;

    @TempDir
    Path temp;

    /** Each book has one copy of its address, two of its text and, for the first of them, five near copies. */
    private static List<Doc> corpus() {
        SplittableRandom random = new SplittableRandom(21);
        List<Doc> docs = new ArrayList<>();
        for (int base = 0; base < BASES; base++) {
            List<String> words = TextShards.words(random, 200);
            String text = String.join(" ", words);
            docs.add(new Doc("books", "https://books.example/" + base, text));
            docs.add(new Doc("web", "http://books.example/" + base + "#top", text));
            docs.add(new Doc("web", "https://web.example/" + base, text));
            docs.add(new Doc("news", "https://news.example/" + base, text));
            for (int near = 0; base == 0 && near < NEAR; near++) {
                docs.add(new Doc(
                        "news",
                        "https://near.example/" + near,
                        String.join(" ", TextShards.changed(words, 1, random))));
            }
        }
        docs.add(new Doc("web", "https://alone.example/", String.join(" ", TextShards.words(random, 200))));
        return docs;
    }

    private Recipe recipe(TextShards shards, String run, String more) throws Exception {
        return shards.recipe("a", run, SOURCES, METHODS + more);
    }

    private TextShards shards() throws Exception {
        TextShards shards = new TextShards(temp);
        shards.write("a", corpus(), 2);
        return shards;
    }

    private static JsonNode json(RunDirectory run) throws Exception {
        return SealedJson.JSON.readTree(run.bytes("report/report.json"));
    }

    @Test
    void theReportCountsDuplicatesByMethodBySourceAndBetweenSources() throws Exception {
        TextShards shards = shards();
        RunDirectory run = shards.run("local[2]", recipe(shards, "run", ""), "report");
        JsonNode duplicates = json(run).get("duplicates");
        assertEquals(4 * BASES + NEAR + 1, duplicates.get("documents").asLong());
        assertEquals(3 * BASES + NEAR, duplicates.get("removed").asLong());
        List<String> methods = new ArrayList<>();
        duplicates
                .get("methods")
                .forEach(method -> methods.add(method.get("reason").asText() + " "
                        + method.get("removed").asLong() + " " + method.get("between")));
        assertEquals(
                List.of(
                        "url_duplicate " + BASES + " {\"web\":{\"books\":" + BASES + "}}",
                        "exact_duplicate " + 2 * BASES + " {\"news\":{\"books\":" + BASES + "},\"web\":{\"books\":"
                                + BASES + "}}",
                        "minhash_duplicate " + NEAR + " {\"news\":{\"books\":" + NEAR + "}}"),
                methods);
        // 11 clusters of four, one of nine.
        assertEquals(
                "[{\"from\":2,\"to\":3,\"clusters\":0},{\"from\":4,\"to\":7,\"clusters\":" + (BASES - 1)
                        + "},{\"from\":8,\"to\":15,\"clusters\":1}]",
                duplicates.get("cluster_sizes").toString());
        assertEquals(BASES, duplicates.get("largest").size());
        JsonNode largest = duplicates.get("largest").get(0);
        assertEquals(4 + NEAR, largest.get("size").asLong());
        assertEquals("books", largest.get("survivor").get("source").asText());
        assertEquals(
                "https://books.example/0", largest.get("survivor").get("origin").asText());
        JsonNode minhash = duplicates.get("minhash");
        assertTrue(
                minhash.get("pairs_alike").asLong() >= NEAR
                        && minhash.get("pairs_compared").asLong()
                                >= minhash.get("pairs_alike").asLong(),
                minhash.toString());
        for (String reason : List.of("url_duplicate", "exact_duplicate", "minhash_duplicate")) {
            assertTrue(json(run).get("samples").get("rejected").has(reason), reason);
        }
        String page = new String(run.bytes("report/index.html"), StandardCharsets.UTF_8);
        assertTrue(
                page.contains("tamis inspect RUN --cluster " + largest.get("id").asText()));
        for (String outside : List.of("<script", "<link", "<img", " src=", "@import", "url(")) {
            assertFalse(page.contains(outside), outside);
        }
    }

    @Test
    void theCurveIsThatOfTheBandsAndRowsOfTheRecipe() throws Exception {
        TextShards shards = shards();
        RunDirectory run = shards.run("local[2]", recipe(shards, "run", "dedup.minhash.preset = dclm"), "report");
        JsonNode minhash = json(run).get("duplicates").get("minhash");
        assertEquals(93, minhash.get("bands").asInt());
        assertEquals(15, minhash.get("rows").asInt());
        assertEquals(0.5, minhash.get("verify").asDouble());
        assertEquals(101, minhash.get("curve").size());
        for (JsonNode point : minhash.get("curve")) {
            assertEquals(
                    MinHashPreset.DCLM
                            .settings()
                            .probability(point.get("jaccard").asDouble()),
                    point.get("probability").asDouble(),
                    1e-6);
        }
        assertEquals(
                0.5,
                MinHashPreset.DCLM.settings().probability(minhash.get("half").asDouble()),
                1e-4);
    }

    @Test
    void anyMemberLeadsToItsWholeCluster() throws Exception {
        TextShards shards = shards();
        RunDirectory run = shards.run("local[2]", recipe(shards, "run", ""), "dedup");
        Documents documents = new Documents(run);
        List<StoredDocument> members = documents.sample(
                Integer.MAX_VALUE,
                verdict -> verdict.fate().cluster() != null
                        && verdict.fate().clusterSize() != 4
                        && verdict.source().equals("news"));
        Optional<String> ofNine = members.stream()
                .filter(member -> "minhash_duplicate".equals(member.fate().removedBy()))
                .map(StoredDocument::id)
                .findFirst();
        Cluster cluster = documents.cluster(ofNine.orElseThrow(), 100).orElseThrow();
        assertEquals(4 + NEAR, cluster.documents());
        assertEquals(
                "https://books.example/0",
                cluster.survivor().orElseThrow().origin().get("url"));
        assertEquals(3 + NEAR, cluster.removed().size());
        assertEquals(
                new TreeMap<>(java.util.Map.of(
                        "url_duplicate/web", 1L,
                        "exact_duplicate/web", 1L,
                        "exact_duplicate/news", 1L,
                        "minhash_duplicate/news", (long) NEAR)),
                cluster.removedBy());
        for (StoredDocument member : cluster.removed()) {
            assertEquals(cluster, documents.cluster(member.id(), 100).orElseThrow());
            assertEquals("removed as " + member.fate().removedBy() + " of " + cluster.id(), member.verdict());
        }
        assertEquals(cluster, documents.cluster(cluster.id(), 100).orElseThrow());
        assertEquals(
                "kept, stands for a cluster of 9 documents",
                cluster.survivor().orElseThrow().verdict());

        Cluster few = documents.cluster(cluster.id(), 2).orElseThrow();
        assertEquals(cluster.removed().subList(0, 2), few.removed());
        assertEquals(cluster.documents(), few.documents());

        StoredDocument alone = documents
                .sample(1, verdict -> verdict.kept() && verdict.source().equals("web"))
                .get(0);
        assertEquals(Optional.empty(), documents.cluster(alone.id(), 10));
        assertEquals(Optional.empty(), documents.cluster("no such id", 10));
    }

    @Test
    void aClusterWhoseSurvivorIsOfAnEarlierRunIsShownWithoutIt() throws Exception {
        TextShards shards = shards();
        RunDirectory before = shards.run("local[2]", recipe(shards, "before", ""), "dedup");
        RunDirectory after =
                shards.run("local[2]", recipe(shards, "after", "dedup.against = [\"" + before + "\"]"), "report");
        assertEquals(1, json(after).get("duplicates").get("earlier_runs").asInt());
        Documents documents = new Documents(after);
        StoredDocument removed =
                documents.sample(1, verdict -> verdict.fate().isDuplicate()).get(0);
        Cluster cluster = documents.cluster(removed.id(), 100).orElseThrow();
        assertEquals(Optional.empty(), cluster.survivor());
        assertEquals(cluster.removed().size(), cluster.documents());
        assertEquals(
                cluster, documents.cluster(removed.fate().duplicateOf(), 100).orElseThrow());
    }

    @Test
    void aRunThatWasStoppedBeforeItsReportGetsOneOfWhatIsCommitted() throws Exception {
        TextShards shards = shards();
        Recipe recipe = recipe(shards, "run", "");
        RunDirectory run = shards.run("local[2]", recipe, "dedup");
        assertFalse(run.exists("report/index.html"));
        Report.writeAgain(run, recipe);
        assertEquals(
                3 * BASES + NEAR, json(run).get("duplicates").get("removed").asLong());
        assertEquals(List.of(), Verification.verify(run).problems());
        // The run goes on from there, and its own report takes the place of this one.
        shards.run("local[2]", recipe, "report");
        assertTrue(json(run).get("stages").toString().contains("decontaminate"));
        assertEquals(List.of(), Verification.verify(run).problems());
    }

    @Test
    void aRunThatIsStoppedBeforeDedupHasAReportWithoutDuplicates() throws Exception {
        TextShards shards = shards();
        Recipe recipe = recipe(shards, "run", "");
        RunDirectory run = shards.run("local[2]", recipe, "decide");
        Report.writeAgain(run, recipe);
        assertTrue(json(run).get("duplicates").isNull());
        assertFalse(new String(run.bytes("report/index.html"), StandardCharsets.UTF_8).contains("#duplicates\""));
    }
}
