package dev.tamis.pipeline.dedup;

import dev.tamis.filters.dedup.Jaccard;
import dev.tamis.filters.dedup.Shingler;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Keeps the candidate pairs whose shingles are truly alike: their Jaccard similarity, from the shingles of both texts, is at
 * least a limit.
 *
 * <p>A text is read where it lies. What travels is the set of shingle hashes of the first document of a pair, once to each
 * part that holds a second one; a task keeps the sets of the documents of one part that are second in a pair.
 *
 * <p>A pair with a document of an earlier run is taken as it is: its text is not there to be compared.
 *
 * @param parts by number
 * @param ngram words of a shingle
 * @param least similarity, 0 to 1
 */
record VerifiedPairs(List<PartFiles> parts, int ngram, double least) implements Serializable {
    private static final int PAIR = 2;
    private static final MessageType TEXT = Tables.project(Tables.DOCUMENTS, "text");

    /**
     * What is left of candidates.
     *
     * @param links pairs that are alike, and those that could not be compared
     * @param compared number of pairs whose texts were compared
     * @param alike number of those that are alike
     * @param notCompared number of links to documents of earlier runs, whose texts are not at hand
     * @param leftOut number of pairs of large buckets that were no candidates
     */
    record Links(JavaRDD<long[]> links, long compared, long alike, long notCompared, long leftOut) {}

    /** Of these pairs those that are alike; they are used several times. */
    Links links(JavaRDD<long[]> candidates) {
        int all = parts.size();
        JavaRDD<LongRows> byFirst = divided(candidates.map(pairs -> here(pairs, true)), 0, all);
        JavaPairRDD<Integer, byte[]> sets = byFirst.mapPartitionsToPair(some -> sets(some.next()));
        JavaRDD<LongRows> bySecond = divided(candidates.map(pairs -> here(pairs, true)), 1, all);
        JavaRDD<long[]> alike = bySecond.zipPartitions(
                        Exchange.divide(sets, all), (some, messages) -> alike(some.next(), messages))
                .persist(StorageLevel.MEMORY_AND_DISK());
        long compared = bySecond.map(pairs -> (long) pairs.size()).fold(0L, Long::sum);
        JavaRDD<long[]> withEarlier = candidates.map(pairs -> here(pairs, false));
        long notCompared =
                divided(withEarlier, 0, all).map(pairs -> (long) pairs.size()).fold(0L, Long::sum);
        long leftOut = candidates.map(VerifiedPairs::leftOut).fold(0L, Long::sum);
        return new Links(alike.union(withEarlier), compared, Exchange.count(alike, PAIR), notCompared, leftOut);
    }

    private static long leftOut(long[] pairs) {
        long leftOut = 0;
        for (int at = 0; at < pairs.length; at += PAIR) {
            leftOut += pairs[at] == NearCopies.LEFT_OUT ? pairs[at + 1] : 0;
        }
        return leftOut;
    }

    /** The pairs that can be compared, or of the others those that link to an earlier run. */
    private long[] here(long[] pairs, boolean comparable) {
        long[] some = new long[pairs.length];
        int to = 0;
        for (int at = 0; at < pairs.length; at += PAIR) {
            if (pairs[at] == NearCopies.LEFT_OUT) {
                continue;
            }
            int earlier = (parts.get(Node.part(pairs[at])).earlier() ? 1 : 0)
                    + (parts.get(Node.part(pairs[at + 1])).earlier() ? 1 : 0);
            if (comparable ? earlier == 0 : earlier == 1) {
                some[to] = pairs[at];
                some[to + 1] = pairs[at + 1];
                to += PAIR;
            }
        }
        return Arrays.copyOf(some, to);
    }

    /** The pairs at the part of their first or second document, sorted by it, each once. */
    private static JavaRDD<LongRows> divided(JavaRDD<long[]> pairs, int column, int all) {
        JavaPairRDD<Integer, byte[]> sent = pairs.mapPartitionsToPair(arrays -> Exchange.send(
                PAIR, Exchange.feed(arrays, PAIR), null, (values, at) -> Node.part(values[at + column]), all));
        return Exchange.divide(sent, all).mapPartitions(blocks -> {
            LongRows received = Exchange.receive(blocks, PAIR);
            LongRows ordered = new LongRows(PAIR);
            for (int i = 0; i < received.size(); i++) {
                ordered.add(received.get(i, column), received.get(i, 1 - column));
            }
            ordered.sort(PAIR);
            ordered.unique();
            return List.of(ordered).iterator();
        });
    }

    /** The shingles of each first document, for each part that has a second one. */
    private Iterator<Tuple2<Integer, byte[]>> sets(LongRows pairs) throws IOException {
        if (pairs.isEmpty()) {
            return List.<Tuple2<Integer, byte[]>>of().iterator();
        }
        Texts texts = new Texts(pairs);
        return new Iterator<>() {
            private final List<Tuple2<Integer, byte[]>> ready = new ArrayList<>();
            private int at;

            @Override
            public boolean hasNext() {
                try {
                    while (ready.isEmpty() && at < pairs.size()) {
                        int end = pairs.endOfRun(at, 1);
                        byte[] message = texts.message(pairs.get(at, 0));
                        // Nodes of one part are neighbours in the sorted run.
                        for (int i = at; i < end; i++) {
                            int part = Node.part(pairs.get(i, 1));
                            if (i == at || part != Node.part(pairs.get(i - 1, 1))) {
                                ready.add(new Tuple2<>(part, message));
                            }
                        }
                        at = end;
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
                return ready.remove(ready.size() - 1);
            }
        };
    }

    private Iterator<long[]> alike(LongRows pairs, Iterator<Tuple2<Integer, byte[]>> messages) throws IOException {
        LongRows links = new LongRows(PAIR);
        if (pairs.isEmpty()) {
            return links.arrays();
        }
        LongRows seconds = new LongRows(1);
        for (int from = 0; from < pairs.size(); from = pairs.endOfRun(from, 1)) {
            seconds.addFrom(pairs.values(), pairs.at(from));
        }
        long[][] sets = new long[seconds.size()][];
        Texts texts = new Texts(pairs);
        for (int i = 0; i < sets.length; i++) {
            sets[i] = texts.shingles(seconds.get(i, 0));
        }
        LongRows byFirst = new LongRows(PAIR);
        for (int i = 0; i < pairs.size(); i++) {
            byFirst.add(pairs.get(i, 1), pairs.get(i, 0));
        }
        byFirst.sort(PAIR);
        while (messages.hasNext()) {
            ByteBuffer message = ByteBuffer.wrap(messages.next()._2());
            long first = message.getLong();
            long[] set = new long[message.remaining() / Long.BYTES];
            message.asLongBuffer().get(set);
            int from = byFirst.find(first);
            int end = from < 0 ? from : byFirst.endOfRun(from, 1);
            for (int i = from; i < end; i++) {
                long second = byFirst.get(i, 1);
                long[] other = sets[seconds.find(second)];
                if (Jaccard.of(set, set.length, other, other.length) >= least) {
                    links.add(first, second);
                }
            }
        }
        return links.arrays();
    }

    /** The texts of one part, read from the front. */
    private final class Texts {
        private final TableReader reader;
        private final Shingler shingler = new Shingler(ngram);

        /** @param pairs whose first column holds nodes of the part */
        Texts(LongRows pairs) throws IOException {
            PartFiles files = parts.get(Node.part(pairs.get(0, 0)));
            RunDirectory run = files.run().open();
            this.reader = new TableReader(run.path(files.measured().documents()), TEXT, run.conf()).closedWithTask();
        }

        /** The set of shingles of a document, sorted; nodes have to come in order. */
        long[] shingles(long node) throws IOException {
            Group document = reader.at(Node.row(node), "a pair of documents");
            byte[] text = document.getBinary("text", 0).getBytes();
            int size = shingler.shingle(text, text.length);
            long[] shingles = Arrays.copyOf(shingler.shingles(), size);
            return Arrays.copyOf(shingles, Jaccard.distinct(shingles, size));
        }

        byte[] message(long node) throws IOException {
            long[] set = shingles(node);
            ByteBuffer message = ByteBuffer.allocate((1 + set.length) * Long.BYTES);
            message.putLong(node).asLongBuffer().put(set);
            return message.array();
        }
    }
}
