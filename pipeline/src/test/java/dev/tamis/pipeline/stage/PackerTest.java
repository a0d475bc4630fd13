package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.pack.BestFit;
import dev.tamis.pipeline.pack.PackedStock;
import dev.tamis.pipeline.pack.Stock;
import dev.tamis.pipeline.pack.Windows;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.parquet.example.data.Group;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packing on a real local Spark. */
final class PackerTest {
    private static final int PARTS = 13;
    private static final List<Stock> STOCKS = List.of(
            new Stock("web@512", 512),
            new Stock("web@2048", 2048),
            new Stock("code@512", 512),
            new Stock("none@64", 64));

    private static JavaSparkContext spark;

    @TempDir
    static Path temp;

    @BeforeAll
    static void start() {
        // Three attempts a task, so that a task may fail and run again.
        spark = Engine.start("local[2,3]");
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    /** Made-up documents: the first parts are large, one is empty, and some documents are in no stock or empty. */
    private record Made(boolean failing) implements PackDocuments.Parts {
        @Override
        public PackDocuments open(int part) {
            SplittableRandom random = new SplittableRandom(part);
            int documents = part == 5 ? 0 : part < 3 ? 32_000 : 900;
            if (failing && part % 4 == 1 && TaskContext.get().attemptNumber() == 0) {
                throw new IllegalStateException("a task that fails once");
            }
            return new PackDocuments() {
                private int at = -1;
                private int stock;
                private int tokens;

                @Override
                public boolean next() {
                    at++;
                    stock = random.nextInt(10) == 0 ? -1 : random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 0;
                    tokens = random.nextInt(50) == 0 ? 0 : random.nextInt(1, 1 + (2 << random.nextInt(11)));
                    return at < documents;
                }

                @Override
                public long row() {
                    return 3L * at;
                }

                @Override
                public int stock() {
                    return stock;
                }

                @Override
                public int tokens() {
                    return tokens;
                }

                @Override
                public void close() {}
            };
        }
    }

    private static Packer packer(String name, int slices, int partitions, boolean failing) {
        return new Packer(
                spark.parallelize(IntStream.range(0, PARTS).boxed().toList(), slices),
                PARTS,
                new RunReference(temp.resolve(name).toString(), spark.hadoopConfiguration()),
                "pack",
                STOCKS,
                new Made(failing),
                partitions);
    }

    private record Placement(long sequence, int start, int offset, int length) {}

    private record Placed(int part, long row, int stock, List<Placement> placements) {}

    private static List<Placed> read(String name, Packer.Packed packed) throws IOException {
        RunDirectory run = new RunDirectory(temp.resolve(name).toString(), spark.hadoopConfiguration());
        List<Placed> rows = new ArrayList<>();
        for (TaskResult result : sorted(packed)) {
            String file = result.files().get(0).attempt();
            try (TableReader reader = new TableReader(run.path(file), Tables.PACKING, run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    Group list = row.getGroup("placements", 0);
                    List<Placement> placements = new ArrayList<>();
                    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
                        Group element = list.getGroup(0, i).getGroup(0, 0);
                        placements.add(new Placement(
                                element.getLong("sequence", 0),
                                element.getInteger("start", 0),
                                element.getInteger("offset", 0),
                                element.getInteger("length", 0)));
                    }
                    rows.add(new Placed(
                            result.part(), row.getLong("row", 0), row.getInteger("stock", 0), List.copyOf(placements)));
                }
            }
        }
        return rows;
    }

    private static List<TaskResult> sorted(Packer.Packed packed) {
        return packed.results().stream()
                .sorted((one, other) -> Integer.compare(one.part(), other.part()))
                .toList();
    }

    private static List<String> digests(Packer.Packed packed) {
        return sorted(packed).stream()
                .map(result ->
                        result.part() + " " + result.files().get(0).file().sha256() + " " + result.counts())
                .toList();
    }

    /** Row by row beside the documents: all tokens of each are placed but for a tail, in order, and none overlap. */
    private static void checkEveryToken(List<Placed> rows, List<PackedStock> packed, boolean whole) throws IOException {
        Map<String, boolean[]> taken = new HashMap<>();
        long[] tokens = new long[STOCKS.size()];
        long[] documents = new long[STOCKS.size()];
        long[] cut = new long[STOCKS.size()];
        int at = 0;
        for (int part = 0; part < PARTS; part++) {
            PackDocuments walk = new Made(false).open(part);
            while (walk.next()) {
                Placed row = rows.get(at++);
                assertEquals(part, row.part());
                assertEquals(walk.row(), row.row());
                assertEquals(walk.stock(), row.stock());
                if (walk.stock() < 0) {
                    assertEquals(List.of(), row.placements());
                    continue;
                }
                int length = STOCKS.get(walk.stock()).sequenceLength();
                int offset = 0;
                for (Placement placement : row.placements()) {
                    assertEquals(offset, placement.offset());
                    offset += placement.length();
                    boolean[] sequence = taken.computeIfAbsent(
                            walk.stock() + " " + placement.sequence(), key -> new boolean[length]);
                    for (int i = placement.start(); i < placement.start() + placement.length(); i++) {
                        assertTrue(!sequence[i], "two tokens in one place");
                        sequence[i] = true;
                    }
                }
                if (whole) {
                    assertEquals(walk.tokens(), offset);
                    assertEquals(
                            (walk.tokens() + length - 1) / length,
                            row.placements().size());
                }
                if (walk.tokens() > 0 && walk.tokens() <= length) {
                    cut[walk.stock()] += row.placements().size() == 1 && offset == walk.tokens() ? 0 : 1;
                }
                documents[walk.stock()] += walk.tokens() > 0 ? 1 : 0;
                tokens[walk.stock()] += walk.tokens();
            }
            walk.close();
        }
        assertEquals(rows.size(), at);
        for (int stock = 0; stock < STOCKS.size(); stock++) {
            PackedStock found = packed.get(stock);
            assertEquals(documents[stock], found.documents());
            assertEquals(tokens[stock], found.tokens());
            assertEquals(cut[stock], found.cut());
            long places = 0;
            for (long sequence = 0; sequence < found.sequences(); sequence++) {
                boolean[] one = taken.remove(stock + " " + sequence);
                for (boolean place : one) {
                    places += place ? 1 : 0;
                }
            }
            assertEquals(found.placed(), places);
            assertEquals(found.sequences() * STOCKS.get(stock).sequenceLength(), places + found.padding());
        }
        assertEquals(Map.of(), taken, "sequences that are not counted");
    }

    @Test
    void bestFitPlacesEveryTokenOnceAndCutsNoDocumentThatFits() throws IOException {
        Packer.Packed packed = packer("best", PARTS, 4, false).bestFit();
        checkEveryToken(read("best", packed), packed.stocks(), true);
        for (PackedStock stock : packed.stocks()) {
            assertEquals(0, stock.cut());
            assertEquals(0, stock.tail());
        }
        PackedStock large = packed.stocks().get(0);
        assertTrue(large.padding() * 1_000 <= large.sequences() * 512, large.toString());
        assertEquals(new PackedStock(0, 0, 0, 0, 0, 0), packed.stocks().get(3));
    }

    /** The contract: which piece is in which window, and which sequence a bin becomes. */
    @Test
    void bestFitPacksTheStocksPiecesInWindowsAndNumbersWholeSequencesFirst() throws IOException {
        Packer.Packed packed = packer("windows", 3, 2, false).bestFit();
        List<List<Placed>> ofStock = new ArrayList<>();
        STOCKS.forEach(stock -> ofStock.add(new ArrayList<>()));
        read("windows", packed).stream()
                .filter(row -> row.stock() >= 0)
                .forEach(row -> ofStock.get(row.stock()).add(row));
        assertTrue(packed.stocks().get(0).documents() > 2.2 * Windows.PIECES, "one window alone shows little");
        for (int stock = 0; stock < STOCKS.size(); stock++) {
            int length = STOCKS.get(stock).sequenceLength();
            List<Placement> all = ofStock.get(stock).stream()
                    .flatMap(row -> row.placements().stream())
                    .toList();
            List<Placement> pieces =
                    all.stream().filter(one -> one.length() < length).toList();
            List<Placement> chunks =
                    all.stream().filter(one -> one.length() == length).toList();
            for (int i = 0; i < chunks.size(); i++) {
                assertEquals(i, chunks.get(i).sequence());
            }
            long sequence = chunks.size();
            int windows = Math.max(1, pieces.size() / Windows.PIECES);
            for (int window = 0; window < windows && !pieces.isEmpty(); window++) {
                List<Placement> own = pieces.subList(
                        window * Windows.PIECES, window == windows - 1 ? pieces.size() : (window + 1) * Windows.PIECES);
                BestFit fit = new BestFit(length);
                int bins = fit.pack(own.stream().mapToInt(Placement::length).toArray(), own.size());
                for (int i = 0; i < own.size(); i++) {
                    assertEquals(sequence + fit.bin()[i], own.get(i).sequence());
                    assertEquals(fit.start()[i], own.get(i).start());
                }
                sequence += bins;
            }
            assertEquals(sequence, packed.stocks().get(stock).sequences());
        }
    }

    @Test
    void concatCutsOneStreamAStock() throws IOException {
        Packer.Packed packed = packer("concat", PARTS, 4, false).concat();
        List<Placed> rows = read("concat", packed);
        checkEveryToken(rows, packed.stocks(), false);
        long[] position = new long[STOCKS.size()];
        for (Placed row : rows) {
            for (Placement placement : row.placements()) {
                int length = STOCKS.get(row.stock()).sequenceLength();
                assertEquals(position[row.stock()], placement.sequence() * length + placement.start());
                position[row.stock()] += placement.length();
            }
        }
        for (int stock = 0; stock < STOCKS.size(); stock++) {
            PackedStock found = packed.stocks().get(stock);
            int length = STOCKS.get(stock).sequenceLength();
            assertEquals(found.placed(), position[stock]);
            assertEquals(0, found.padding());
            assertTrue(found.tail() < length);
            assertEquals(found.tokens() / length, found.sequences());
        }
        assertTrue(packed.stocks().get(0).cut() > 1_000);
    }

    @Test
    void oneSevenAndSixtyFourPartitionsGiveTheSameBytesAndSoDoTasksThatRunTwice() {
        for (Function<Packer, Packer.Packed> packing :
                List.<Function<Packer, Packer.Packed>>of(Packer::concat, Packer::bestFit)) {
            Packer.Packed one = packing.apply(packer("p1", 1, 1, false));
            for (int partitions : new int[] {7, 64}) {
                Packer.Packed more = packing.apply(packer("p" + partitions, partitions, partitions, false));
                assertEquals(digests(one), digests(more));
                assertEquals(one.stocks(), more.stocks());
            }
            Packer.Packed again = packing.apply(packer("again", PARTS, 7, true));
            assertEquals(digests(one), digests(again));
            assertEquals(one.stocks(), again.stocks());
        }
    }

    @Test
    void aRunWithoutDocumentsPacksNothing() {
        Packer empty = new Packer(
                spark.parallelize(List.of(), 1),
                0,
                new RunReference(temp.resolve("empty").toString(), spark.hadoopConfiguration()),
                "pack",
                STOCKS,
                new Made(false),
                4);
        for (Packer.Packed packed : Arrays.asList(empty.concat(), empty.bestFit())) {
            assertEquals(List.of(), packed.results());
            packed.stocks().forEach(stock -> assertEquals(new PackedStock(0, 0, 0, 0, 0, 0), stock));
        }
    }
}
