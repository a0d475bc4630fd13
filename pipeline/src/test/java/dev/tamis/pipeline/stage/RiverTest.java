package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Trace;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.report.Report;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.run.StageNames;
import dev.tamis.shards.format.MegatronReader;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole river on a small corpus and a real local Spark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RiverTest {
    /** All but those of images, of which the corpus has none. */
    private static final List<String> STAGES = StageNames.ALL.stream()
            .filter(stage -> !stage.equals("interleave") && !stage.equals("media"))
            .toList();

    /** Not a folder with a name by chance: ids follow from the names of shards, and what is drawn from ids. */
    private final Path temp = Path.of("target", "river-test");

    private Corpus corpus;
    private RunDirectory run;
    private SortedMap<String, String> tree;

    @BeforeAll
    void runOnce() throws Exception {
        if (Files.exists(temp)) {
            try (Stream<Path> files = Files.walk(temp)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        corpus = new Corpus(temp.resolve("corpus"));
        run = river("run", "local[2]", "", null, Progress.SILENT);
        tree = tree(run);
    }

    @AfterAll
    void nothingIsLeftRunning() {
        assertFalse(tree.isEmpty());
    }

    private RunDirectory river(String name, String master, String more, String until, Progress progress)
            throws Exception {
        Recipe recipe = load(name, more);
        try (JavaSparkContext spark = Engine.start(master)) {
            RunDirectory directory = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, directory, recipe, List.of(), progress, Clock.systemUTC()).run(until);
            return directory;
        }
    }

    private Recipe load(String name, String more) throws Exception {
        return Recipes.load(
                corpus.recipe(name, more),
                List.of(),
                null,
                new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
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

    private void assertSame(SortedMap<String, String> other) {
        SortedMap<String, String> differing = new TreeMap<>(tree);
        differing.entrySet().removeAll(other.entrySet());
        assertEquals(new TreeMap<>(), differing, "files of the first run that the second does not have");
        assertEquals(tree.keySet(), other.keySet());
    }

    @Test
    void everyUnitIsAccountedForAndTheRunVerifies() throws IOException {
        Verification.Result result = Verification.verify(run);
        assertEquals(List.of(), result.problems());
        assertEquals(List.of(), result.notes());
        assertEquals(STAGES.size(), result.stages());
        Manifest annotate = run.required("annotate");
        assertEquals(Corpus.PAGES, annotate.ledger().get("pages").out());
        assertEquals(Corpus.LINES, annotate.ledger().get("lines").out());
        assertEquals(Corpus.SOURCES, annotate.ledger().get("code").out());
    }

    @Test
    void shortLinesAreRejectedByEveryRuleTheyFail() throws IOException {
        int tooShort = (Corpus.LINES - 3 + Corpus.SHORT_EVERY - 1) / Corpus.SHORT_EVERY;
        Manifest decide = run.required("decide");
        assertEquals(tooShort, decide.ledger().get("lines").rejectedTotal());
        assertEquals(tooShort, decide.count("rule/enough_words/lines/failed"));
        assertEquals(tooShort, decide.count("rule/enough_chars/lines/failed"));
        assertEquals(0, decide.count("rule/enough_words/lines/alone"));
        for (StoredDocument document :
                new Documents(run).sample(3, verdict -> !verdict.rejectedBy().isEmpty())) {
            assertEquals(List.of("enough_chars", "enough_words"), document.rejectedBy());
        }
    }

    @Test
    void ofEqualTextsOneSurvivesAndTheOthersNameIt() throws IOException {
        Documents documents = new Documents(run);
        List<StoredDocument> duplicates =
                documents.sample(100, verdict -> verdict.fate().duplicateOf() != null);
        long expected = java.util.stream.IntStream.range(0, Corpus.LINES)
                .filter(i -> i % Corpus.REPEAT_EVERY == 1
                        && i % Corpus.SHORT_EVERY != 3
                        && (i - 1) % Corpus.SHORT_EVERY != 3)
                .count();
        assertEquals(expected, duplicates.size());
        for (StoredDocument duplicate : duplicates) {
            StoredDocument survivor =
                    documents.find(duplicate.fate().duplicateOf()).orElseThrow();
            assertTrue(survivor.kept());
            assertEquals(
                    survivor.signals().get("text_hash"), duplicate.signals().get("text_hash"));
            assertTrue(survivor.text().equalsIgnoreCase(duplicate.text()));
        }
    }

    @Test
    void oneThreadAndFourGiveTheSameBytes() throws Exception {
        assertSame(tree(river("run-1", "local[1]", "", null, Progress.SILENT)));
        assertSame(tree(river("run-4", "local[4]", "", null, Progress.SILENT)));
    }

    @Test
    void aRunThatFailsBetweenAnyTwoStagesEndsWithTheSameBytesWhenStartedAgain() throws Exception {
        for (String stage : STAGES) {
            Progress failing = new Progress() {
                @Override
                public void started(String name) {
                    if (name.equals(stage)) {
                        throw new UncheckedIOException(new IOException("injected before " + name));
                    }
                }
            };
            String name = "failed-" + stage;
            assertThrows(UncheckedIOException.class, () -> river(name, "local[2]", "", null, failing));
            // What an attempt that was killed half-way leaves behind.
            corpus.write(name + "/attempts/" + stage + "/0-0/documents.parquet", new byte[] {1, 2, 3});
        }
        for (String stage : List.of("annotate", "dedup", "decontaminate", "report")) {
            assertSame(tree(river("failed-" + stage, "local[2]", "", null, Progress.SILENT)));
        }
    }

    @Test
    void aSecondRunDoesNothing() throws Exception {
        river("again", "local[2]", "", "dedup", Progress.SILENT);
        Progress nothingStarts = new Progress() {
            @Override
            public void started(String name) {
                throw new AssertionError(name + " was run again");
            }
        };
        SortedMap<String, String> before = tree(river("again", "local[2]", "", "dedup", nothingStarts));
        assertTrue(before.containsKey("stages/dedup/manifest.json"));
    }

    @Test
    void aFlippedByteInAnyCommittedFileIsFound() throws Exception {
        Path root = Path.of(run.toString());
        Path copy = temp.resolve("flipped");
        copy(root, copy);
        RunDirectory copied = new RunDirectory(copy.toString(), run.conf());
        assertEquals(List.of(), Verification.verify(copied).problems());
        for (String name : tree.keySet()) {
            Path file = copy.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int at : new int[] {0, whole.length / 3, whole.length - 1}) {
                byte[] flipped = whole.clone();
                flipped[at] ^= 1;
                Files.write(file, flipped);
                assertNotEquals(List.of(), Verification.verify(copied).problems(), name + " at " + at);
            }
            Files.write(file, whole);
        }
        byte[] record = Files.readAllBytes(copy.resolve("run.json"));
        record[record.length / 2] ^= 1;
        Files.write(copy.resolve("run.json"), record);
        assertNotEquals(List.of(), Verification.verify(copied).problems());
    }

    @Test
    void aMissingFileAndAWrongCountAreFound() throws Exception {
        Path copy = temp.resolve("missing");
        copy(Path.of(run.toString()), copy);
        RunDirectory copied = new RunDirectory(copy.toString(), run.conf());
        DataFile file = copied.required("tokenize").table("tokens").get(0);
        Files.delete(copy.resolve(file.path()));
        assertTrue(Verification.verify(copied).problems().get(0).startsWith(file.path() + ": missing"));

        Manifest decide = copied.required("decide");
        SortedMap<String, Ledger> wrong = new TreeMap<>(decide.ledger());
        wrong.computeIfPresent(
                "pages",
                (s, ledger) -> new Ledger(ledger.in() + 1, ledger.out() + 1, ledger.rejected(), ledger.quarantined()));
        copied.publish(
                new Manifest(
                        decide.stage(),
                        decide.fingerprint(),
                        decide.inputs(),
                        decide.parts(),
                        decide.files(),
                        wrong,
                        decide.counts(),
                        decide.shards()),
                decide.paths().toList());
        assertTrue(Verification.verify(copied).problems().stream()
                .anyMatch(p -> p.startsWith("decide: units of pages in")));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @Test
    void decidingAgainReadsNoTextAndLeavesTheRestAsItIs() throws Exception {
        RunDirectory again = river("decided", "local[2]", "", "dedup", Progress.SILENT);
        String documents = again.required("annotate").fingerprint();
        // The text cannot be read any more; deciding must not mind.
        Recipe stricter = load("decided", "overrides { enough_words { keep = \"words >= 100\" } }");
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory directory = new RunDirectory(stricter.output(), spark.hadoopConfiguration());
            new River(spark, directory, stricter, List.of(), Progress.SILENT, Clock.systemUTC()).decideAgain();
        }
        assertEquals(documents, again.required("annotate").fingerprint());
        assertEquals(0, again.required("decide").ledger().get("lines").out());
        assertEquals(
                Corpus.PAGES, again.required("decide").ledger().get("pages").out());
        Verification.Result result = Verification.verify(again);
        assertEquals(List.of(), result.problems());
        assertTrue(result.notes().get(0).startsWith("signatures is out of date"));
    }

    @Test
    void whatTheReportSaysOfAnotherThresholdIsWhatDecidingWithItGives() throws Exception {
        RunDirectory first = river("moved", "local[2]", "", "decide", Progress.SILENT);
        JsonNode figures = SealedJson.JSON.readTree(
                Report.of(first, load("moved", "")).get(0).bytes());
        JsonNode moved = null;
        for (JsonNode rule : figures.get("rules")) {
            if (rule.get("rule").asText().equals("enough_words")) {
                assertEquals(1, rule.get("thresholds").size());
                moved = rule.get("thresholds").get(0).get("moved");
            }
        }
        for (int i = 0; i < moved.size(); i++) {
            JsonNode value = moved.get(i);
            RunDirectory again = river(
                    "moved-" + i,
                    "local[2]",
                    "overrides { enough_words { keep = \"words >= "
                            + value.get("value").asText() + "\" } }",
                    "decide",
                    Progress.SILENT);
            Manifest decide = again.required("decide");
            assertEquals(decide.total().out(), value.get("kept").asLong());
            for (String source : List.of("lines", "pages")) {
                JsonNode figure = value.get("by_source").get(source);
                assertEquals(
                        decide.count("rule/enough_words/" + source + "/failed"),
                        figure.get("failed").asLong());
                assertEquals(
                        decide.count("rule/enough_words/" + source + "/alone"),
                        figure.get("alone").asLong());
                assertEquals(
                        decide.ledger().get(source).out(), figure.get("kept").asLong());
            }
        }
    }

    @Test
    void realisedSharesAreWithinHalfAPercentOfTheAsked() throws IOException {
        MixturePlan plan = MixturePlan.fromJson(new String(run.bytes("mixture/plan.json"), StandardCharsets.UTF_8));
        Manifest emit = run.required("emit");
        for (MixturePlan.Phase phase : plan.phases()) {
            long tokens = emit.counts("domain_tokens/" + phase.name() + "/").values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            for (MixturePlan.Draw draw : phase.steps().get(0).draws()) {
                String source = plan.stocks().get(draw.stock()).domain();
                double realised = (double) emit.count("domain_tokens/" + phase.name() + "/" + source) / tokens;
                assertEquals(draw.planned(), realised, 0.005, phase.name() + " " + source);
            }
        }
    }

    @Test
    void tracedTokensAreTheTokensOfTheirDocuments() throws Exception {
        Encoder encoder = new Encoder(SentencePieceModel.parse(run.bytes("tokenizer/tokenizer.model")));
        int eod = encoder.model().eosId();
        Trace trace = new Trace(run);
        for (String phase : List.of("main", "late")) {
            Manifest emit = run.required("emit");
            for (DataFile bin : emit.table("bin")) {
                if (!bin.path().startsWith("tokens/" + phase + "/")) {
                    continue;
                }
                Path file = Path.of(run.toString(), bin.path());
                try (MegatronReader reader =
                        MegatronReader.open(file, Path.of(file.toString().replace(".bin", ".idx")))) {
                    long first = firstSequence(emit, bin, phase);
                    for (long n = 0; n < reader.sequences(); n += 17) {
                        Trace.SequenceTrace traced = trace.sequence(phase, first + n);
                        traced.documents()
                                .forEach(document -> assertTrue(document.kept(), "emitted: " + document.verdict()));
                        int[] tokens = reader.sequence(n);
                        int at = 0;
                        for (int i = 0; i < traced.spans().size(); i++) {
                            Trace.Span span = traced.spans().get(i);
                            int[] ids = encoder.encode(traced.documents().get(i).text());
                            int[] closed = Arrays.copyOf(ids, ids.length + 1);
                            closed[ids.length] = eod;
                            assertEquals(at, span.start());
                            for (int t = 0; t < span.length(); t++) {
                                assertEquals(closed[(int) span.documentOffset() + t], tokens[at++]);
                            }
                        }
                        // What the documents left of the sequence is padding.
                        while (at < tokens.length) {
                            assertEquals(eod, tokens[at++]);
                        }
                    }
                }
            }
        }
    }

    private static long firstSequence(Manifest emit, DataFile bin, String phase) {
        long first = 0;
        for (DataFile other : emit.table("bin")) {
            if (other.path().startsWith("tokens/" + phase + "/") && other.part() < bin.part()) {
                first += other.bytes() / 2 / 16;
            }
        }
        return first;
    }

    @Test
    void badInputEndsInQuarantineOrABoundedResultAndCountsAddUp() throws Exception {
        Corpus bad = new Corpus(temp.resolve("bad"));
        byte[] member = Corpus.gzip(Corpus.warcRecord("https://example.org/cut", "<p>" + Corpus.text(1, 50)));
        byte[] whole = Corpus.gzip(Corpus.warcRecord("https://example.org/whole", "<p>" + Corpus.text(2, 50)));
        byte[] cut = Arrays.copyOf(member, member.length - 20);
        bad.write("web/truncated.warc.gz", concatenated(whole, cut));
        bad.write("web/damaged-first.warc.gz", concatenated(cut, whole));
        bad.write(
                "web/header.warc",
                concatenated(
                        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: abc\r\n\r\nrubbish\r\n\r\n"
                                .getBytes(StandardCharsets.UTF_8),
                        Corpus.warcRecord("https://example.org/after", "<p>" + Corpus.text(3, 50))));
        bad.write("web/empty.warc.gz", new byte[0]);
        bad.write("lines/empty.jsonl", new byte[0]);
        bad.write(
                "lines/utf8.jsonl",
                concatenated(
                        "{\"text\": \"".getBytes(StandardCharsets.UTF_8),
                        new byte[] {(byte) 0xC3, 0x28},
                        "\"}\n".getBytes(StandardCharsets.UTF_8)));
        bad.write(
                "web/nested.warc.gz",
                Corpus.gzip(Corpus.warcRecord(
                        "https://example.org/deep", "<div>".repeat(100_000) + "<p>" + Corpus.text(4, 50))));
        Corpus kept = corpus;
        corpus = bad;
        try {
            RunDirectory directory =
                    river("run", "local[2]", "limits { record_bytes = 2MiB }", "dedup", Progress.SILENT);
            assertEquals(List.of(), Verification.verify(directory).problems());
            Manifest annotate = directory.required("annotate");
            assertEquals(
                    2,
                    annotate.ledger().get("pages").quarantined().get("gzip.truncated")
                            + annotate.ledger().get("pages").quarantined().getOrDefault("gzip.corrupt", 0L));
            assertEquals(1, annotate.ledger().get("pages").quarantined().get("warc.header"));
            assertEquals(1, annotate.ledger().get("lines").quarantinedTotal());
            Documents documents = new Documents(directory);
            for (String url : List.of("whole", "after")) {
                assertFalse(
                        documents.sample(1000, verdict -> verdict.source().equals("pages")).stream()
                                .noneMatch(d -> ("https://example.org/" + url)
                                        .equals(d.origin().get("url"))),
                        url);
            }
        } finally {
            corpus = kept;
        }
    }

    private static byte[] concatenated(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
