package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
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
 * {@value #NEIGHBOURS} before them, in an order that brings those together which share the next band, too. So of a large bucket
 * some pairs that are alike may stay without a link; it is counted how many pairs were left out.
 */
final class NearCopies {
    static final int EDGE = 2;

    /** Documents of a bucket up to which all of them are linked with each other where links are to be verified. */
    static final int SMALL_BUCKET = 1024;

    /** Documents before it in a larger bucket that each document is linked with. */
    static final int NEIGHBOURS = 8;

    /** Marks a row as a number of pairs; nodes are not negative. */
    static final long LEFT_OUT = -1;

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
     * Candidates for verification: rows of two nodes, each pair once or more, the same node first in each. A row that
     * starts with {@link #LEFT_OUT} says how many pairs of large buckets are none.
     *
     * @param rows number of bands of all documents, or more
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
            return new Pairs(received);
        });
    }

    /** The pairs of sorted buckets, some buckets at a time: they may be many times what the buckets take. */
    private static final class Pairs implements Iterator<long[]> {
        private static final int AT_ONCE = 1 << 18;

        private final LongRows rows;
        private final LongRows links = new LongRows(EDGE);
        private Iterator<long[]> ready = Collections.emptyIterator();
        private int at;
        private long leftOut;

        Pairs(LongRows rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (!ready.hasNext() && at < rows.size()) {
                links.clear();
                while (links.size() < AT_ONCE && at < rows.size()) {
                    int end = rows.endOfRun(at, 1);
                    link(at, end);
                    at = end;
                }
                links.sort(EDGE);
                links.unique();
                if (at == rows.size()) {
                    links.add(LEFT_OUT, leftOut);
                }
                ready = links.arrays();
            }
            return ready.hasNext();
        }

        @Override
        public long[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.next();
        }

        private void link(int from, int end) {
            int before = links.size();
            for (int i = from + 1; i < end; i++) {
                int first = end - from <= SMALL_BUCKET ? from : Math.max(from, i - NEIGHBOURS);
                if (first > from) {
                    add(from, i);
                }
                for (int j = first; j < i; j++) {
                    add(j, i);
                }
            }
            long documents = (long) end - from;
            leftOut += documents * (documents - 1) / 2 - (links.size() - before);
        }

        /** Adds a pair, the one first whose id is smaller, whatever the bucket's order. */
        private void add(int a, int b) {
            int order = Long.compareUnsigned(rows.get(a, 2), rows.get(b, 2));
            boolean inOrder = order != 0 ? order < 0 : rows.get(a, 3) < rows.get(b, 3);
            links.add(rows.get(inOrder ? a : b, 3), rows.get(inOrder ? b : a, 3));
        }
    }
}
