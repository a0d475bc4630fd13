package dev.tamis.pipeline.rank;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.recipe.CountSpec;
import dev.tamis.pipeline.recipe.RankSpec;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.MeasuredFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How many documents of the run have the same values. Only digests of the values travel, one row for each value of a part:
 * to where all rows of the value meet, and back to the parts that have it with the sum, where that is more than one.
 */
public final class ValueCounts {
    /** Digest in two halves, count, part. */
    private static final int WIDTH = 4;

    private final LongRows sums;

    private ValueCounts(LongRows sums) {
        this.sums = sums;
    }

    /**
     * Counts over all parts.
     *
     * @param files of each part, with what was measured before
     * @return blocks of rows for each part, to be given to {@link #of}
     */
    public static JavaPairRDD<Integer, byte[]> find(
            JavaSparkContext spark, RunReference run, List<MeasuredFiles> files, List<CountSpec> counts) {
        List<Integer> parts = IntStream.range(0, files.size()).boxed().toList();
        List<RankSpec> groups = counts.stream().map(CountSpec::groups).toList();
        int partitions = Math.max(1, Math.min(files.size(), spark.defaultParallelism()));
        int all = files.size();
        JavaPairRDD<Integer, byte[]> asked = spark.parallelize(parts, Math.max(1, all))
                .mapPartitionsToPair(some -> Exchange.send(
                        WIDTH,
                        feed(some, run, files, groups),
                        ValueCounts::added,
                        (values, at) -> Exchange.spread(values[at], partitions),
                        partitions));
        return Exchange.divide(
                Exchange.divide(asked, partitions).mapPartitionsToPair(blocks -> answer(blocks, all)),
                Math.max(1, all));
    }

    /** The counts of one part, from its blocks. */
    public static ValueCounts of(Iterator<scala.Tuple2<Integer, byte[]>> blocks) {
        LongRows rows = Exchange.receive(blocks, WIDTH);
        rows.sort(2);
        return new ValueCounts(rows);
    }

    /** The number of documents with the values of a document that takes part, itself among them. */
    public long count(int count, List<String> values) {
        int row = sums.find(key(count, values));
        return row < 0 ? 1 : sums.get(row, 2);
    }

    private static Exchange.Feed feed(
            Iterator<Integer> parts, RunReference run, List<MeasuredFiles> files, List<RankSpec> groups)
            throws IOException {
        if (!parts.hasNext()) {
            return rows -> false;
        }
        int part = parts.next();
        ScoredDocuments documents = new ScoredDocuments(run.open(), files.get(part), groups, 0);
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
            for (int i = 0; i < groups.size(); i++) {
                if (takesPart(documents, i)) {
                    long[] key = key(i, documents.group(i));
                    rows.add(key[0], key[1], 1, part);
                }
            }
            return true;
        };
    }

    /** Whether the document that the walk is at is counted by a count, which is the one at the place among its ranks. */
    public static boolean takesPart(ScoredDocuments documents, int place) {
        return !Double.isNaN(documents.score(place)) && !documents.group(place).contains(null);
    }

    /** One row for each value; all rows that one task feeds are of one part. */
    private static void added(LongRows rows, LongRows sums) {
        rows.sort(2);
        for (int row = 0; row < rows.size(); ) {
            int end = rows.endOfRun(row, 2);
            sums.add(rows.get(row, 0), rows.get(row, 1), counted(rows, row, end), rows.get(row, 3));
            row = end;
        }
    }

    private static long counted(LongRows rows, int from, int end) {
        long count = 0;
        for (int i = from; i < end; i++) {
            count += rows.get(i, 2);
        }
        return count;
    }

    /** Tells each part that has a value which several documents have how many. */
    private static Iterator<scala.Tuple2<Integer, byte[]>> answer(
            Iterator<scala.Tuple2<Integer, byte[]>> blocks, int parts) {
        LongRows rows = Exchange.receive(blocks, WIDTH);
        rows.sort(2);
        LongRows answers = new LongRows(WIDTH);
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, 2);
            long count = counted(rows, from, end);
            for (int i = from; count > 1 && i < end; i++) {
                answers.add(rows.get(i, 0), rows.get(i, 1), count, rows.get(i, 3));
            }
            from = end;
        }
        return Exchange.send(
                WIDTH, Exchange.feed(answers.arrays(), WIDTH), null, (values, at) -> (int) values[at + 3], parts);
    }

    private static long[] key(int count, List<String> values) {
        MessageDigest digest = Digests.sha256();
        digest.update((byte) count);
        for (String value : values) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        ByteBuffer first = ByteBuffer.wrap(digest.digest());
        return new long[] {first.getLong(), first.getLong()};
    }
}
