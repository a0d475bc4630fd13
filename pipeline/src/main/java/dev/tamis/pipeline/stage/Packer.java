package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.pack.BestFit;
import dev.tamis.pipeline.pack.PackedStock;
import dev.tamis.pipeline.pack.Stock;
import dev.tamis.pipeline.pack.Windows;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.stage.PackingTask.Counts;
import dev.tamis.pipeline.stage.PackingTask.Lengths;
import dev.tamis.pipeline.stage.PackingTask.Places;
import dev.tamis.tokenizer.IntArray;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Packs documents into sequences on Spark, and writes for each part a table that says where its tokens stand. A first pass
 * counts by part and stock; from the counts each part knows where its own documents begin among all.
 *
 * <ul>
 *   <li>{@link #concat}: the documents of a stock form one stream, in the order of parts and rows, which is cut every so many
 *       tokens. What is left at the end has no place. Nothing is shuffled.
 *   <li>{@link #bestFit}: of each document, as many whole sequences are cut off as it has; they are the stock's first
 *       sequences, in the order of documents. The rest of each is a piece, packed with the others of its {@linkplain Windows
 *       window}; the bins follow as sequences, window by window. Only lengths are shuffled, four bytes a piece and eight
 *       back, and a task holds those of a window or of a part.
 * </ul>
 *
 * <p>The result follows from the documents of the parts alone, and not from Spark's partitions.
 */
final class Packer {
    private final JavaRDD<Integer> parts;
    private final int partCount;
    private final List<Stock> stocks;
    private final PackingTask task;
    private final int partitions;

    /**
     * @param parts the numbers of the parts from 0, each once
     * @param stage whose output the tables are
     * @param documents of the parts
     * @param partitions of Spark that windows are packed in, at least 1
     */
    Packer(
            JavaRDD<Integer> parts,
            int partCount,
            RunReference reference,
            String stage,
            List<Stock> stocks,
            PackDocuments.Parts documents,
            int partitions) {
        this.parts = parts;
        this.partCount = partCount;
        this.stocks = List.copyOf(stocks);
        this.task = new PackingTask(reference, stage, stocks, documents);
        this.partitions = partitions;
    }

    /**
     * What packing gave.
     *
     * @param results of the tasks: a table for each part, and counts {@code cut/<stock>}
     * @param stocks in the order given
     */
    record Packed(List<TaskResult> results, List<PackedStock> stocks) {}

    /** Cuts the streams of the stocks. */
    Packed concat() {
        Counted counted = count();
        long[] sequences = new long[stocks.size()];
        Arrays.setAll(sequences, i -> counted.all().tokens()[i] / stocks.get(i).sequenceLength());
        Broadcast<Counts[]> before = spark().broadcast(counted.before());
        try {
            PackingTask one = task;
            List<TaskResult> results = parts.map(part -> one.concat(part, before.value()[part], sequences))
                    .collect();
            return packed(results, counted.all(), sequences);
        } finally {
            before.destroy();
        }
    }

    /** Packs the documents of the stocks by best fit. */
    Packed bestFit() {
        Counted counted = count();
        Windows windows = new Windows(counted.all().pieces());
        int[] lengths = stocks.stream().mapToInt(Stock::sequenceLength).toArray();
        Broadcast<Counts[]> before = spark().broadcast(counted.before());
        try {
            PackingTask one = task;
            JavaPairRDD<Key, int[]> pieces = parts.flatMapToPair(
                            part -> keyed(part, one.lengths(part, before.value()[part], windows)))
                    .repartitionAndSortWithinPartitions(
                            new Round(Math.max(1, Math.min(partitions, windows.count()))), Comparator.naturalOrder());
            // Packing is cheaper than keeping what it gave: it is done once for the bins and once for the places.
            long[] firstOfWindow = new long[windows.count()];
            pieces.mapPartitions(blocks -> new WindowPacker(blocks, windows, lengths, true))
                    .collect()
                    .forEach(packed ->
                            firstOfWindow[packed._2().window()] = packed._1().order());
            long[] sequences = numbered(windows, firstOfWindow, counted.all().chunks());
            Broadcast<long[]> first = spark().broadcast(firstOfWindow);
            try {
                List<TaskResult> results = pieces.mapPartitionsToPair(
                                blocks -> new WindowPacker(blocks, windows, lengths, false))
                        .repartitionAndSortWithinPartitions(
                                new Round(Math.max(1, partCount)), Comparator.naturalOrder())
                        .mapPartitionsWithIndex(
                                (part, places) -> {
                                    if (part >= before.value().length) {
                                        return List.<TaskResult>of().iterator();
                                    }
                                    List<Places> own = new ArrayList<>();
                                    places.forEachRemaining(place -> own.add(place._2()));
                                    return List.of(one.bestFit(part, before.value()[part], windows, first.value(), own))
                                            .iterator();
                                },
                                false)
                        .collect();
                return packed(results, counted.all(), sequences);
            } finally {
                first.destroy();
            }
        } finally {
            before.destroy();
        }
    }

    private JavaSparkContext spark() {
        return JavaSparkContext.fromSparkContext(parts.context());
    }

    /** What each part and all before it have. */
    private record Counted(Counts[] before, Counts all) {}

    private Counted count() {
        PackingTask one = task;
        List<Counts> counts = new ArrayList<>(parts.map(one::count).collect());
        counts.sort(Comparator.comparing(Counts::part));
        Counts all = new Counts(partCount, stocks.size());
        Counts[] before = new Counts[partCount];
        for (int part = 0; part < partCount; part++) {
            before[part] = all.copy();
            all.add(counts.get(part));
        }
        return new Counted(before, all);
    }

    /** Turns the bins of each window into its first sequence; gives the sequences of each stock. */
    private static long[] numbered(Windows windows, long[] bins, long[] chunks) {
        long[] sequences = chunks.clone();
        for (int window = 0; window < bins.length; window++) {
            int stock = windows.stock(window);
            long count = bins[window];
            bins[window] = sequences[stock];
            sequences[stock] += count;
        }
        return sequences;
    }

    private Packed packed(List<TaskResult> results, Counts all, long[] sequences) {
        List<PackedStock> packed = new ArrayList<>();
        for (int i = 0; i < stocks.size(); i++) {
            String cut = PackingTask.CUT + stocks.get(i).name();
            long room = sequences[i] * stocks.get(i).sequenceLength();
            packed.add(new PackedStock(
                    all.documents()[i],
                    all.tokens()[i],
                    sequences[i],
                    Math.max(0, room - all.tokens()[i]),
                    Math.max(0, all.tokens()[i] - room),
                    results.stream()
                            .mapToLong(result -> result.counts().getOrDefault(cut, 0L))
                            .sum()));
        }
        return new Packed(results, packed);
    }

    /** Where a block goes, a window or a part, and its order there. */
    private record Key(int to, int order) implements Serializable, Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int result = Integer.compare(to, other.to);
            return result != 0 ? result : Integer.compare(order, other.order);
        }
    }

    /** What goes to number n is in partition n modulo their count. */
    private static final class Round extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int partitions;

        Round(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return ((Key) key).to() % partitions;
        }
    }

    private static Iterator<Tuple2<Key, int[]>> keyed(int part, List<Lengths> blocks) {
        return blocks.stream()
                .map(block -> new Tuple2<>(new Key(block.window(), part), block.lengths()))
                .iterator();
    }

    /**
     * Packs windows, whose blocks come one after another and in the order of parts. Gives places to the parts their pieces
     * came from; or of each window the number of its bins alone, as the order of a key.
     */
    private static final class WindowPacker implements Iterator<Tuple2<Key, Places>> {
        private static final int[] NONE = {};

        private final Iterator<Tuple2<Key, int[]>> blocks;
        private final Windows windows;
        private final int[] lengths;
        private final boolean binsOnly;
        private final IntArray pieces = new IntArray(Windows.PIECES);
        private final List<Tuple2<Key, Places>> ready = new ArrayList<>();
        private int nextReady;
        private BestFit fit;
        private int fitLength;
        private Tuple2<Key, int[]> ahead;

        WindowPacker(Iterator<Tuple2<Key, int[]>> blocks, Windows windows, int[] lengths, boolean binsOnly) {
            this.blocks = blocks;
            this.windows = windows;
            this.lengths = lengths;
            this.binsOnly = binsOnly;
        }

        @Override
        public boolean hasNext() {
            if (nextReady == ready.size() && (ahead != null || blocks.hasNext())) {
                ready.clear();
                nextReady = 0;
                pack();
            }
            return nextReady < ready.size();
        }

        @Override
        public Tuple2<Key, Places> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.get(nextReady++);
        }

        private void pack() {
            Tuple2<Key, int[]> block = ahead != null ? ahead : blocks.next();
            int window = block._1().to();
            List<Tuple2<Key, int[]>> own = new ArrayList<>();
            pieces.clear();
            while (block != null && block._1().to() == window) {
                own.add(block);
                pieces.add(block._2(), 0, block._2().length);
                block = blocks.hasNext() ? blocks.next() : null;
            }
            ahead = block;
            if (pieces.size() != windows.size(window)) {
                throw new IllegalStateException(
                        "Window " + window + " has " + pieces.size() + " pieces, expected " + windows.size(window));
            }
            int length = lengths[windows.stock(window)];
            if (fit == null || fitLength != length) {
                fit = new BestFit(length);
                fitLength = length;
            }
            int bins = fit.pack(pieces.array(), pieces.size());
            if (binsOnly) {
                ready.add(new Tuple2<>(new Key(window, bins), new Places(window, NONE, NONE)));
                return;
            }
            int from = 0;
            for (Tuple2<Key, int[]> one : own) {
                int to = from + one._2().length;
                ready.add(new Tuple2<>(
                        new Key(one._1().order(), window),
                        new Places(
                                window,
                                Arrays.copyOfRange(fit.bin(), from, to),
                                Arrays.copyOfRange(fit.start(), from, to))));
                from = to;
            }
        }
    }
}
