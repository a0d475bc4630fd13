package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.dedup.Jaccard;
import dev.tamis.filters.dedup.Shingler;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.stage.TextShards.Doc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dedup of documents, on a real local Spark. */
final class DedupRunTest {
    private static final String ALL_METHODS = """
            dedup {
              survivor = ["chars", "uppercase_fraction"]
              url { enabled = true }, exact { enabled = true }, minhash { enabled = true }
            }
            """;

    @TempDir
    Path temp;

    /**
     * Documents with copies of every kind, in which no two that differ are as good as each other: near copies have a number
     * of characters of their own, whatever word was changed.
     */
    private static List<Doc> corpus(int bases) {
        SplittableRandom random = new SplittableRandom(bases);
        List<Doc> docs = new ArrayList<>();
        for (int base = 0; base < bases; base++) {
            List<String> words = TextShards.words(random, 160 + random.nextInt(60));
            String source = base % 3 == 0 ? "books" : "web";
            docs.add(new Doc(source, "https://example.org/" + base, text(words, 30 * base)));
            if (base % 4 == 0) {
                docs.add(new Doc(source, "http://www.example.org/" + base + "#top", text(words, 30 * base)));
            }
            if (base % 8 == 0) {
                // What once stood at an address and is superseded there may stand elsewhere as well.
                String before = String.join(" ", TextShards.words(random, 50));
                docs.add(new Doc(source, "https://example.org/" + base + "?utm_source=x", before));
                docs.add(new Doc(source, "https://again.org/" + base, before));
            }
            if (base % 5 == 0) {
                docs.add(new Doc(source, "https://copy.org/" + base, text(words, 30 * base)));
            }
            if (base % 2 == 0) {
                docs.add(new Doc(
                        "web", "https://near.org/" + base, text(TextShards.changed(words, 1, random), 30 * base + 10)));
            }
            if (base % 6 == 0) {
                docs.add(new Doc(
                        "books",
                        "https://nearer.org/" + base,
                        text(TextShards.changed(words, 1, random), 30 * base + 20)));
            }
        }
        return docs;
    }

    private static String text(List<String> words, int tail) {
        return String.join(" ", words) + " " + "x".repeat(tail + 1);
    }

    /**
     * What became of each text: by which method it was removed and for which text, or for how many documents it stands. Ids,
     * which choose among documents that are the same in everything else, say where a document was read.
     */
    private static List<String> fates(RunDirectory run) throws IOException {
        Map<String, StoredDocument> byId =
                TextShards.documents(run).stream().collect(Collectors.toMap(StoredDocument::id, document -> document));
        return byId.values().stream()
                .map(document -> {
                    String survivor = document.fate().duplicateOf();
                    return document.fate().removedBy() + " " + document.text() + " " + document.source() + " "
                            + (survivor == null ? "" : byId.get(survivor).text()) + " "
                            + document.fate().clusterSize();
                })
                .sorted()
                .toList();
    }

    /** The items of a list that another does not have, each as often as it is missing, cut for messages. */
    private static List<String> without(List<String> list, List<String> other) {
        List<String> rest = new ArrayList<>(list);
        other.forEach(rest::remove);
        return rest.stream()
                .map(item -> item.substring(0, Math.min(60, item.length())))
                .toList();
    }

    /** Digest of every file of a run but run.json, which holds times. */
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
    void theSameDocumentsSurviveWhateverThePartitionsTheOrderAndTheThreads() throws Exception {
        List<Doc> docs = corpus(120);
        TextShards shards = new TextShards(temp);
        shards.write("a", docs, 1);
        List<String> sources = TextShards.sources(docs);
        RunDirectory first = shards.run("local[2]", shards.recipe("a", "first", sources, ALL_METHODS), "dedup");
        RunDirectory alone = shards.run("local[1]", shards.recipe("a", "alone", sources, ALL_METHODS), "dedup");
        assertEquals(tree(first), tree(alone));
        List<String> fates = fates(first);
        assertTrue(fates.stream().anyMatch(fate -> fate.startsWith("url_duplicate")));
        assertTrue(fates.stream().anyMatch(fate -> fate.startsWith("exact_duplicate")));
        assertTrue(fates.stream().anyMatch(fate -> fate.startsWith("minhash_duplicate")));
        for (int seed = 1; seed <= 3; seed++) {
            shards.write("b" + seed, TextShards.shuffled(docs, seed), 2 * seed + 1);
            // The second finds its clusters in rounds on many tasks.
            Map<String, String> settings = seed == 2
                    ? Map.of("spark.tamis.dedup.edgesInOneTask", "0", "spark.default.parallelism", "5")
                    : Map.of();
            settings.forEach(System::setProperty);
            RunDirectory other;
            try {
                other = shards.run(
                        "local[3]", shards.recipe("b" + seed, "other" + seed, sources, ALL_METHODS), "dedup");
            } finally {
                settings.keySet().forEach(System::clearProperty);
            }
            assertEquals(List.of(), without(fates, fates(other)));
            assertEquals(List.of(), without(fates(other), fates));
            assertEquals(List.of(), Verification.verify(other).problems());
        }
    }

    @Test
    void everyRemovedDocumentNamesASurvivorAndClustersAreAsLargeAsTheySay() throws Exception {
        List<Doc> docs = corpus(90);
        TextShards shards = new TextShards(temp);
        shards.write("a", docs, 3);
        RunDirectory run = shards.run(
                "local[2]", shards.recipe("a", "run", TextShards.sources(docs), ALL_METHODS), "decontaminate");
        assertEquals(List.of(), Verification.verify(run).problems());
        Map<String, Long> members = new HashMap<>();
        List<StoredDocument> documents = TextShards.documents(run);
        documents.forEach(document -> members.merge(
                document.fate().cluster() == null
                        ? document.id()
                        : document.fate().cluster(),
                1L,
                Long::sum));
        long kept = 0;
        for (StoredDocument document : documents) {
            if (document.kept()) {
                kept++;
                assertNull(document.fate().duplicateOf());
                assertEquals(
                        Math.max(1, document.fate().clusterSize()),
                        members.get(document.id()),
                        "cluster of " + document.id());
            } else {
                assertEquals(document.fate().cluster(), document.fate().duplicateOf());
            }
        }
        assertEquals(members.size(), kept);
        assertEquals(90 + 12, kept);
    }

    @Test
    void theSurvivorIsTheBestByTheExpressionsOfTheRecipe() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        List<Doc> docs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            List<String> words = TextShards.words(random, 160);
            docs.add(new Doc("web", null, String.join(" ", words)));
            docs.add(new Doc("books", null, String.join(" ", words)));
            docs.add(
                    new Doc("web", null, String.join(" ", TextShards.changed(words, 1, random)) + " and a longer end"));
        }
        TextShards shards = new TextShards(temp);
        shards.write("a", docs, 2);
        String minhash = "minhash { enabled = true }";
        RunDirectory longest = shards.run(
                "local[2]",
                shards.recipe("a", "longest", List.of("books", "web"), "dedup { " + minhash + " }"),
                "dedup");
        assertEquals(
                20,
                TextShards.documents(longest).stream()
                        .filter(document -> document.kept() && document.text().endsWith("end"))
                        .count());
        RunDirectory books = shards.run(
                "local[2]",
                shards.recipe(
                        "a",
                        "books",
                        List.of("books", "web"),
                        "dedup { survivor = [\"source = 'books'\", \"-chars\"], " + minhash + " }"),
                "dedup");
        List<StoredDocument> kept = TextShards.documents(books).stream()
                .filter(StoredDocument::kept)
                .toList();
        assertEquals(20, kept.size());
        kept.forEach(document -> assertEquals("books", document.source()));
    }

    @Test
    void withinAScopeOnlyItsOwnDocumentsAreCompared() throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        List<Doc> docs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String text = String.join(" ", TextShards.words(random, 160));
            docs.add(new Doc("web", "https://example.org/" + i, text));
            docs.add(new Doc("web", "https://example.org/" + i, text));
            docs.add(new Doc("books", "https://example.org/" + i, text));
        }
        TextShards shards = new TextShards(temp);
        shards.write("a", docs, 2);
        for (String method : List.of("url", "exact", "minhash")) {
            String others = method.equals("exact") ? "" : "exact { enabled = false }, ";
            for (String scope : List.of("corpus", "source")) {
                String name = method + "-" + scope;
                RunDirectory run = shards.run(
                        "local[2]",
                        shards.recipe(
                                "a",
                                name,
                                List.of("books", "web"),
                                "dedup { " + others + method + " { enabled = true, scope = " + scope + " } }"),
                        "dedup");
                long kept = TextShards.documents(run).stream()
                        .filter(StoredDocument::kept)
                        .count();
                assertEquals(scope.equals("corpus") ? 10 : 20, kept, name);
            }
        }
    }

    @Test
    void aNewDumpComparedWithEarlierOnesLosesWhatAllAtOnceWouldHaveLost() throws Exception {
        List<Doc> docs = corpus(120);
        List<Doc> old = new ArrayList<>();
        List<Doc> fresh = new ArrayList<>();
        for (int i = 0; i < docs.size(); i++) {
            (i % 2 == 0 ? old : fresh).add(docs.get(i));
        }
        TextShards shards = new TextShards(temp);
        shards.write("old", old, 2);
        shards.write("fresh", fresh, 3);
        List<String> sources = TextShards.sources(docs);
        // Nothing but signatures and verdicts of the earlier run is read: its documents are not there any more.
        RunDirectory before = shards.run("local[2]", shards.recipe("old", "before", sources, ALL_METHODS), "dedup");
        for (String path : before.required("annotate").pathsByPart("documents")) {
            Files.delete(Path.of(before.toString(), path));
        }
        String against = ALL_METHODS + "dedup { against = [\"" + before + "\"] }\n";
        RunDirectory after = shards.run("local[2]", shards.recipe("fresh", "after", sources, against), "dedup");
        assertEquals(List.of(), Verification.verify(after).problems());

        // All at once, with what was there before preferred, as it is when it has been published.
        List<Doc> both = new ArrayList<>();
        old.forEach(doc -> both.add(new Doc("old" + doc.source(), doc.url(), doc.text())));
        both.addAll(fresh);
        shards.write("both", both, 2);
        RunDirectory whole = shards.run(
                "local[2]",
                shards.recipe(
                        "both",
                        "whole",
                        TextShards.sources(both),
                        ALL_METHODS.replace("[\"chars\"", "[\"source LIKE 'old%'\", \"chars\"")),
                "dedup");
        List<String> freshOfWhole = TextShards.documents(whole).stream()
                .filter(document -> document.kept() && !document.source().startsWith("old"))
                .map(StoredDocument::text)
                .sorted()
                .toList();
        List<String> kept = TextShards.documents(after).stream()
                .filter(StoredDocument::kept)
                .map(StoredDocument::text)
                .sorted()
                .toList();
        assertEquals(freshOfWhole, kept);
        assertTrue(kept.size() < fresh.size());

        String other = against + "dedup.minhash { bands = 10 }";
        IOException refused = assertThrows(
                IOException.class,
                () -> shards.run("local[1]", shards.recipe("fresh", "other", sources, other), "dedup"));
        assertTrue(refused.getMessage().contains("can be compared only where"), refused.getMessage());
    }

    @Test
    void withVerificationDocumentsAreLinkedIfAndOnlyIfTheirShinglesAreAlike() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        List<Doc> docs = new ArrayList<>();
        for (int base = 0; base < 60; base++) {
            List<String> words = TextShards.words(random, 100);
            docs.add(new Doc("web", null, String.join(" ", words)));
            for (int copy = 1; copy <= 4; copy++) {
                docs.add(new Doc("web", null, String.join(" ", TextShards.changed(words, 2 * copy, random))));
            }
        }
        TextShards shards = new TextShards(temp);
        shards.write("a", docs, 4);
        // So many bands of one row that every pair with anything in common is a candidate.
        double least = 0.6;
        String more = "dedup { minhash { enabled = true, bands = 200, rows = 1, verify = " + least + " } }";
        RunDirectory run = shards.run("local[2]", shards.recipe("a", "run", List.of("web"), more), "dedup");
        List<StoredDocument> documents = TextShards.documents(run);
        int[] component = components(documents, least);
        Map<String, Integer> componentOf = new HashMap<>();
        for (int i = 0; i < documents.size(); i++) {
            componentOf.put(documents.get(i).id(), component[i]);
        }
        Map<Integer, String> survivorOf = new HashMap<>();
        for (StoredDocument document : documents) {
            String survivor = document.kept() ? document.id() : document.fate().duplicateOf();
            Integer own = componentOf.get(document.id());
            assertEquals(own, componentOf.get(survivor));
            String before = survivorOf.putIfAbsent(own, survivor);
            assertTrue(before == null || before.equals(survivor), "one survivor in each component");
        }
    }

    /** 400 documents of one template, in pairs that differ in few words while others differ in many. */
    @Test
    void ofATemplateThatManyShareThePairsThatAreTrulyAlikeAreFound() throws Exception {
        SplittableRandom random = new SplittableRandom(9);
        List<String> template = TextShards.words(random, 350);
        List<Doc> docs = new ArrayList<>();
        int pairs = 200;
        for (int pair = 0; pair < pairs; pair++) {
            List<String> own = TextShards.words(random, 50);
            for (int twin = 0; twin < 2; twin++) {
                List<String> words = new ArrayList<>(template);
                words.addAll(twin == 0 ? own : TextShards.changed(own, 4, random));
                docs.add(new Doc("web", null, String.join(" ", words)));
            }
        }
        TextShards shards = new TextShards(temp);
        shards.write("a", docs, 2);
        String more = "dedup { minhash { enabled = true, verify = 0.85 } }";
        RunDirectory run = shards.run("local[2]", shards.recipe("a", "run", List.of("web"), more), "dedup");
        long removed = run.required("dedup").total().rejectedTotal();
        assertTrue(removed >= 0.99 * pairs && removed <= pairs, removed + " of " + pairs);
        assertEquals(0, run.required("dedup").count("minhash_pairs_left_out"));
        assertTrue(run.required("dedup").count("minhash_pairs_compared") > 20L * pairs);
    }

    /** The components of the graph of all pairs whose shingles have at least this similarity. */
    private static int[] components(List<StoredDocument> documents, double least) {
        long[][] sets = new long[documents.size()][];
        Shingler shingler = new Shingler(5);
        for (int i = 0; i < sets.length; i++) {
            byte[] text = documents.get(i).text().getBytes(StandardCharsets.UTF_8);
            int size = shingler.shingle(text, text.length);
            long[] shingles = Arrays.copyOf(shingler.shingles(), size);
            sets[i] = Arrays.copyOf(shingles, Jaccard.distinct(shingles, size));
        }
        int[] component = new int[sets.length];
        for (int i = 0; i < sets.length; i++) {
            component[i] = i;
        }
        for (int i = 0; i < sets.length; i++) {
            for (int j = 0; j < i; j++) {
                if (Jaccard.of(sets[i], sets[i].length, sets[j], sets[j].length) >= least) {
                    int from = component[i];
                    int to = component[j];
                    for (int k = 0; k <= i; k++) {
                        component[k] = component[k] == from ? to : component[k];
                    }
                }
            }
        }
        return component;
    }
}
