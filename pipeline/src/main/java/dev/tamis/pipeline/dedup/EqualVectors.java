package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import java.util.Iterator;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Links the documents of a domain whose vectors are equal: those of one hash of 128 bits. As SHA-256 made it, two different
 * vectors of one hash are not to be expected, nor can anyone make them.
 *
 * <p>They become a star around the least, in two steps: within each sending task, then among the leasts of the tasks, so
 * that the receiving task sees few rows of a vector that a million documents share.
 */
final class EqualVectors {
    private static final int EDGE = NearCopies.EDGE;

    /** Domain, hash in two halves, and node. */
    private static final int WIDTH = 4;

    private static final int KEY = 3;

    /** Stands where a node would in a row that is a link already made, its two nodes first; nodes are not negative. */
    private static final long LINK = -1;

    private EqualVectors() {}

    /**
     * Links for clusters: rows of two nodes. Of the nodes of equal vectors, all but the least are first in a row.
     *
     * @param count number of vectors
     */
    static JavaRDD<long[]> links(JavaRDD<VectorBlock> vectors, long count, int tasks) {
        int buckets = Exchange.partitions(count, WIDTH, tasks);
        JavaPairRDD<Integer, byte[]> sent = vectors.mapPartitionsToPair(blocks -> Exchange.send(
                WIDTH,
                rows(blocks),
                EqualVectors::starsOfEach,
                (values, at) -> values[at + KEY] == LINK
                        ? buckets + Exchange.spread(values[at], buckets)
                        : Exchange.spread(values[at] ^ values[at + 1], buckets),
                2 * buckets));
        return Exchange.divide(sent, 2 * buckets)
                .mapPartitionsWithIndex(
                        (partition, blocks) -> partition < buckets ? starsOf(blocks) : linksIn(blocks), false);
    }

    private static Exchange.Feed rows(Iterator<VectorBlock> blocks) {
        long[] row = new long[WIDTH];
        return rows -> {
            if (!blocks.hasNext()) {
                return false;
            }
            VectorBlock block = blocks.next();
            for (int i = 0; i < block.size(); i++) {
                row[0] = block.domain(i);
                row[1] = block.hash(i);
                row[2] = block.lowHash(i);
                row[KEY] = block.node(i);
                rows.addFrom(row, 0);
            }
            return true;
        };
    }

    /** The least of each hash goes on; the others are linked to it here. */
    private static void starsOfEach(LongRows rows, LongRows sent) {
        rows.sort(WIDTH);
        long[] link = {0, 0, 0, LINK};
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, KEY);
            sent.addFrom(rows.values(), rows.at(from));
            link[1] = rows.get(from, KEY);
            for (int i = from + 1; i < end; i++) {
                link[0] = rows.get(i, KEY);
                sent.addFrom(link, 0);
            }
            from = end;
        }
    }

    private static Iterator<long[]> starsOf(Iterator<Tuple2<Integer, byte[]>> blocks) {
        LongRows rows = Exchange.receive(blocks, WIDTH);
        rows.sort(WIDTH);
        LongRows links = new LongRows(EDGE);
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, KEY);
            for (int i = from + 1; i < end; i++) {
                links.add(rows.get(i, KEY), rows.get(from, KEY));
            }
            from = end;
        }
        return links.arrays();
    }

    private static Iterator<long[]> linksIn(Iterator<Tuple2<Integer, byte[]>> blocks) {
        LongRows rows = Exchange.receive(blocks, WIDTH);
        LongRows links = new LongRows(EDGE);
        for (int i = 0; i < rows.size(); i++) {
            links.add(rows.get(i, 0), rows.get(i, 1));
        }
        return links.arrays();
    }
}
