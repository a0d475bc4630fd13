package dev.tamis.shards.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.order.SequenceOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenCorpusTest {

    @TempDir
    Path directory;

    private static List<SmallCorpus> all() {
        List<SmallCorpus> all = new ArrayList<>();
        for (CorpusIndex.Layout layout : CorpusIndex.Layout.values()) {
            for (TokenType type : TokenType.values()) {
                all.add(new SmallCorpus(layout, EnumSet.allOf(ShardFormat.class), type, 11));
                all.add(new SmallCorpus(layout, Set.of(ShardFormat.MDS), type, 100));
                all.add(new SmallCorpus(layout, Set.of(ShardFormat.MEGATRON), type, 1));
            }
        }
        return all;
    }

    private static void assertContent(TokenCorpus corpus, int phase, long slot) throws IOException {
        SequenceOrder.Occurrence at = corpus.order().at(phase, slot);
        int length = corpus.sequenceLength(phase);
        SmallCorpus.Content expected = SmallCorpus.content(at.stock(), length, at.sequence());
        int[] padded = Arrays.copyOf(expected.tokens(), length);
        Arrays.fill(padded, expected.length(), length, SmallCorpus.PAD);
        PackedSequence found = corpus.sequence(phase, slot);
        assertArrayEquals(padded, found.tokens());
        assertEquals(expected.length(), found.length());
        assertEquals(expected.runs(), found.runs());
        assertEquals(at.epoch(), found.epoch());
        assertEquals(corpus.plan().stocks().get(at.stock()).domain(), found.domain());
        assertEquals(found.crc32c(), corpus.checksum(phase, slot));
        assertEquals(List.of(), found.media());
    }

    @Test
    void everySequenceOfEveryPhaseIsThePlansInEachLayoutFormatAndType() throws IOException {
        int n = 0;
        for (SmallCorpus small : all()) {
            Path at = small.write(Files.createDirectory(directory.resolve("c" + n++)));
            try (TokenCorpus corpus = TokenCorpus.open(at)) {
                assertEquals(3, corpus.phases());
                assertEquals(1, corpus.phase("late"));
                for (int phase = 0; phase < 3; phase++) {
                    for (long slot = 0; slot < corpus.sequences(phase); slot++) {
                        assertContent(corpus, phase, slot);
                    }
                    long end = corpus.sequences(phase);
                    int p = phase;
                    assertThrows(IndexOutOfBoundsException.class, () -> corpus.sequence(p, end));
                    assertThrows(IndexOutOfBoundsException.class, () -> corpus.sequence(p, -1));
                }
                assertEquals(List.of(), corpus.verify());
            }
        }
    }

    /** Places in the index are those of the plan: what gives nothing is listed, and its directory lists no shards. */
    @Test
    void stocksAndPhasesThatGiveNothingAreListedAndTheOthersReadTheSame() throws IOException {
        int n = 0;
        for (SmallCorpus small : all()) {
            SmallCorpus undrawn = new SmallCorpus(
                    small.layout(), small.formats(), small.type(), small.perShard(), SmallCorpus.WITH_UNDRAWN);
            Path at = undrawn.write(Files.createDirectory(directory.resolve("u" + n++)));
            try (TokenCorpus corpus = TokenCorpus.open(at)) {
                assertEquals(
                        List.of("art@16", "books@16", "code@16", "web/en@16", "web/en@32", "zoo@32"),
                        corpus.index().stocks().stream()
                                .map(CorpusIndex.Stock::name)
                                .toList());
                assertEquals(
                        small.layout() == CorpusIndex.Layout.PHASES ? 4 : 6,
                        corpus.index().directories().size());
                for (int phase = 0; phase < 4; phase++) {
                    for (long slot = 0; slot < corpus.sequences(phase); slot++) {
                        assertContent(corpus, phase, slot);
                    }
                }
                assertThrows(IndexOutOfBoundsException.class, () -> corpus.sequence(3, 0));
                assertEquals(List.of(), corpus.verify());
                try (DataLoader loader =
                                corpus.loader().batchSequences(4).prefetch(1).open();
                        DataLoader none =
                                corpus.loader().batchSequences(4).phase("end").open()) {
                    for (int step = 0; step < 30; step++) {
                        assertEquals(step, loader.next().step());
                    }
                    assertNull(loader.next());
                    assertNull(none.next());
                }
            }
        }
    }

    @Test
    void manyThreadsReadWhatOneReadsWithFewShardsOpen() throws Exception {
        Path at = new SmallCorpus(CorpusIndex.Layout.DOMAINS, Set.of(ShardFormat.MEGATRON), TokenType.UINT16, 1)
                .write(directory);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (TokenCorpus corpus = TokenCorpus.open(at, 3)) {
            List<Future<Void>> results = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int seed = t;
                Callable<Void> task = () -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    for (int i = 0; i < 500; i++) {
                        int phase = random.nextInt(3);
                        assertContent(corpus, phase, random.nextLong(corpus.sequences(phase)));
                    }
                    return null;
                };
                results.add(threads.submit(task));
            }
            for (Future<Void> result : results) {
                result.get();
            }
            assertEquals(3, corpus.openShards());
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aCopyElsewhereReadsTheSameAndHasTheSameDigest() throws IOException {
        Path at = SmallCorpus.DOMAINS.write(Files.createDirectory(directory.resolve("here")));
        String digest;
        try (TokenCorpus corpus = TokenCorpus.open(at)) {
            digest = corpus.digest();
        }
        Path there = directory.resolve("there");
        Files.move(at, there);
        try (TokenCorpus corpus = TokenCorpus.open(there)) {
            assertEquals(digest, corpus.digest());
            assertContent(corpus, 2, 20);
        }
        Path other = SmallCorpus.PHASES.write(Files.createDirectory(directory.resolve("other")));
        try (TokenCorpus corpus = TokenCorpus.open(other)) {
            assertNotEquals(digest, corpus.digest());
        }
    }

    @Test
    void everyFlippedBitOfTokensIsReportedWithFileSequenceAndOffset() throws IOException {
        Path at = SmallCorpus.PHASES.write(directory);
        Path file = at.resolve("main").resolve("part-2.bin");
        byte[] whole = Files.readAllBytes(file);
        try (TokenCorpus corpus = TokenCorpus.open(at)) {
            // Shards hold 7 sequences of 16 tokens of 2 bytes.
            for (int bit = 0; bit < whole.length * 8; bit += 5) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                Files.write(file, flipped);
                int within = bit / 8 / 32;
                var e = assertThrows(DamagedSequenceException.class, () -> corpus.sequence(0, 14 + within));
                assertEquals(file, e.file());
                assertEquals(14 + within, e.sequence());
                assertEquals(32L * within, e.offset());
                assertTrue(
                        e.getMessage().startsWith(file + ": sequence " + (14 + within) + ", bytes " + 32 * within),
                        e::getMessage);
            }
            assertTrue(corpus.verify().get(0).startsWith(file + ": sha256 is "));
            assertTrue(corpus.verify().get(1).startsWith(file + ": sequence 20, bytes 192 to 224: crc32c is "));
        }
    }

    /** Bits of tables too, and of MDS shards: none is missed by {@code verify}, and reading never leaves its bounds. */
    @Test
    void anyFlippedByteOfAnyFileIsFoundByVerify() throws IOException {
        Path at = new SmallCorpus(CorpusIndex.Layout.PHASES, EnumSet.allOf(ShardFormat.class), TokenType.INT32, 1000)
                .write(directory);
        List<Path> files;
        try (Stream<Path> walk = Files.walk(at)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        SplittableRandom random = new SplittableRandom(9);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 12; i++) {
                byte[] flipped = whole.clone();
                flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, flipped);
                List<String> problems;
                try (TokenCorpus corpus = TokenCorpus.open(at)) {
                    problems = corpus.verify();
                    for (int phase = 0; phase < 3; phase++) {
                        for (long slot = 0; slot < corpus.sequences(phase); slot++) {
                            read(corpus, phase, slot);
                        }
                    }
                } catch (IOException e) {
                    problems = List.of(e.getMessage());
                }
                assertTrue(!problems.isEmpty(), file::toString);
                assertTrue(problems.get(0).contains(at.toString()), problems::toString);
            }
            Files.write(file, whole);
        }
    }

    private static void read(TokenCorpus corpus, int phase, long slot) {
        try {
            corpus.sequence(phase, slot);
        } catch (IOException e) {
            assertTrue(e.getMessage().length() > 10);
        }
    }

    @Test
    void cutAndAbsentFilesAreRefusedWithTheirNamesAndWhatToDo() throws IOException {
        Path at = SmallCorpus.PHASES.write(directory);
        for (String name : List.of("part-1.bin", "part-1.sequences.npy", "part-1.runs.npy")) {
            Path file = at.resolve("main").resolve(name);
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 1));
            assertReadRefused(at, file + " has " + (whole.length - 1) + " bytes, but index.json says " + whole.length);
            Files.delete(file);
            assertReadRefused(at, file + " is absent, but index.json beside it lists it");
            Files.write(file, whole);
        }
        Path index = at.resolve("main").resolve("index.json");
        String json = Files.readString(index);
        Files.writeString(index, json.replace("best_fit", "concat"));
        assertReadRefused(at, "it has changed since; copy the whole corpus again, or emit anew");
        Files.delete(index);
        assertReadRefused(at, index + " is absent, but the corpus lists it");
    }

    private static void assertReadRefused(Path at, String message) throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(at)) {
            var e = assertThrows(IOException.class, () -> corpus.sequence(0, 7));
            assertTrue(e.getMessage().contains(message), e::getMessage);
            // What is whole can still be read.
            corpus.sequence(1, 0);
        }
    }

    @Test
    void whatIsNoCorpusIsRefusedWithWhatToDo() throws IOException {
        Path run = Files.createDirectory(directory.resolve("run"));
        assertRefused(run, "no corpus of tokens, or its emission has not finished");
        Path at = SmallCorpus.PHASES.write(Files.createDirectory(run.resolve("tokens")));
        assertRefused(run, "open " + at);
        assertRefused(at.resolve("main"), "open the directory above it");
        Path plan = at.resolve("plan.json");
        String json = Files.readString(plan);
        Files.writeString(plan, json + " ");
        assertRefused(at, "it is another run's plan; copy the whole directory");
        Files.delete(plan);
        assertRefused(at, plan + " is absent: copy the whole directory");
        Files.writeString(plan, json);
        Path index = at.resolve("index.json");
        Files.writeString(index, "{");
        assertRefused(at, index + ": not JSON");
    }

    private static void assertRefused(Path at, String message) {
        var e = assertThrows(IOException.class, () -> TokenCorpus.open(at));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void aPlanThatIsNotTheCorpussIsRefusedWithTheField() throws IOException {
        Path at = SmallCorpus.PHASES.write(directory);
        Path file = at.resolve("index.json");
        CorpusIndex index = CorpusIndex.parse(Files.readAllBytes(file), "index");
        List<CorpusIndex.Phase> phases = new ArrayList<>(index.phases());
        phases.set(1, new CorpusIndex.Phase("late", 16, 44, phases.get(1).directory()));
        Files.writeString(
                file,
                new CorpusIndex(
                                index.layout(),
                                index.vocabSize(),
                                index.dtype(),
                                index.padId(),
                                index.eodId(),
                                index.planSha256(),
                                phases,
                                index.stocks())
                        .toJson());
        assertRefused(at, "has phases[1].sequences 43, but");
    }

    @Test
    void mediaOfASequenceAreGivenAndThoseOutOfPlaceRefused() throws IOException {
        Path at = SmallCorpus.PHASES.write(directory);
        Path file = at.resolve("main").resolve("part-1.media.jsonl");
        MediaReference one = new MediaReference(9, 2, 3, 4, 7, "a/0.tar", 512, 99, "image/jpeg", "ab", 30, 20);
        MediaReference other = new MediaReference(9, 6, 3, 4, 7, "a/0.tar", 512, 99, "image/jpeg", "ab", 30, 20);
        assertTrue(one.isCut());
        String line = one.toJson() + "\n";
        Files.writeString(file, line + line.replace("\"start\":2", "\"start\":6"));
        SmallCorpus.reindex(at);
        try (TokenCorpus corpus = TokenCorpus.open(at)) {
            assertEquals(List.of(one, other), corpus.sequence(0, 9).media());
            assertEquals(List.of(), corpus.sequence(0, 8).media());
            assertEquals(List.of(), corpus.verify());
            try (DataLoader loader =
                    corpus.loader().phase("main").batchSequences(10).open()) {
                byte[] mask = loader.next().lossMask();
                assertEquals(0, mask[9 * 16 + 2] + mask[9 * 16 + 3] + mask[9 * 16 + 4]);
                assertEquals(0, mask[9 * 16 + 6] + mask[9 * 16 + 7] + mask[9 * 16 + 8]);
            }
        }
        for (String wrong : List.of(
                line + line,
                line.replace("\"sequence\":9", "\"sequence\":14"),
                line.replace("\"sequence\":9", "\"sequence\":6"),
                line.replace("\"length\":3", "\"length\":15"),
                line.replace("\"first\":4", "\"first\":5"),
                line.replace("\"first\":4", "\"first\":-1"),
                line.replace(",\"of\":7", ""),
                line.replace("\"width\":30", "\"width\":0"),
                line.replace("\"length\":3", "\"length\":0"),
                line.replace("\"length\":3", "\"length\":2147483647"),
                line.replace("\"start\":2", "\"start\":-2"),
                line.replace("\"offset\":512", "\"offset\":-1"),
                line.substring(0, 40))) {
            Files.writeString(file, wrong);
            SmallCorpus.reindex(at);
            assertReadRefused(at, file + ": line ");
        }
    }
}
