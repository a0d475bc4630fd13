package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Links the documents that share a band of their MinHash signatures.
 *
 * <p>By default a bucket becomes a star: every document is linked to the first, in two steps, within each sending task and
 * then among the firsts of the tasks. So a bucket costs as many links as it has documents, and the receiving task sees one
 * row a task of a bucket that a million documents share. Which document is the first makes no difference to the clusters.
 *
 * <p>Where links are to be verified it would: the first need not be like those that are like each other. There, the
 * documents of a small bucket are all linked with each other; those of a larger one are linked to the first and to the
 * one before, in an order that hangs on their ids alone.
 */
final class NearCopies {
    static final int EDGE = 2;

    /** Documents of a bucket up to which all of them are linked with each other where links are to be verified. */
    static final int SMALL_BUCKET = 32;

    /** Marks a row as a link already made, not a place in a bucket; nodes are not negative. */
    private static final long LINK = Long.MIN_VALUE;

    private NearCopies() {}

    /** Makes rows of a key and a node of what a partition holds. */
    @FunctionalInterface
    interface Keys<T> extends Serializable {
        Exchange.Feed feed(Iterator<T> partition) throws IOException;
    }

    /**
     * Links for clusters: rows of two nodes. Of the nodes that share a key, all but the least are first in a row.
     *
     * @param keys rows of a band's key and a node
     * @param rows number of those rows, or more
     */
    static <T> JavaRDD<long[]> stars(JavaRDD<T> items, Keys<T> keys, long rows, int tasks) {
        int buckets = Exchange.partitions(rows, EDGE, tasks);
        JavaPairRDD<Integer, byte[]> sent = items.mapPartitionsToPair(some -> Exchange.send(
                EDGE,
                keys.feed(some),
                NearCopies::starsOfEach,
                (values, at) -> values[at + 1] < 0
                        ? buckets + Exchange.spread(values[at], buckets)
                        : Exchange.spread(values[at], buckets),
                2 * buckets));
        return Exchange.divide(sent, 2 * buckets)
                .mapPartitionsWithIndex(
                        (partition, blocks) -> partition < buckets ? starsOf(blocks) : linksIn(blocks), false);
    }

    /** The first of each bucket goes on; the others are linked to it here. */
    private static void starsOfEach(LongRows rows, LongRows sent) {
        rows.sort(EDGE);
        LongRows links = new LongRows(EDGE);
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, 1);
            sent.addFrom(rows.values(), rows.at(from));
            star(rows, from, end, links, LINK);
            from = end;
        }
        links.sort(EDGE);
        links.unique();
        for (int i = 0; i < links.size(); i++) {
            sent.addFrom(links.values(), links.at(i));
        }
    }

    private static void star(LongRows rows, int from, int end, LongRows links, long mark) {
        long first = rows.get(from, 1);
        for (int i = from + 1; i < end; i++) {
            if (rows.get(i, 1) != first) {
                links.add(rows.get(i, 1), first | mark);
            }
        }
    }

    private static Iterator<long[]> starsOf(Iterator<Tuple2<Integer, byte[]>> blocks) {
        LongRows rows = Exchange.receive(blocks, EDGE);
        rows.sort(EDGE);
        LongRows links = new LongRows(EDGE);
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, 1);
            star(rows, from, end, links, 0);
            from = end;
        }
        links.sort(EDGE);
        links.unique();
        return links.arrays();
    }

    private static Iterator<long[]> linksIn(Iterator<Tuple2<Integer, byte[]>> blocks) {
        LongRows rows = Exchange.receive(blocks, EDGE);
        rows.sort(EDGE);
        rows.unique();
        LongRows links = new LongRows(EDGE);
        for (int i = 0; i < rows.size(); i++) {
            links.add(rows.get(i, 0), rows.get(i, 1) & ~LINK);
        }
        return links.arrays();
    }

    /**
     * Candidates for verification: rows of two nodes, each pair once or more, the same node first in each.
     *
     * @param bands rows of a band's key, a number made of the document's id, and its node
     */
    static JavaRDD<long[]> candidates(JavaRDD<PartDocuments> documents, Bands bands, long rows, int tasks) {
        int width = Bands.ORDERED;
        int buckets = Exchange.partitions(rows, width, tasks);
        JavaPairRDD<Integer, byte[]> sent = documents.mapPartitionsToPair(some -> Exchange.send(
                width,
                bands.feed(some.next(), true),
                null,
                (values, at) -> Exchange.spread(values[at], buckets),
                buckets));
        return Exchange.divide(sent, buckets).mapPartitions(blocks -> {
            LongRows received = Exchange.receive(blocks, width);
            received.sort(width);
            received.unique();
            LongRows links = new LongRows(EDGE);
            for (int from = 0; from < received.size(); ) {
                int end = received.endOfRun(from, 1);
                if (end - from <= SMALL_BUCKET) {
                    pairs(received, from, end, links);
                } else {
                    starAndChain(received, from, end, links);
                }
                from = end;
            }
            links.sort(EDGE);
            links.unique();
            return links.arrays();
        });
    }

    private static void pairs(LongRows rows, int from, int end, LongRows links) {
        for (int i = from; i < end; i++) {
            for (int j = i + 1; j < end; j++) {
                links.add(rows.get(i, 2), rows.get(j, 2));
            }
        }
    }

    private static void starAndChain(LongRows rows, int from, int end, LongRows links) {
        for (int i = from + 1; i < end; i++) {
            links.add(rows.get(from, 2), rows.get(i, 2));
            if (i > from + 1) {
                links.add(rows.get(i - 1, 2), rows.get(i, 2));
            }
        }
    }
}
