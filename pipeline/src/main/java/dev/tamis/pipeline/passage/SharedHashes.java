package dev.tamis.pipeline.passage;

import dev.tamis.filters.passage.LongSet;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.dedup.Node;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Tells each part which of its 64-bit hashes stand in places enough of the corpus.
 *
 * <p>A row is a hash, and the part with the number of places in its low bits, as in {@link Node}. Where hashes collide, more
 * is answered than is shared; a key decides later.
 *
 * @param counts the partition for counts, after the parts
 * @param least number of places
 */
record SharedHashes(int counts, long least) implements java.io.Serializable {
    static final int ROW = 2;

    /** Asks about the hashes of one part. */
    static Iterator<Tuple2<Integer, byte[]>> ask(Exchange.Feed feed, int partitions) {
        return Exchange.send(
                ROW, feed, SharedHashes::sum, (values, at) -> Exchange.spread(values[at], partitions), partitions);
    }

    /** Each hash of a block once, with the number of all its places. */
    private static void sum(LongRows rows, LongRows combined) {
        rows.sort(1);
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, 1);
            long places = 0;
            for (int row = from; row < end; row++) {
                places += Node.row(rows.get(row, 1));
            }
            combined.add(rows.get(from, 0), Node.of(Node.part(rows.get(from, 1)), places));
            from = end;
        }
    }

    /** The answers to each part: its shared hashes. */
    JavaPairRDD<Integer, byte[]> answers(JavaPairRDD<Integer, byte[]> asked, int partitions) {
        return Exchange.divide(
                Exchange.divide(asked, partitions).mapPartitionsToPair(blocks -> answer(Exchange.receive(blocks, ROW))),
                counts + 1);
    }

    private Iterator<Tuple2<Integer, byte[]>> answer(LongRows rows) {
        rows.sort(ROW);
        LongRows answers = new LongRows(ROW);
        long different = 0;
        long shared = 0;
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, 1);
            long places = 0;
            for (int row = from; row < end; row++) {
                places += Node.row(rows.get(row, 1));
            }
            different++;
            if (places >= least) {
                shared++;
                int last = -1;
                for (int row = from; row < end; row++) {
                    int part = Node.part(rows.get(row, 1));
                    if (part != last) {
                        answers.add(rows.get(from, 0), part);
                        last = part;
                    }
                }
            }
            from = end;
        }
        Counts.add(answers, counts, rows.size(), different, shared);
        return Exchange.send(
                ROW,
                Exchange.feed(answers.arrays(), ROW),
                null,
                (values, at) -> Counts.partition(values[at + 1]),
                counts + 1);
    }

    /** The answers that came to a part. */
    static LongSet receive(Iterator<Tuple2<Integer, byte[]>> blocks) {
        LongSet hashes = new LongSet();
        while (blocks.hasNext()) {
            ByteBuffer block = ByteBuffer.wrap(blocks.next()._2());
            for (int at = 0; at < block.limit(); at += ROW * Long.BYTES) {
                hashes.add(block.getLong(at));
            }
        }
        return hashes;
    }

    /** Each part with the answers to it. */
    static JavaRDD<Tuple2<PassagePart, LongSet>> with(
            JavaRDD<PassagePart> parts, JavaPairRDD<Integer, byte[]> answers) {
        return parts.zipPartitions(
                answers,
                (some, blocks) -> java.util.List.of(new Tuple2<>(some.next(), receive(blocks)))
                        .iterator());
    }
}
