package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Trace;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.read.Batch;
import dev.tamis.shards.read.DataLoader;
import dev.tamis.shards.read.PackedSequence;
import dev.tamis.shards.read.TokenCorpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From tokens to shards: domains, a ramp, two sequence lengths and two layouts, read back by the library for trainers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmissionTest {
    private static final String MIXTURE = """
            tokenizer.control_symbols = ["<fim_prefix>", "<fim_middle>", "<fim_suffix>"]
            fim { rate = 0.5 }
            mixture {
              split { pages = ["CASE WHEN tokens % 2 = 0 THEN 'even' ELSE 'odd' END"], lines = ["lang"] }
              floors { code = 0.1 }
              phases = [
                { name = main, share = 0.7, weights { lines = 3, pages = 5, pages/even = 3, pages/odd = 1, code = 2 },
                  ramp_to { pages = 1, code = 1 } }
                { name = late, share = 0.3, sequence_length = 64, scheme = unimax, ceilings { code = 0.2 } }
              ]
            }
            """;
    private static final String DOMAINS = "emit { layout = domains, formats = [megatron, mds] }";

    @TempDir
    static Path temp;

    private Corpus files;
    private RunDirectory phases;
    private RunDirectory domains;
    private final Map<Long, int[]> tokens = new HashMap<>();
    private final Map<Long, String> fim = new HashMap<>();

    @BeforeAll
    void runBoth() throws Exception {
        files = new Corpus(temp.resolve("corpus"));
        phases = river("phases", MIXTURE, 0);
        // Up to packing the two are the same; only emission is done again.
        copy(phases, "domains");
        deleteTokens(files.root().resolve("domains/tokens"));
        domains = river("domains", MIXTURE + DOMAINS, 0);
        Manifest tokenize = phases.required("tokenize");
        TokenType type = TokenType.forVocabulary((int) tokenize.count("vocab_size"));
        List<String> paths = tokenize.pathsByPart("tokens");
        for (int part = 0; part < paths.size(); part++) {
            try (TableReader rows = new TableReader(phases.path(paths.get(part)), Tables.TOKENS, phases.conf())) {
                for (Group row = rows.next(); row != null; row = rows.next()) {
                    int[] ids = new int[row.getInteger("count", 0)];
                    TokenBytes.read(row.getBinary("tokens", 0).getBytes(), type, ids, 0);
                    tokens.put(key(part, row.getLong("row", 0)), ids);
                    fim.put(key(part, row.getLong("row", 0)), TableReader.string(row, "fim"));
                }
            }
        }
    }

    private static long key(int part, long row) {
        return ((long) part << 32) | row;
    }

    /** A context whose lists come in this many partitions, or as the stages ask for where it is 0. */
    private static final class Partitioned extends JavaSparkContext {
        private final int partitions;

        Partitioned(SparkContext context, int partitions) {
            super(context);
            this.partitions = partitions;
        }

        @Override
        public <T> JavaRDD<T> parallelize(List<T> list, int slices) {
            return super.parallelize(list, partitions == 0 ? slices : partitions);
        }
    }

    private RunDirectory river(String name, String more, int partitions) throws Exception {
        return river(files, name, more, partitions);
    }

    private static RunDirectory river(Corpus files, String name, String more, int partitions) throws Exception {
        Recipe recipe = Recipes.load(
                files.recipe(name, more),
                List.of(),
                null,
                new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
        try (JavaSparkContext spark = new Partitioned(Engine.start("local[2]").sc(), partitions)) {
            RunDirectory directory = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, directory, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run("emit");
            return directory;
        }
    }

    private void copy(RunDirectory from, String name) throws IOException {
        Path root = Path.of(from.toString());
        Path to = files.root().resolve(name);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(root.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static TokenCorpus open(RunDirectory run) throws IOException {
        return TokenCorpus.open(Path.of(run.toString(), "tokens"));
    }

    private static List<PackedSequence> sequences(TokenCorpus corpus) throws IOException {
        List<PackedSequence> all = new ArrayList<>();
        for (int phase = 0; phase < corpus.phases(); phase++) {
            for (long slot = 0; slot < corpus.sequences(phase); slot++) {
                all.add(corpus.sequence(phase, slot));
            }
        }
        return all;
    }

    @Test
    void bothLayoutsAreReadInOneOrder() throws IOException {
        try (TokenCorpus ordered = open(phases);
                TokenCorpus computed = open(domains)) {
            assertEquals(List.of(), ordered.verify());
            assertEquals(List.of(), computed.verify());
            List<PackedSequence> expected = sequences(ordered);
            List<PackedSequence> found = sequences(computed);
            assertEquals(expected.size(), found.size());
            assertTrue(expected.size() > 1000, "sequences: " + expected.size());
            for (int i = 0; i < expected.size(); i++) {
                PackedSequence one = expected.get(i);
                PackedSequence other = found.get(i);
                assertArrayEquals(one.tokens(), other.tokens());
                assertEquals(one.runs(), other.runs());
                assertEquals(one.domain(), other.domain());
                assertEquals(one.epoch(), other.epoch());
                assertEquals(one.crc32c(), other.crc32c());
            }
        }
    }

    @Test
    void everyTokenOfASequenceIsThatOfItsDocument() throws IOException {
        try (TokenCorpus corpus = open(phases)) {
            int transformed = 0;
            for (PackedSequence sequence : sequences(corpus)) {
                int at = 0;
                for (SequenceRun run : sequence.runs()) {
                    int[] document = tokens.get(key(run.part(), run.row()));
                    for (int i = 0; i < run.length(); i++) {
                        assertEquals(document[(int) run.documentOffset() + i], sequence.tokens()[at++]);
                    }
                    boolean flagged = (run.flags() & SequenceRun.FILL_IN_THE_MIDDLE) != 0;
                    assertEquals(fim.get(key(run.part(), run.row())) != null, flagged);
                    transformed += flagged ? 1 : 0;
                }
                assertEquals(sequence.length(), at);
            }
            assertTrue(transformed > 10, "runs of transformed documents: " + transformed);
        }
    }

    @Test
    void noDocumentThatFitsIsCut() throws IOException {
        try (TokenCorpus corpus = open(domains)) {
            for (PackedSequence sequence : sequences(corpus)) {
                for (SequenceRun run : sequence.runs()) {
                    int[] document = tokens.get(key(run.part(), run.row()));
                    if (document.length <= sequence.tokens().length) {
                        assertEquals(document.length, run.length());
                    }
                }
            }
        }
    }

    @Test
    void everyTokenHasOnePlaceInTheSequencesOfItsDomain() throws IOException {
        List<String> paths = phases.required("pack").pathsByPart(PackStage.TABLE);
        int documents = 0;
        for (int part = 0; part < paths.size(); part++) {
            try (TableReader rows = new TableReader(phases.path(paths.get(part)), Tables.PACKING, phases.conf())) {
                for (Group row = rows.next(); row != null; row = rows.next()) {
                    Group list = row.getGroup("placements", 0);
                    int next = 0;
                    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
                        Group placement = list.getGroup(0, i).getGroup(0, 0);
                        assertEquals(next, placement.getInteger("offset", 0));
                        next += placement.getInteger("length", 0);
                    }
                    assertEquals(tokens.get(key(part, row.getLong("row", 0))).length, next);
                    documents++;
                }
            }
        }
        assertEquals(tokens.size(), documents);
    }

    @Test
    void everyPrefixHoldsToItsTargets() throws IOException {
        try (TokenCorpus corpus = open(domains)) {
            MixturePlan plan = corpus.plan();
            for (int p = 0; p < corpus.phases(); p++) {
                MixturePlan.Phase phase = plan.phases().get(p);
                double[] target = new double[plan.stocks().size()];
                long[] count = new long[target.length];
                for (MixturePlan.Step step : phase.steps()) {
                    for (long slot = step.firstSlot(); slot < step.firstSlot() + step.sequences(); slot++) {
                        count[corpus.order().at(p, slot).stock()]++;
                        for (MixturePlan.Draw draw : step.draws()) {
                            target[draw.stock()] += (double) draw.quanta() / step.period();
                        }
                        for (int stock = 0; stock < target.length; stock++) {
                            assertEquals(target[stock], (double) count[stock], 1, phase.name() + " " + slot);
                        }
                    }
                }
            }
        }
    }

    @Test
    void theRampAndTheBoundsHold() throws IOException {
        try (TokenCorpus corpus = open(phases)) {
            long last = corpus.sequences(0);
            double[] lines = new double[2];
            double[] code = new double[2];
            for (long slot = 0; slot < last; slot++) {
                String domain = corpus.sequence(0, slot).domain();
                int half = slot < last / 2 ? 0 : 1;
                lines[half] += domain.startsWith("lines/") ? 2.0 / last : 0;
                code[half] += domain.equals("code") ? 2.0 / last : 0;
            }
            // From 0.3 to 0: 0.225 on average in the first half, 0.075 in the second.
            assertEquals(0.225, lines[0], 0.02);
            assertEquals(0.075, lines[1], 0.02);
            assertTrue(code[0] >= 0.19 && code[1] >= 0.19, code[0] + " " + code[1]);
            long late = 0;
            for (long slot = 0; slot < corpus.sequences(1); slot++) {
                late += corpus.sequence(1, slot).domain().equals("code") ? 1 : 0;
            }
            assertTrue(late <= 0.2 * corpus.sequences(1) + 1, "code in late: " + late);
        }
    }

    @Test
    void oneSevenAndSixtyFourPartitionsGiveTheSameShards() throws Exception {
        for (int partitions : new int[] {1, 7, 64}) {
            String name = "partitions-" + partitions;
            copy(domains, name);
            // What is done again: the mixture, the packing, the shards.
            Path root = files.root().resolve(name);
            for (String stage : List.of("mix", "pack", "emit")) {
                Files.delete(root.resolve("stages/" + stage + "/manifest.json"));
            }
            deleteTokens(root.resolve("tokens"));
            RunDirectory again = river(name, MIXTURE + DOMAINS, partitions);
            assertTrue(digests(domains).equals(digests(again)), partitions + " partitions give other shards");
        }
    }

    private static void deleteTokens(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private static SortedMap<String, String> digests(RunDirectory run) throws IOException {
        Path root = Path.of(run.toString(), "tokens");
        SortedMap<String, String> digests = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                digests.put(root.relativize(file).toString(), Digests.sha256(Files.readAllBytes(file)));
            }
        }
        assertFalse(digests.isEmpty());
        return digests;
    }

    @Test
    void theRunVerifiesAndASequenceIsTracedInEitherLayout() throws IOException {
        assertEquals(List.of(), Verification.verify(phases).problems());
        assertEquals(List.of(), Verification.verify(domains).problems());
        Trace ordered = new Trace(phases);
        Trace computed = new Trace(domains);
        for (String phase : List.of("main", "late")) {
            for (long slot : new long[] {0, 1, 100}) {
                Trace.SequenceTrace one = ordered.sequence(phase, slot);
                Trace.SequenceTrace other = computed.sequence(phase, slot);
                assertEquals(one.spans().size(), other.spans().size());
                for (int i = 0; i < one.spans().size(); i++) {
                    assertEquals(one.spans().get(i).id(), other.spans().get(i).id());
                    assertEquals(slot, other.spans().get(i).sequence());
                    assertEquals(
                            one.spans().get(i).epoch(), other.spans().get(i).epoch());
                }
                String id = one.spans().get(0).id();
                assertEquals(
                        places(ordered.document(id).orElseThrow()),
                        places(computed.document(id).orElseThrow()));
            }
        }
    }

    private static List<String> places(Trace.DocumentTrace trace) {
        return trace.spans().stream()
                .map(span -> span.phase() + " " + span.sequence() + " " + span.start() + " " + span.epoch())
                .sorted()
                .toList();
    }

    @Test
    void loadersOfBothLayoutsKeepOneChain() throws IOException {
        List<String> chains = new ArrayList<>();
        for (RunDirectory run : List.of(phases, domains)) {
            try (TokenCorpus corpus = open(run);
                    DataLoader loader =
                            corpus.loader().batchTokens(1024).chain(true).open()) {
                String chain = null;
                for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
                    chain = batch.chain();
                }
                chains.add(chain);
            }
        }
        assertEquals(chains.get(0), chains.get(1));
    }

    @Test
    void aDomainTooSmallForASequenceIsLeftOutAndTheCorpusStillReads() throws Exception {
        String mixture = """
                mixture { packing = concat, split { lines = ["CASE WHEN tokens % 7 = 0 THEN 'rare' ELSE 'rest' END"] }
                  phases = [{ name = main, share = 1, sequence_length = 4096 }] }
                """;
        for (String layout : List.of("", DOMAINS)) {
            String name = "rare" + layout.length();
            copy(phases, name);
            deleteTokens(files.root().resolve(name + "/tokens"));
            RunDirectory run = river(name, mixture + layout, 0);
            assertEquals(List.of(), Verification.verify(run).problems());
            try (TokenCorpus corpus = open(run)) {
                assertEquals(List.of(), corpus.verify());
                int rare = corpus.plan().stocks().stream()
                        .map(MixturePlan.Stock::domain)
                        .toList()
                        .indexOf("lines/rare");
                assertEquals(0, corpus.plan().stocks().get(rare).sequences());
                assertTrue(
                        corpus.plan().notes().stream().anyMatch(note -> note.startsWith("lines/rare is left out")),
                        corpus.plan().notes().toString());
            }
        }
    }

    @Test
    void emittingOverAnEarlierEmissionLeavesNothingStale() throws Exception {
        Corpus own = new Corpus(temp.resolve("again"));
        String mixture = "mixture { phases = [{ name = main, share = 1 }] }\n";
        RunDirectory run = river(own, "run", mixture + "emit.formats = [megatron, mds]", 0);
        Path tokens = Path.of(run.toString(), "tokens");
        assertTrue(Files.exists(tokens.resolve("main/mds/index.json")));
        // A line that a rule rejects, before all others: rows move on, tokens stay the same.
        own.write("lines/0.jsonl", "{\"text\": \"too short\"}\n".getBytes(StandardCharsets.UTF_8));
        RunDirectory again = river(own, "run", mixture, 0);
        assertEquals(List.of(), Verification.verify(again).problems());
        try (TokenCorpus corpus = open(again)) {
            assertEquals(List.of(), corpus.verify());
        }
        assertFalse(Files.exists(tokens.resolve("main/mds/index.json")), "Streaming would read the earlier shards");
    }

    @Test
    void floorsThatTheEpochsDoNotGiveStopTheRunWithTheirNumbers() throws IOException {
        copy(phases, "floors");
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> river("floors", MIXTURE + "mixture { max_epochs_by_domain { code = 0.01 } }", 0));
        assertTrue(refused.getMessage().contains("code"), refused.getMessage());
    }
}
