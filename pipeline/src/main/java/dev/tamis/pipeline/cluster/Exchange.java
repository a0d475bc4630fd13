package dev.tamis.pipeline.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Sends rows to the partitions they belong to, in blocks. */
public final class Exchange {
    /** Longs gathered before they are combined and sent: 16 MiB. */
    static final int BUFFER_LONGS = 1 << 21;

    /** Bytes of rows that a receiving task is meant to hold. */
    private static final long TASK_BYTES = 48L << 20;

    private Exchange() {}

    /** Produces rows a few at a time. */
    @FunctionalInterface
    public interface Feed {
        /** Adds rows; returns false, having added none, when there are no more. */
        boolean feed(LongRows rows) throws IOException;
    }

    /** Replaces the rows of a buffer by fewer, before they are sent. */
    @FunctionalInterface
    public interface Combine extends Serializable {
        void combine(LongRows rows, LongRows combined);
    }

    /** Says to which partition the row at a place of an array belongs. */
    @FunctionalInterface
    public interface Route extends Serializable {
        int to(long[] values, int at);
    }

    /** Partition p is for key p. */
    static final class ByNumber extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int partitions;

        ByNumber(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByNumber that && that.partitions == partitions;
        }

        @Override
        public int hashCode() {
            return partitions;
        }
    }

    /** Into how many partitions rows are best divided. */
    public static int partitions(long rows, int width, int atLeast) {
        long needed = rows * width * Long.BYTES / TASK_BYTES + 1;
        return (int) Math.min(100_000, Math.max(needed, atLeast));
    }

    /** Spreads hashed keys evenly: the high bits of a product, as any number of partitions may be asked for. */
    public static int spread(long key, int partitions) {
        long mixed = key * 0x9E37_79B9_7F4A_7C15L;
        mixed ^= mixed >>> 32;
        mixed *= 0xD6E8_FEB8_6659_FD93L;
        return (int) Math.multiplyHigh(mixed >>> 1, 2L * partitions);
    }

    /** Blocks of rows on their way, each with the partition it is for. */
    public static Iterator<Tuple2<Integer, byte[]>> send(
            int width, Feed feed, Combine combine, Route route, int partitions) {
        return new Shipment(width, feed, combine, route, partitions);
    }

    /** Divides blocks among their partitions. */
    public static JavaPairRDD<Integer, byte[]> divide(JavaPairRDD<Integer, byte[]> blocks, int partitions) {
        return blocks.partitionBy(new ByNumber(partitions));
    }

    /** All rows that came to a partition. */
    public static LongRows receive(Iterator<Tuple2<Integer, byte[]>> blocks, int width) {
        LongRows rows = new LongRows(width);
        while (blocks.hasNext()) {
            rows.addAll(blocks.next()._2());
        }
        return rows;
    }

    /** Adds every row of arrays to the buffer, an array at a time. */
    public static Feed feed(Iterator<long[]> arrays, int width) {
        return rows -> {
            if (!arrays.hasNext()) {
                return false;
            }
            long[] array = arrays.next();
            for (int at = 0; at < array.length; at += width) {
                rows.addFrom(array, at);
            }
            return true;
        };
    }

    /** The number of rows in arrays of rows. */
    public static long count(JavaRDD<long[]> arrays, int width) {
        return arrays.map(array -> (long) array.length / width).fold(0L, Long::sum);
    }

    private static final class Shipment implements Iterator<Tuple2<Integer, byte[]>> {
        private final Feed feed;
        private final Combine combine;
        private final Route route;
        private final int partitions;
        private final LongRows gathered;
        private final LongRows combined;
        private final Deque<Tuple2<Integer, byte[]>> ready = new ArrayDeque<>();
        private boolean ended;

        Shipment(int width, Feed feed, Combine combine, Route route, int partitions) {
            this.feed = feed;
            this.combine = combine;
            this.route = route;
            this.partitions = partitions;
            this.gathered = new LongRows(width);
            this.combined = new LongRows(width);
        }

        @Override
        public boolean hasNext() {
            try {
                while (ready.isEmpty() && !ended) {
                    fill();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return !ready.isEmpty();
        }

        @Override
        public Tuple2<Integer, byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.poll();
        }

        private void fill() throws IOException {
            gathered.clear();
            int width = gathered.width();
            while ((long) gathered.size() * width < BUFFER_LONGS && !ended) {
                ended = !feed.feed(gathered);
            }
            LongRows sent = gathered;
            if (combine != null) {
                combined.clear();
                combine.combine(gathered, combined);
                sent = combined;
            }
            // Rows are put in the order of their partitions by counting, which keeps their order otherwise.
            int[] starts = new int[partitions + 1];
            int[] to = new int[sent.size()];
            for (int row = 0; row < to.length; row++) {
                to[row] = route.to(sent.values(), sent.at(row));
                starts[to[row] + 1]++;
            }
            for (int p = 0; p < partitions; p++) {
                starts[p + 1] += starts[p];
            }
            int[] place = starts.clone();
            long[] ordered = new long[to.length * width];
            for (int row = 0; row < to.length; row++) {
                System.arraycopy(sent.values(), sent.at(row), ordered, place[to[row]]++ * width, width);
            }
            LongRows inOrder = new LongRows(ordered, width);
            for (int p = 0; p < partitions; p++) {
                if (starts[p + 1] > starts[p]) {
                    ready.add(new Tuple2<>(p, inOrder.bytes(starts[p], starts[p + 1])));
                }
            }
        }
    }
}
