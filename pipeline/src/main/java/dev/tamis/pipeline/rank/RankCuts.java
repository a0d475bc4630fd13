package dev.tamis.pipeline.rank;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.recipe.RankSpec;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.MeasuredFiles;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The cut points of all ranks of a run, by group.
 *
 * <p>A first pass over the columns counts what is in each group. A second sends every score with its weight to the stretch of
 * the order that it is in, equal scores added up on the way. Each stretch is sorted, and knows from the sums of those before
 * it how much scores lower. All sums are whole numbers, so that the result is the definition's, however documents are divided
 * into parts and parts among tasks. A task holds its stretch; the driver and the tasks that give out ranks hold at most a
 * thousand cut points for each group.
 */
public final class RankCuts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Most groups of one rank. */
    public static final int MOST_GROUPS = 10_000;

    private static final int WIDTH = 3;
    /** Rows that are worth a task of their own. */
    private static final int FEWEST_ROWS = 1000;

    private static final int SAMPLES = 1 << 20;
    private static final int FEWEST_SAMPLES = 16;
    private static final int MOST_SAMPLES = 4096;

    private static final Comparator<String> NULL_FIRST = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<PartScan.Key> ORDER =
            Comparator.comparingInt(PartScan.Key::rank).thenComparing(PartScan.Key::group, RankCuts::compare);

    private final ArrayList<HashMap<List<String>, CutPoints>> byRank = new ArrayList<>();

    private RankCuts(int ranks) {
        for (int i = 0; i < ranks; i++) {
            byRank.add(new HashMap<>());
        }
    }

    /** The step of a score in its group. */
    public int step(int rank, List<String> group, double score) {
        return byRank.get(rank).get(group).step(score);
    }

    /** The groups of a rank in order, null before any text. */
    public SortedMap<List<String>, CutPoints> groups(int rank) {
        SortedMap<List<String>, CutPoints> groups = new TreeMap<>(RankCuts::compare);
        groups.putAll(byRank.get(rank));
        return groups;
    }

    private static int compare(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = NULL_FIRST.compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /**
     * Finds the cut points.
     *
     * @param files of each part, with what was measured before the ranks
     * @param seed of what ranks draw
     * @throws IOException if a rank has more than {@link #MOST_GROUPS} groups; the message names it
     */
    public static RankCuts find(
            JavaSparkContext spark, RunReference run, List<MeasuredFiles> files, List<RankSpec> ranks, long seed)
            throws IOException {
        int samples = Math.max(FEWEST_SAMPLES, Math.min(MOST_SAMPLES, SAMPLES / Math.max(1, files.size())));
        List<Integer> parts = IntStream.range(0, files.size()).boxed().toList();
        int slices = Math.max(1, parts.size());
        List<PartScan> scans = spark.parallelize(parts, slices)
                .map(part -> {
                    try (ScoredDocuments documents = new ScoredDocuments(run.open(), files.get(part), ranks, seed)) {
                        return PartScan.of(documents, ranks.size(), MOST_GROUPS, samples);
                    }
                })
                .collect();
        SortedMap<PartScan.Key, PartScan.Sum> sums = new TreeMap<>(ORDER);
        for (PartScan scan : scans) {
            if (scan.overfull() >= 0) {
                throw tooMany(ranks.get(scan.overfull()));
            }
            scan.addTo(sums);
            checkGroups(sums.keySet(), ranks);
        }
        RankCuts cuts = new RankCuts(ranks.size());
        if (sums.isEmpty()) {
            return cuts;
        }
        List<PartScan.Key> keys = List.copyOf(sums.keySet());
        Map<PartScan.Key, Integer> numbers = new HashMap<>();
        keys.forEach(key -> numbers.put(key, numbers.size()));
        Splitters splitters = splitters(scans, numbers, sums, spark.defaultParallelism());
        Broadcast<Map<PartScan.Key, Integer>> known = spark.broadcast(numbers);
        JavaPairRDD<Integer, byte[]> divided = Exchange.divide(
                spark.parallelize(parts, slices)
                        .mapPartitionsToPair(some -> Exchange.send(
                                WIDTH,
                                feed(some, run, files, ranks, seed, known),
                                RankCuts::added,
                                (values, at) -> splitters.of(values[at], values[at + 1]),
                                splitters.stretches())),
                splitters.stretches());
        List<CutPoints.Builder> builders = new ArrayList<>();
        sums.values().forEach(sum -> builders.add(new CutPoints.Builder(sum.documents(), sum.weight(), 0)));
        long[] totals = sums.values().stream().mapToLong(PartScan.Sum::weight).toArray();
        long[] before = before(divided, splitters.stretches());
        for (long[] found : divided.mapPartitionsWithIndex(
                        (stretch, blocks) -> cuts(sorted(blocks), totals, before[stretch]), true)
                .collect()) {
            for (int at = 0; at < found.length; at += WIDTH) {
                builders.get((int) found[at]).put(found[at + 1], (int) found[at + 2]);
            }
        }
        known.destroy();
        for (int i = 0; i < keys.size(); i++) {
            cuts.byRank
                    .get(keys.get(i).rank())
                    .put(keys.get(i).group(), builders.get(i).build());
        }
        return cuts;
    }

    private static void checkGroups(Iterable<PartScan.Key> keys, List<RankSpec> ranks) throws IOException {
        int[] groups = new int[ranks.size()];
        for (PartScan.Key key : keys) {
            groups[key.rank()]++;
            if (groups[key.rank()] > MOST_GROUPS) {
                throw tooMany(ranks.get(key.rank()));
            }
        }
    }

    private static IOException tooMany(RankSpec rank) {
        return new IOException(String.format(
                Locale.ROOT,
                "ranks.%s.by: %s gives more than %,d groups; rank by what has fewer values, or put rare ones together"
                        + " with CASE",
                rank.name(),
                rank.by(),
                MOST_GROUPS));
    }

    private static Splitters splitters(
            List<PartScan> scans,
            Map<PartScan.Key, Integer> numbers,
            SortedMap<PartScan.Key, PartScan.Sum> sums,
            int tasks) {
        long rows = sums.values().stream().mapToLong(PartScan.Sum::documents).sum();
        int partitions = Exchange.partitions(rows, WIDTH, (int) Math.min(tasks, 1 + rows / FEWEST_ROWS));
        LongRows sample = new LongRows(WIDTH);
        if (partitions > 1) {
            scans.forEach(scan -> scan.addTo(sample, numbers));
        }
        return new Splitters(sample, partitions);
    }

    /** Gives the ranked documents of parts: rows of the group's number, the score's key and the weight. */
    private static Exchange.Feed feed(
            Iterator<Integer> parts,
            RunReference run,
            List<MeasuredFiles> files,
            List<RankSpec> ranks,
            long seed,
            Broadcast<Map<PartScan.Key, Integer>> numbers)
            throws IOException {
        if (!parts.hasNext()) {
            return rows -> false;
        }
        ScoredDocuments documents = new ScoredDocuments(run.open(), files.get(parts.next()), ranks, seed);
        TaskContext.get().addTaskCompletionListener(ended -> {
            try {
                documents.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return rows -> {
            if (!documents.next()) {
                return false;
            }
            for (int rank = 0; rank < ranks.size(); rank++) {
                double score = documents.score(rank);
                if (!Double.isNaN(score)) {
                    int number = numbers.value().get(new PartScan.Key(rank, documents.group(rank)));
                    rows.add(number, ScoreKeys.key(score), documents.weight(rank));
                }
            }
            return true;
        };
    }

    /** One row for each score of a group, with the weight of all that have it. */
    private static void added(LongRows rows, LongRows sums) {
        rows.sort(2);
        for (int row = 0; row < rows.size(); ) {
            int end = rows.endOfRun(row, 2);
            long weight = 0;
            for (int i = row; i < end; i++) {
                weight = Math.addExact(weight, rows.get(i, 2));
            }
            sums.add(rows.get(row, 0), rows.get(row, 1), weight);
            row = end;
        }
    }

    private static LongRows sorted(Iterator<scala.Tuple2<Integer, byte[]>> blocks) {
        LongRows sums = new LongRows(WIDTH);
        added(Exchange.receive(blocks, WIDTH), sums);
        return sums;
    }

    /** For each stretch, the weight before it of the group that it begins with. */
    private static long[] before(JavaPairRDD<Integer, byte[]> divided, int stretches) {
        long[] before = new long[stretches];
        if (stretches == 1) {
            return before;
        }
        List<long[]> totals = divided.mapPartitions(
                        blocks -> List.of(totals(sorted(blocks))).iterator())
                .collect();
        long group = -1;
        long weight = 0;
        for (int stretch = 0; stretch < stretches; stretch++) {
            long[] own = totals.get(stretch);
            if (own.length == 0) {
                continue;
            }
            before[stretch] = own[0] == group ? weight : 0;
            long last = own[own.length - 2];
            weight = last == group ? weight + own[own.length - 1] : own[own.length - 1];
            group = last;
        }
        return before;
    }

    /** Pairs of a group's number and its weight, in order. */
    private static long[] totals(LongRows sums) {
        LongRows totals = new LongRows(2);
        for (int row = 0; row < sums.size(); ) {
            int end = sums.endOfRun(row, 1);
            long weight = 0;
            for (int i = row; i < end; i++) {
                weight = Math.addExact(weight, sums.get(i, 2));
            }
            totals.add(sums.get(row, 0), weight);
            row = end;
        }
        long[] pairs = new long[2 * totals.size()];
        System.arraycopy(totals.values(), 0, pairs, 0, pairs.length);
        return pairs;
    }

    /** Rows of a group's number, a cut point's key and its step. */
    private static Iterator<long[]> cuts(LongRows sums, long[] totals, long beforeFirst) {
        LongRows cuts = new LongRows(WIDTH);
        long before = beforeFirst;
        for (int row = 0; row < sums.size(); ) {
            int end = sums.endOfRun(row, 1);
            int group = (int) sums.get(row, 0);
            CutPoints.Builder builder = new CutPoints.Builder(0, totals[group], before);
            for (int i = row; i < end; i++) {
                builder.add(sums.get(i, 1), sums.get(i, 2));
            }
            for (int i = 0; i < builder.size(); i++) {
                cuts.add(group, builder.key(i), builder.step(i));
            }
            before = 0;
            row = end;
        }
        return cuts.arrays();
    }
}
