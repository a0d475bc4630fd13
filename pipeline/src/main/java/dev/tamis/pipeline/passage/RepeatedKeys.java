package dev.tamis.pipeline.passage;

import dev.tamis.filters.passage.LongSet;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.dedup.Node;
import dev.tamis.pipeline.dedup.PartDocuments;
import dev.tamis.pipeline.dedup.Standing;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Tells each part which of its 128-bit keys stand in places enough of the corpus, and where the first of these places is, if
 * that is in the part: in the best document, at the smallest position.
 *
 * @param counts the partition for counts, after the parts
 * @param ranksEach numbers that rank a document
 * @param least number of places
 * @param keepsBest whether the first place is told at all
 * @param listed how many of the most repeated keys are listed
 */
record RepeatedKeys(int counts, int ranksEach, long least, boolean keepsBest, int listed) implements Serializable {
    static final int KEY = 2;
    /** Key, node of the first place and its position, partition it goes to. */
    static final int ANSWER = KEY + 3;

    private static final long ELSEWHERE = -1;

    /** Most repeated first. */
    static final Comparator<long[]> MOST_REPEATED = Comparator.<long[]>comparingLong(row -> -row[KEY + 1])
            .thenComparing((a, b) -> Long.compareUnsigned(a[0], b[0]))
            .thenComparing((a, b) -> Long.compareUnsigned(a[1], b[1]));

    /** Key, standing of the document, position, number of places. */
    int width() {
        return KEY + Standing.columns(ranksEach) + 2;
    }

    /** Fills a row. */
    void write(long[] row, long high, long low, PartDocuments part, int document, long position) {
        row[0] = high;
        row[1] = low;
        Standing.write(part, document, row, KEY);
        row[row.length - 2] = position;
        row[row.length - 1] = 1;
    }

    /** Asks about the keys of one part. */
    Iterator<Tuple2<Integer, byte[]>> ask(Exchange.Feed feed, int partitions) {
        int ranks = ranksEach;
        return Exchange.send(
                width(),
                feed,
                (rows, best) -> bestOfEach(rows, best, ranks),
                (values, at) -> Exchange.spread(values[at], partitions),
                partitions);
    }

    private static void bestOfEach(LongRows rows, LongRows best, int ranks) {
        rows.sort(KEY);
        long[] row = new long[rows.width()];
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, KEY);
            best(rows, from, end, ranks, row);
            best.addFrom(row, 0);
            from = end;
        }
    }

    /** The first place of a run of rows of one key, with the number of all. */
    private static void best(LongRows rows, int from, int end, int ranks, long[] row) {
        int last = rows.width() - 1;
        int best = from;
        long places = 0;
        for (int i = from; i < end; i++) {
            places += rows.get(i, last);
            if (Standing.better(rows, i, best, KEY, ranks, last)) {
                best = i;
            }
        }
        System.arraycopy(rows.values(), rows.at(best), row, 0, row.length);
        row[last] = places;
    }

    /** The answers to each part: its repeated keys. */
    JavaPairRDD<Integer, byte[]> answers(JavaPairRDD<Integer, byte[]> asked, int partitions) {
        int width = width();
        return Exchange.divide(
                Exchange.divide(asked, partitions)
                        .mapPartitionsToPair(blocks -> answer(Exchange.receive(blocks, width))),
                counts + 1);
    }

    private Iterator<Tuple2<Integer, byte[]>> answer(LongRows rows) {
        rows.sort(KEY);
        LongRows answers = new LongRows(ANSWER);
        PriorityQueue<long[]> most = new PriorityQueue<>(MOST_REPEATED.reversed());
        int width = rows.width();
        int node = width - 3;
        long[] best = new long[width];
        long[] answer = new long[ANSWER];
        long different = 0;
        long shared = 0;
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, KEY);
            best(rows, from, end, ranksEach, best);
            different++;
            if (best[width - 1] >= least) {
                shared++;
                System.arraycopy(best, 0, answer, 0, KEY);
                // A part's rows are not together; its number goes to the answers more than once only where a part sent
                // a key in several blocks.
                for (int i = from; i < end; i++) {
                    int part = Node.part(rows.get(i, node));
                    boolean here = keepsBest && part == Node.part(best[node]);
                    answer[KEY] = here ? best[node] : ELSEWHERE;
                    answer[KEY + 1] = here ? best[node + 1] : 0;
                    answer[KEY + 2] = part;
                    answers.addFrom(answer, 0);
                }
                list(best, most);
            }
            from = end;
        }
        Counts.add(answers, counts, rows.size(), different, shared);
        most.forEach(row -> answers.addFrom(row, 0));
        return Exchange.send(
                ANSWER,
                Exchange.feed(answers.arrays(), ANSWER),
                null,
                (values, at) -> Counts.partition(values[at + ANSWER - 1]),
                counts + 1);
    }

    /** Key, node, number of places. */
    private void list(long[] best, PriorityQueue<long[]> most) {
        int width = best.length;
        if (listed > 0) {
            most.add(new long[] {best[0], best[1], best[width - 3], best[width - 1], Counts.listed(counts)});
            if (most.size() > listed) {
                most.poll();
            }
        }
    }

    /**
     * What was found of one part's text and of the others'.
     *
     * @param shared hashes of which the part has some
     * @param keys those that are repeated
     */
    record Verdicts(PassagePart part, LongSet shared, Answers keys) {}

    /** Each part with the answers of both questions to it. */
    static JavaRDD<Verdicts> verdicts(
            JavaRDD<PassagePart> parts, JavaPairRDD<Integer, byte[]> shared, JavaPairRDD<Integer, byte[]> repeated) {
        return SharedHashes.with(parts, shared).zipPartitions(repeated, (some, blocks) -> {
            Tuple2<PassagePart, LongSet> part = some.next();
            return List.of(new Verdicts(part._1(), part._2(), new Answers(blocks)))
                    .iterator();
        });
    }

    /** The repeated keys of one part. */
    static final class Answers {
        private final LongRows repeated = new LongRows(KEY);
        private final LongRows first = new LongRows(KEY + 2);

        Answers(Iterator<Tuple2<Integer, byte[]>> blocks) {
            LongRows block = new LongRows(ANSWER);
            while (blocks.hasNext()) {
                block.clear();
                block.addAll(blocks.next()._2());
                for (int row = 0; row < block.size(); row++) {
                    repeated.add(block.get(row, 0), block.get(row, 1));
                    if (block.get(row, KEY) != ELSEWHERE) {
                        first.addFrom(block.values(), block.at(row));
                    }
                }
            }
            repeated.sort(KEY);
            first.sort(KEY + 2);
        }

        boolean isEmpty() {
            return repeated.isEmpty();
        }

        boolean isRepeated(long high, long low) {
            return repeated.find(high, low) >= 0;
        }

        /** Whether a document has the first place of a repeated key. */
        boolean isFirst(long high, long low, long node) {
            return first.find(high, low, node) >= 0;
        }

        /** Whether a place is the first of a repeated key. */
        boolean isFirst(long high, long low, long node, long position) {
            return first.find(high, low, node, position) >= 0;
        }
    }
}
