package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Chooses, among the documents that share a key, the one that survives: of an earlier run, then by rank, then the
 * smallest id.
 *
 * <p>Each part sends the best of its documents with a key and their number, so a key costs a row a block of rows however many
 * documents share it; the answer, too, goes once to each block that asked.
 */
final class Survivors {
    private static final int KEY = 2;
    /** Key, survivor's node and id, weight of all, part that asked. */
    private static final int ANSWER = KEY + 5;

    private final int tasks;
    private final int ranks;

    Survivors(int tasks, int ranks) {
        this.tasks = tasks;
        this.ranks = ranks;
    }

    /**
     * Removes all but the best document of each key.
     *
     * @param documents one object a partition, by part
     * @param keys of the same parts; only documents that are kept may have one
     * @param method number of the method, from 1
     * @param shared most rows to expect
     */
    JavaRDD<PartDocuments> choose(JavaRDD<PartDocuments> documents, JavaRDD<PartKeys> keys, int method, long shared) {
        int parts = documents.getNumPartitions();
        int ranksEach = ranks;
        int width = width(ranksEach);
        int partitions = Exchange.partitions(shared, width, tasks);
        JavaPairRDD<Integer, byte[]> asked = documents
                .zipPartitions(keys, (some, theirs) -> ask(some.next(), theirs.next(), width, partitions))
                .mapToPair(block -> block);
        JavaPairRDD<Integer, byte[]> answers = Exchange.divide(asked, partitions)
                .mapPartitionsToPair(blocks -> answer(Exchange.receive(blocks, width), parts));
        return documents
                .zipPartitions(
                        keys,
                        (some, theirs) -> List.of(new Tuple2<>(some.next(), theirs.next()))
                                .iterator())
                .zipPartitions(Exchange.divide(answers, parts), (both, blocks) -> {
                    Tuple2<PartDocuments, PartKeys> part = both.next();
                    LongRows received = Exchange.receive(blocks, ANSWER);
                    received.sort(KEY);
                    return List.of(apply(part._1(), part._2(), received, method))
                            .iterator();
                });
    }

    /** Key, candidate (published, ranks, id), node, weight, count. */
    private static int width(int ranksEach) {
        return KEY + Standing.columns(ranksEach) + 1 + 1;
    }

    private static Iterator<Tuple2<Integer, byte[]>> ask(PartDocuments part, PartKeys keys, int width, int partitions) {
        int[] next = {0};
        long[] row = new long[width];
        return Exchange.send(
                width,
                rows -> {
                    if (next[0] == keys.size()) {
                        return false;
                    }
                    int i = next[0]++;
                    int document = keys.document(i);
                    row[0] = keys.high(i);
                    row[1] = keys.low(i);
                    Standing.write(part, document, row, KEY);
                    row[width - 2] = part.earlier() ? 0 : part.weight(document);
                    row[width - 1] = 1;
                    rows.addFrom(row, 0);
                    return true;
                },
                Survivors::bestOfEach,
                (values, at) -> Exchange.spread(values[at], partitions),
                partitions);
    }

    private static void bestOfEach(LongRows rows, LongRows best) {
        rows.sort(KEY);
        int width = rows.width();
        long[] row = new long[width];
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, KEY);
            best(rows, from, end, row);
            best.addFrom(row, 0);
            from = end;
        }
    }

    /** The best row of a run, with the weights and counts of all of them. */
    private static void best(LongRows rows, int from, int end, long[] row) {
        int width = rows.width();
        int best = from;
        long weight = 0;
        long count = 0;
        for (int i = from; i < end; i++) {
            weight += rows.get(i, width - 2);
            count += rows.get(i, width - 1);
            if (better(rows, i, best)) {
                best = i;
            }
        }
        System.arraycopy(rows.values(), rows.at(best), row, 0, width);
        row[width - 2] = weight;
        row[width - 1] = count;
    }

    private static boolean better(LongRows rows, int a, int b) {
        int end = rows.width() - 2;
        return Standing.better(rows, a, b, KEY, end - KEY - Standing.columns(0), end);
    }

    /** Tells each part that asked for a key which several documents have who survives, and what all of them weigh. */
    private static Iterator<Tuple2<Integer, byte[]>> answer(LongRows rows, int parts) {
        int width = rows.width();
        rows.sort(KEY);
        LongRows answers = new LongRows(ANSWER);
        long[] best = new long[width];
        long[] answer = new long[ANSWER];
        for (int from = 0; from < rows.size(); ) {
            int end = rows.endOfRun(from, KEY);
            best(rows, from, end, best);
            if (best[width - 1] > 1) {
                System.arraycopy(best, 0, answer, 0, KEY);
                answer[KEY] = best[width - 3];
                answer[KEY + 1] = best[width - 5];
                answer[KEY + 2] = best[width - 4];
                answer[KEY + 3] = best[width - 2];
                for (int i = from; i < end; i++) {
                    boolean published = rows.get(i, KEY) == 1;
                    answer[ANSWER - 1] = Node.part(rows.get(i, width - 3));
                    if (!published) {
                        answers.addFrom(answer, 0);
                    }
                }
            }
            from = end;
        }
        return Exchange.send(
                ANSWER,
                Exchange.feed(answers.arrays(), ANSWER),
                null,
                (values, at) -> (int) values[at + ANSWER - 1],
                parts);
    }

    private static PartDocuments apply(PartDocuments before, PartKeys keys, LongRows answers, int method) {
        if (answers.isEmpty()) {
            return before;
        }
        PartDocuments after = before.copy();
        for (int i = 0; i < keys.size(); i++) {
            int row = answers.find(keys.high(i), keys.low(i));
            if (row < 0) {
                continue;
            }
            int document = keys.document(i);
            long survivor = answers.get(row, KEY);
            if (survivor == after.node(document)) {
                after.weigh(document, answers.get(row, KEY + 3));
            } else {
                after.remove(document, method, survivor, answers.get(row, KEY + 1), answers.get(row, KEY + 2));
            }
        }
        return after;
    }
}
