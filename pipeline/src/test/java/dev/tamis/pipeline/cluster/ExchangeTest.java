package dev.tamis.pipeline.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

final class ExchangeTest {

    @Test
    void everyRowArrivesOnceAtItsPartition() {
        SplittableRandom random = new SplittableRandom(1);
        LongRows sent = new LongRows(3);
        for (int i = 0; i < 30_000; i++) {
            sent.add(random.nextLong(), i, -i);
        }
        int partitions = 7;
        Iterator<Tuple2<Integer, byte[]>> blocks = Exchange.send(
                3,
                Exchange.feed(sent.arrays(), 3),
                null,
                (values, at) -> Exchange.spread(values[at], partitions),
                partitions);
        List<LongRows> received = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            received.add(new LongRows(3));
        }
        blocks.forEachRemaining(block -> received.get(block._1()).addAll(block._2()));
        LongRows all = new LongRows(3);
        for (int p = 0; p < partitions; p++) {
            LongRows own = received.get(p);
            assertTrue(own.size() > 3800, "partition " + p + " has " + own.size());
            for (int i = 0; i < own.size(); i++) {
                assertEquals(p, Exchange.spread(own.get(i, 0), partitions));
                all.addFrom(own.values(), own.at(i));
            }
        }
        all.sort(3);
        sent.sort(3);
        assertEquals(sent.size(), all.size());
        for (int i = 0; i < sent.size(); i++) {
            assertEquals(sent.get(i, 0), all.get(i, 0));
            assertEquals(sent.get(i, 1), all.get(i, 1));
        }
    }

    @Test
    void aKeyThatMillionsShareIsSentOnceABufferWhereRowsAreCombined() {
        int rows = 5_000_000;
        int[] next = {0};
        Iterator<Tuple2<Integer, byte[]>> blocks = Exchange.send(
                2,
                buffer -> {
                    if (next[0] == rows) {
                        return false;
                    }
                    buffer.add(42, next[0]++);
                    return true;
                },
                (buffer, combined) -> {
                    buffer.sort(1);
                    for (int from = 0; from < buffer.size(); from = buffer.endOfRun(from, 1)) {
                        combined.addFrom(buffer.values(), buffer.at(from));
                    }
                },
                (values, at) -> Exchange.spread(values[at], 3),
                3);
        long bytes = 0;
        while (blocks.hasNext()) {
            bytes += blocks.next()._2().length;
        }
        long buffers = 2L * rows / Exchange.BUFFER_LONGS + 1;
        assertEquals(buffers * 2 * Long.BYTES, bytes);
    }

    @Test
    void anyNumberOfPartitionsIsUsedEvenly() {
        for (int partitions : new int[] {1, 2, 3, 64, 1000}) {
            int[] counts = new int[partitions];
            for (long key = 0; key < 100L * partitions; key++) {
                counts[Exchange.spread(key << 40, partitions)]++;
            }
            for (int count : counts) {
                assertTrue(count > 40 && count < 180, count + " of 100");
            }
        }
    }
}
