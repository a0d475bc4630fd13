package dev.tamis.pipeline.passage;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/**
 * What the owners of hashes or keys counted. Counts travel among the answers, as rows for the partition after the last part:
 * Spark's accumulators may count a task twice that runs again.
 *
 * @param asked rows that came to the owners
 * @param different hashes among them
 * @param shared of these, those in places enough
 * @param answered rows that went back
 * @param listed rows of the most repeated keys
 */
record Counts(long asked, long different, long shared, long answered, LongRows listed) {
    private static final int KINDS = 4;
    private static final int LISTED = KINDS;

    /** Adds what an owner counted to its answers, whose last column is the partition they go to. */
    static void add(LongRows answers, int partition, long asked, long different, long shared) {
        long[] row = new long[answers.width()];
        long[] counts = {asked, different, shared, answers.size()};
        for (int kind = 0; kind < KINDS; kind++) {
            row[0] = counts[kind];
            row[row.length - 1] = to(partition, kind);
            answers.addFrom(row, 0);
        }
    }

    /** The last column of a row to be listed. */
    static long listed(int partition) {
        return to(partition, LISTED);
    }

    private static long to(int partition, int kind) {
        return (long) kind << Integer.SIZE | partition;
    }

    /** The partition that the last column of a row names. */
    static int partition(long to) {
        return (int) to;
    }

    /** Runs the exchange and reads what was counted; the answers themselves stay where they are. */
    static Counts of(JavaPairRDD<Integer, byte[]> answers, int partition, int width) {
        List<Tuple2<Integer, byte[]>> blocks = answers.collectPartitions(new int[] {partition})[0];
        LongRows rows = Exchange.receive(blocks.iterator(), width);
        LongRows listed = new LongRows(width);
        long[] sums = new long[KINDS];
        for (int row = 0; row < rows.size(); row++) {
            int kind = (int) (rows.get(row, width - 1) >>> Integer.SIZE);
            if (kind == LISTED) {
                listed.addFrom(rows.values(), rows.at(row));
            } else {
                sums[kind] += rows.get(row, 0);
            }
        }
        return new Counts(sums[0], sums[1], sums[2], sums[3], listed);
    }
}
