package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Follows, for every removed document, the document it was removed for to the one that survived all methods. That one may
 * itself have been removed by a later method, so there are at most as many steps as methods.
 */
final class Chains {
    /** Who is asked for, and the part that asks. */
    private static final int QUESTION = 2;
    /** Who was asked for, who stands for that, with the id, and the part that asked. */
    private static final int ANSWER = 5;

    private Chains() {}

    /** One step: who stood for a document that is gone too is replaced by who stands for that. */
    static JavaRDD<PartDocuments> follow(JavaRDD<PartDocuments> documents) {
        int parts = documents.getNumPartitions();
        JavaPairRDD<Integer, byte[]> questions = documents.mapPartitionsToPair(some -> ask(some.next(), parts));
        JavaPairRDD<Integer, byte[]> answers = documents
                .zipPartitions(
                        Exchange.divide(questions, parts),
                        (some, blocks) -> answer(some.next(), Exchange.receive(blocks, QUESTION), parts))
                .mapToPair(block -> block);
        return documents.zipPartitions(
                Exchange.divide(answers, parts),
                (some, blocks) -> List.of(apply(some.next(), Exchange.receive(blocks, ANSWER)))
                        .iterator());
    }

    private static Iterator<Tuple2<Integer, byte[]>> ask(PartDocuments part, int parts) {
        LongRows questions = new LongRows(QUESTION);
        long[] question = new long[QUESTION];
        // What an earlier run had removed goes by the id of what survived there already.
        for (int i = 0; i < part.size() && !part.earlier(); i++) {
            if (!part.kept(i)) {
                question[0] = part.duplicateOf(i);
                question[1] = part.part();
                questions.addFrom(question, 0);
            }
        }
        questions.sort(1);
        questions.unique();
        return Exchange.send(
                QUESTION,
                Exchange.feed(questions.arrays(), QUESTION),
                null,
                (values, at) -> Node.part(values[at]),
                parts);
    }

    private static Iterator<Tuple2<Integer, byte[]>> answer(PartDocuments part, LongRows questions, int parts) {
        LongRows answers = new LongRows(ANSWER);
        long[] answer = new long[ANSWER];
        for (int i = 0; i < questions.size(); i++) {
            int document = part.find(Node.row(questions.get(i, 0)));
            if (document >= 0 && !part.earlier() && !part.kept(document)) {
                answer[0] = questions.get(i, 0);
                answer[1] = part.duplicateOf(document);
                answer[2] = part.duplicateIdHigh(document);
                answer[3] = part.duplicateIdLow(document);
                answer[ANSWER - 1] = questions.get(i, 1);
                answers.addFrom(answer, 0);
            }
        }
        return Exchange.send(
                ANSWER,
                Exchange.feed(answers.arrays(), ANSWER),
                null,
                (values, at) -> (int) values[at + ANSWER - 1],
                parts);
    }

    private static PartDocuments apply(PartDocuments before, LongRows answers) {
        if (answers.isEmpty()) {
            return before;
        }
        answers.sort(1);
        PartDocuments after = before.copy();
        for (int i = 0; i < after.size(); i++) {
            int row = after.earlier() || after.kept(i) ? -1 : answers.find(after.duplicateOf(i));
            if (row >= 0) {
                after.redirect(i, answers.get(row, 1), answers.get(row, 2), answers.get(row, 3));
            }
        }
        return after;
    }
}
