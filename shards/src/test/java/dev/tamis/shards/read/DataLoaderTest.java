package dev.tamis.shards.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.order.MixturePlan;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class DataLoaderTest {

    @TempDir
    Path directory;

    private Path phases;
    private Path domains;

    @BeforeEach
    void emit() throws IOException {
        phases = SmallCorpus.PHASES.write(Files.createDirectory(directory.resolve("phases")));
        domains = SmallCorpus.DOMAINS.write(Files.createDirectory(directory.resolve("domains")));
    }

    /** The chain after each batch. */
    private static List<String> chain(DataLoader loader) throws IOException {
        List<String> values = new ArrayList<>();
        for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
            values.add(batch.chain());
        }
        return values;
    }

    @Test
    void batchesAreTheSequencesOfThePhasesInOrder() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(phases);
                DataLoader loader = corpus.loader().batchSequences(8).open()) {
            long step = 0;
            for (int phase = 0; phase < 3; phase++) {
                for (long first = 0; first + 8 <= corpus.sequences(phase); first += 8) {
                    Batch batch = loader.next();
                    assertEquals(step++, batch.step());
                    assertEquals(phase, batch.phase());
                    assertEquals(corpus.index().phases().get(phase).name(), batch.phaseName());
                    assertEquals(8, batch.rows());
                    assertEquals(8, batch.globalRows());
                    assertEquals(8 * batch.sequenceLength(), batch.tokens().length);
                    for (int row = 0; row < 8; row++) {
                        PackedSequence expected = corpus.sequence(phase, first + row);
                        int length = batch.sequenceLength();
                        assertArrayEquals(
                                expected.tokens(),
                                Arrays.copyOfRange(batch.tokens(), row * length, (row + 1) * length));
                        assertEquals(expected.slot(), batch.slot(row));
                        assertEquals(expected.sequence(), batch.sequence(row));
                        assertEquals(expected.domain(), batch.domain(row));
                        assertEquals(expected.epoch(), batch.epoch(row));
                        assertEquals(expected.length(), batch.length(row));
                        assertEquals(expected.runs(), batch.runs(row));
                        assertEquals(expected.crc32c(), batch.checksum(row));
                        assertEquals(List.of(), batch.media(row));
                    }
                    assertThrows(IndexOutOfBoundsException.class, () -> batch.domain(8));
                }
            }
            assertNull(loader.next());
            assertNull(loader.next());
            assertEquals(step, loader.steps());
            assertEquals(step, loader.state().step());
            // 60 = 7 * 8 + 4, 43 = 5 * 8 + 3, 21 = 2 * 8 + 5.
            assertEquals(14, step);
            assertEquals(12, loader.schedule().leftOut());
        }
    }

    @Test
    void theRestOfAPhaseIsAShortBatchWhereItIsKept() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(phases);
                DataLoader loader =
                        corpus.loader().batchSequences(8).keepRest(true).open()) {
            List<Integer> rows = new ArrayList<>();
            for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
                rows.add(batch.rows());
                assertEquals(batch.rows() * batch.sequenceLength(), batch.tokens().length);
                assertEquals(batch.tokens().length, batch.positions().length);
            }
            assertEquals(List.of(8, 8, 8, 8, 8, 8, 8, 4, 8, 8, 8, 8, 8, 3, 8, 8, 5), rows);
            assertEquals(0, loader.schedule().leftOut());
        }
    }

    @Test
    void aBatchInTokensHasFewerSequencesWhereTheyAreLonger() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(domains);
                DataLoader loader = corpus.loader().batchTokens(128).open()) {
            for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
                assertEquals(batch.phase() == 2 ? 4 : 8, batch.rows());
                assertEquals(128, batch.tokens().length);
            }
            var e = assertThrows(
                    IllegalArgumentException.class,
                    () -> corpus.loader().batchTokens(48).open());
            assertTrue(e.getMessage().contains("phase long's sequence length 32"), e::getMessage);
        }
    }

    /** Both layouts, any number of workers: the batch of 24 that the bar names, and one that no number divides. */
    @Test
    void anyNumberOfWorkersMakesOneChainOfGlobalBatches() throws IOException {
        for (int size : new int[] {20, 11}) {
            List<String> expected = null;
            for (Path at : List.of(phases, domains)) {
                for (int workers : new int[] {1, 2, 3, 4, 6, 8}) {
                    List<String> found = chainOfWorkers(at, size, workers);
                    expected = expected == null ? found : expected;
                    assertEquals(expected, found, at + " " + workers);
                }
            }
        }
        try (TokenCorpus corpus = TokenCorpus.open(phases)) {
            for (int workers : new int[] {1, 2, 3, 4, 6, 8, 24}) {
                assertEquals(
                        BatchChain.ofTables(
                                        corpus,
                                        corpus.loader()
                                                .batchSequences(24)
                                                .phase("main")
                                                .schedule(),
                                        2)
                                .value(),
                        lastOfMain(corpus, workers));
            }
        }
    }

    private static String lastOfMain(TokenCorpus corpus, int workers) throws IOException {
        String last = null;
        for (int rank = 0; rank < workers; rank++) {
            try (DataLoader loader = corpus.loader()
                    .batchSequences(24)
                    .phase("main")
                    .worker(rank, workers)
                    .open()) {
                List<String> values = chain(loader);
                assertTrue(last == null || last.equals(values.get(values.size() - 1)));
                last = values.get(values.size() - 1);
            }
        }
        return last;
    }

    /** Joins what the workers logged, and checks that it is what each of them has kept. */
    private static List<String> chainOfWorkers(Path at, int size, int workers) throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(at)) {
            List<DataLoader> loaders = new ArrayList<>();
            for (int rank = 0; rank < workers; rank++) {
                loaders.add(corpus.loader()
                        .batchSequences(size)
                        .keepRest(true)
                        .worker(rank, workers)
                        .prefetch(rank % 3)
                        .open());
            }
            List<String> values = new ArrayList<>();
            BatchChain joined = new BatchChain();
            for (long step = 0; step < loaders.get(0).steps(); step++) {
                List<BatchPart> parts = new ArrayList<>();
                for (DataLoader loader : loaders) {
                    Batch batch = loader.next();
                    for (int row = 0; row < batch.rows(); row++) {
                        int j = batch.part().rank() + row * workers;
                        assertEquals(loader.schedule().firstSlot(step) + j, batch.slot(row));
                    }
                    parts.add(0, BatchPart.parse(batch.part().toLine()));
                }
                joined.add(step, BatchPart.join(parts));
                values.add(joined.value());
                for (DataLoader loader : loaders) {
                    assertEquals(joined.value(), loader.state().chain());
                }
            }
            for (DataLoader loader : loaders) {
                assertNull(loader.next());
                loader.close();
            }
            assertEquals(
                    joined.value(),
                    BatchChain.ofTables(
                                    corpus,
                                    corpus.loader()
                                            .batchSequences(size)
                                            .keepRest(true)
                                            .schedule(),
                                    values.size())
                            .value());
            return values;
        }
    }

    /** Also the second time: the state of a resumed loader is as good as the first one's. */
    @Test
    void resumedTwiceAtRandomPlacesTheChainAndTheLastStateAreTheSame() throws IOException {
        assertEquals(resumedTwiceAtRandomPlaces(phases), resumedTwiceAtRandomPlaces(domains));
    }

    private static List<String> resumedTwiceAtRandomPlaces(Path at) throws IOException {
        SplittableRandom random = new SplittableRandom(20);
        try (TokenCorpus corpus = TokenCorpus.open(at)) {
            DataLoader whole = corpus.loader().batchSequences(5).open();
            List<String> expected = chain(whole);
            String last = whole.state().toJson();
            for (int kill = 0; kill < 20; kill++) {
                int first = random.nextInt(expected.size());
                int second = first + random.nextInt(expected.size() - first + 1);
                List<String> found = new ArrayList<>();
                String state = null;
                for (int end : new int[] {first, second, Integer.MAX_VALUE}) {
                    // Another number of workers and of batches ahead each time: neither is part of the state.
                    int workers = 1 + random.nextInt(4);
                    DataLoader.Builder builder = corpus.loader()
                            .worker(random.nextInt(workers), workers)
                            .prefetch(random.nextInt(4));
                    builder = state == null ? builder.batchSequences(5) : builder.resume(LoaderState.parse(state));
                    try (DataLoader loader = builder.open()) {
                        while (found.size() < end) {
                            Batch batch = loader.next();
                            if (batch == null) {
                                break;
                            }
                            assertEquals(found.size(), batch.step());
                            found.add(batch.chain());
                        }
                        state = loader.state().toJson();
                        assertEquals(found.size(), loader.state().step());
                    }
                }
                assertEquals(expected, found);
                assertEquals(last, state);
            }
            return expected;
        }
    }

    @Test
    void aStateIsAValueThatTheLoaderDoesNotChange() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(phases);
                DataLoader loader =
                        corpus.loader().batchSequences(5).prefetch(3).open()) {
            loader.next();
            LoaderState state = loader.state();
            String json = state.toJson();
            loader.next();
            assertEquals(json, state.toJson());
            assertEquals(1, state.step());
            assertEquals(state, LoaderState.parse(json));
            assertEquals(2, loader.state().step());
            // Resumed and not gone on with, the state is the same.
            try (DataLoader again = corpus.loader().resume(state).open()) {
                assertEquals(json, again.state().toJson());
                assertEquals(1, again.next().step());
            }
        }
    }

    @Test
    void resumingOnOtherDataOrWithOtherBatchesIsRefused() throws IOException {
        LoaderState state;
        try (TokenCorpus corpus = TokenCorpus.open(phases);
                DataLoader loader = corpus.loader().batchSequences(5).open()) {
            loader.next();
            state = loader.state();
            refused(corpus.loader().resume(state).batchSequences(6), "batch_sequences 6: the state has 5");
            refused(corpus.loader().resume(state).batchTokens(160), "batch_tokens 160: the state has 0");
            refused(corpus.loader().resume(state).phase("main"), "phase main: the state has null");
            refused(corpus.loader().resume(state).keepRest(true), "keep_rest true: the state has false");
            refused(corpus.loader().resume(state).startAt(3), "both a step and a state");
            corpus.loader()
                    .resume(state)
                    .batchSequences(5)
                    .keepRest(false)
                    .open()
                    .close();
        }
        try (TokenCorpus other = TokenCorpus.open(domains)) {
            refused(other.loader().resume(state), "it is not what training began with");
        }
        for (String wrong : List.of("", "{}", "[1]", state.toJson().replace("\"step\":1", "\"step\":-1"))) {
            assertThrows(IllegalArgumentException.class, () -> LoaderState.parse(wrong));
        }
    }

    private static void refused(DataLoader.Builder builder, String message) {
        var e = assertThrows(IllegalArgumentException.class, builder::open);
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void whatCannotBeLoadedIsRefusedWithTheReason() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(phases)) {
            refused(corpus.loader(), "one of the two must be above 0");
            refused(corpus.loader().batchSequences(5).batchTokens(160), "one of the two must be above 0");
            refused(corpus.loader().batchSequences(4).worker(0, 5), "a batch has only 4 sequences");
            refused(corpus.loader().batchSequences(4).worker(2, 2), "Invalid worker: 2 of 2");
            refused(corpus.loader().batchSequences(4).phase("end"), "the corpus has [main, late, long]");
            refused(corpus.loader().batchSequences(22), "phase long has 21, and all of it would be left out");
            refused(corpus.loader().batchSequences(4).startAt(999), "must be from 0 to");
            DataLoader closed = corpus.loader().batchSequences(4).prefetch(1).open();
            closed.close();
            assertThrows(IllegalStateException.class, closed::next);
        }
    }

    @Test
    void aLoaderStartedAtAStepGivesWhatOneFromTheStartGives() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(phases);
                DataLoader whole = corpus.loader().batchSequences(4).open()) {
            for (long step = 0; step < whole.steps(); step++) {
                Batch expected = whole.next();
                try (DataLoader one =
                        corpus.loader().batchSequences(4).startAt(step).open()) {
                    Batch found = one.next();
                    assertEquals(step, found.step());
                    assertArrayEquals(expected.tokens(), found.tokens());
                    assertEquals(step, one.state().chainFrom());
                    assertEquals(step == 0, expected.chain().equals(found.chain()));
                }
            }
        }
    }

    @Test
    void masksFollowTheDocuments() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(domains);
                DataLoader loader =
                        corpus.loader().batchSequences(7).keepRest(true).open()) {
            for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
                int length = batch.sequenceLength();
                List<Integer> bounds = new ArrayList<>(List.of(0));
                int longest = 0;
                int documents = 0;
                for (int row = 0; row < batch.rows(); row++) {
                    int at = row * length;
                    int segment = 0;
                    for (SequenceRun run : batch.runs(row)) {
                        segment++;
                        documents++;
                        longest = Math.max(longest, run.length());
                        for (int i = 0; i < run.length(); i++, at++) {
                            assertEquals(i, batch.positions()[at]);
                            assertEquals(segment, batch.segments()[at]);
                            assertEquals(i == 0 ? 0 : 1, batch.lossMask()[at]);
                        }
                        // The token that ends a document is a target.
                        assertEquals(SmallCorpus.EOD, batch.tokens()[at - 1]);
                        bounds.add(at);
                    }
                    for (; at < (row + 1) * length; at++) {
                        assertEquals(SmallCorpus.PAD, batch.tokens()[at]);
                        assertEquals(0, batch.positions()[at]);
                        assertEquals(0, batch.segments()[at]);
                        assertEquals(0, batch.lossMask()[at]);
                    }
                    if (batch.length(row) < length) {
                        bounds.add(at);
                        longest = Math.max(longest, length - batch.length(row));
                    }
                }
                assertEquals(
                        bounds, Arrays.stream(batch.cumulativeLengths()).boxed().toList());
                assertEquals(longest, batch.longestDocument());
                assertEquals(documents, batch.documents());
            }
        }
    }

    @Test
    void aCopyOutlivesTheBatchAndTheLoadersBatchesAreUsedAgain() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(phases);
                DataLoader loader = corpus.loader().batchSequences(8).open()) {
            Batch batch = loader.next();
            Batch copy = batch.copy();
            int[] tokens = batch.tokens();
            int[] positions = batch.positions().clone();
            assertSame(batch, loader.next());
            assertSame(tokens, batch.tokens());
            assertEquals(0, copy.step());
            assertArrayEquals(positions, copy.positions());
            assertArrayEquals(corpus.sequence(0, 0).tokens(), Arrays.copyOf(copy.tokens(), 16));
            assertEquals(corpus.sequence(0, 7).runs(), copy.runs(7));
            assertNotEquals(copy.chain(), batch.chain());
        }
    }

    @Test
    void damageIsReportedByNextAlsoWhenReadAhead() throws IOException {
        Path file = phases.resolve("main").resolve("part-2.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[33] ^= 4;
        Files.write(file, bytes);
        try (TokenCorpus corpus = TokenCorpus.open(phases)) {
            for (int ahead = 0; ahead < 4; ahead++) {
                try (DataLoader loader =
                        corpus.loader().batchSequences(4).prefetch(ahead).open()) {
                    // Sequence 15 is damaged: the fourth batch.
                    for (int i = 0; i < 3; i++) {
                        loader.next();
                    }
                    for (int i = 0; i < 2; i++) {
                        var e = assertThrows(DamagedSequenceException.class, loader::next);
                        assertEquals(file, e.file());
                        assertEquals(15, e.sequence());
                        assertEquals(32, e.offset());
                    }
                    assertEquals(3, loader.state().step());
                }
            }
            try (DataLoader trusting =
                    corpus.loader().batchSequences(4).verify(false).open()) {
                assertEquals(30, chain(trusting).size());
            }
        }
    }

    /** A trainer that tries again must not wait for batches that nobody fills. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void afterAFailureEveryCallEndsInItWithoutWaiting() throws IOException {
        Path file = phases.resolve("main").resolve("part-2.bin");
        byte[] bytes = Files.readAllBytes(file);
        bytes[33] ^= 4;
        Files.write(file, bytes);
        try (TokenCorpus corpus = TokenCorpus.open(phases)) {
            for (int ahead = 1; ahead <= 3; ahead++) {
                try (DataLoader loader =
                        corpus.loader().batchSequences(4).prefetch(ahead).open()) {
                    for (int i = 0; i < 3; i++) {
                        loader.next();
                    }
                    for (int call = 0; call < 5; call++) {
                        assertThrows(DamagedSequenceException.class, loader::next);
                    }
                    assertEquals(3, loader.state().step());
                }
                try (DataLoader loader = corpus.loader()
                        .batchSequences(4)
                        .phase("long")
                        .prefetch(ahead)
                        .open()) {
                    assertEquals(5, chain(loader).size());
                    for (int call = 0; call < 5; call++) {
                        assertNull(loader.next());
                    }
                }
            }
        }
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void afterAnInterruptionEveryCallEndsInItAndTheStateResumes() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(domains)) {
            List<String> whole;
            try (DataLoader loader = corpus.loader().batchSequences(4).open()) {
                whole = chain(loader);
            }
            for (int ahead = 1; ahead <= 3; ahead++) {
                LoaderState state;
                List<String> found = new ArrayList<>();
                try (DataLoader loader =
                        corpus.loader().batchSequences(4).prefetch(ahead).open()) {
                    found.add(loader.next().chain());
                    found.add(loader.next().chain());
                    Thread.currentThread().interrupt();
                    assertThrows(InterruptedIOException.class, loader::next);
                    // The caller may look at the flag, and clear it.
                    assertTrue(Thread.interrupted());
                    for (int call = 0; call < 5; call++) {
                        assertThrows(InterruptedIOException.class, loader::next);
                    }
                    state = loader.state();
                }
                try (DataLoader loader =
                        corpus.loader().resume(state).prefetch(ahead).open()) {
                    found.addAll(chain(loader));
                }
                assertEquals(whole, found);
            }
        }
    }

    /** Found when the loader is opened, not at the step that is too large; no file of sequences is needed for it. */
    @Test
    void aBatchThatFitsNoArrayIsRefusedWithWhatToLower() throws IOException {
        long slots = 1L << 22;
        MixturePlan.Draw draw = new MixturePlan.Draw(0, 1, 1, 1, slots, 0, 1);
        MixturePlan plan = new MixturePlan(
                slots * 2048,
                1,
                List.of(new MixturePlan.Phase(
                        "main", 2048, 1, slots, slots, List.of(new MixturePlan.Step(0, slots, 1, List.of(draw))))),
                List.of(new MixturePlan.Stock("web", 2048, 10, 20480, slots)),
                List.of(new MixturePlan.Domain("web", 20480, 1e9, 1e6, 9, false)),
                List.of(),
                List.of());
        byte[] json = plan.toJson().getBytes(StandardCharsets.UTF_8);
        Path at = Files.createDirectory(directory.resolve("large"));
        Files.write(at.resolve(CorpusIndex.PLAN), json);
        String sha256 = SmallCorpus.sha256(json);
        Files.writeString(
                at.resolve(CorpusIndex.FILE),
                new CorpusIndex(
                                CorpusIndex.Layout.DOMAINS,
                                1000,
                                TokenType.UINT16,
                                0,
                                -1,
                                sha256,
                                List.of(new CorpusIndex.Phase("main", 2048, slots, null)),
                                List.of(new CorpusIndex.Stock(
                                        "web", 2048, 10, new CorpusIndex.Directory("web-2048", sha256))))
                        .toJson());
        try (TokenCorpus corpus = TokenCorpus.open(at)) {
            String message = "Invalid batch size: 2097152 sequences of 2048 tokens in phase main are 2147483648 tokens"
                    + " for one of 2 workers (must be at most 2147483639): take a smaller batch or more workers";
            refused(corpus.loader().batchSequences(1 << 21).worker(0, 2), message);
            refused(corpus.loader().batchTokens(1L << 32).worker(1, 2), message);
            refused(corpus.loader().batchSequences(Integer.MAX_VALUE).keepRest(true), "take a smaller batch");
            corpus.loader().batchSequences((1 << 21) - 2).worker(1, 2).open().close();
            corpus.loader().batchTokens(1L << 32).worker(0, 3).open().close();
        }
    }

    @Test
    void theChainMayBeLeftOut() throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(phases);
                DataLoader loader = corpus.loader()
                        .batchSequences(4)
                        .worker(1, 2)
                        .chain(false)
                        .open()) {
            Batch batch = loader.next();
            assertNull(batch.chain());
            assertEquals(2, batch.part().checksums().length);
            LoaderState state = LoaderState.parse(loader.state().toJson());
            assertNull(state.chain());
            try (DataLoader later = corpus.loader().resume(state).open()) {
                later.next();
                assertEquals(1, later.state().chainFrom());
            }
        }
    }

    @Test
    void partsThatDoNotMakeABatchAreRefused() {
        BatchPart a = new BatchPart(3, 0, 2, new int[] {1, -1});
        BatchPart b = new BatchPart(3, 1, 2, new int[] {5});
        assertEquals("3 0 2 00000001ffffffff", a.toLine());
        assertEquals(a, BatchPart.parse(a.toLine()));
        assertArrayEquals(new int[] {1, 5, -1}, BatchPart.join(List.of(b, a)));
        for (List<BatchPart> wrong : List.of(
                List.<BatchPart>of(),
                List.of(a),
                List.of(a, a),
                List.of(a, new BatchPart(4, 1, 2, new int[] {5})),
                List.of(a, new BatchPart(3, 1, 3, new int[] {5})),
                List.of(a, new BatchPart(3, 1, 2, new int[] {5, 6, 7})),
                List.of(a, new BatchPart(3, 1, 2, new int[] {})))) {
            assertThrows(IllegalArgumentException.class, () -> BatchPart.join(wrong));
        }
        for (String wrong : List.of("", "1 2", "1 0 1 123", "x 0 1 ", "1 1 1 00000000", "1 0 1 zzzzzzzz")) {
            assertThrows(IllegalArgumentException.class, () -> BatchPart.parse(wrong));
        }
    }

    /** Fixed by hand: SHA-256 of 32 zero bytes, the step, and the checksums, all big-endian. */
    @Test
    void theChainIsOfTheseBytes() {
        BatchChain chain = new BatchChain();
        assertEquals("0".repeat(64), chain.value());
        chain.add(258, new int[] {0x01020304, -1});
        byte[] bytes = new byte[48];
        bytes[38] = 1;
        bytes[39] = 2;
        System.arraycopy(new byte[] {1, 2, 3, 4, -1, -1, -1, -1}, 0, bytes, 40, 8);
        assertEquals(SmallCorpus.sha256(bytes), chain.value());
        BatchChain again = new BatchChain(chain.value());
        chain.add(259, new int[] {7});
        again.add(259, new int[] {7});
        assertEquals(chain.value(), again.value());
        assertThrows(IllegalArgumentException.class, () -> new BatchChain("00"));
    }
}
