package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;

/**
 * Exact dedup: of the kept documents whose normalised text is equal (the signal {@code text_hash}), one survives: the
 * longest, then the smallest id. Only hashes, lengths and ids are shuffled.
 */
final class DedupStage implements Stage {
    static final String NAME = "dedup";

    private static final String EXACT = "exact_duplicate";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs() {
        return List.of(AnnotateStage.NAME, DecideStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("dedup");
    }

    /** A document that may survive. Smaller is better. */
    record Candidate(String id, long chars, int part, long row) implements Serializable, Comparable<Candidate> {
        @Override
        public int compareTo(Candidate other) {
            int longest = Long.compare(other.chars, chars);
            return longest != 0 ? longest : id.compareTo(other.id);
        }
    }

    /** The best of a group and the number of its members. */
    record Members(Candidate best, long members) implements Serializable {
        Members plus(Members other) {
            return new Members(best.compareTo(other.best) <= 0 ? best : other.best, members + other.members);
        }
    }

    /** Part p of the documents is partition p. */
    static final class ByPart extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int parts;

        ByPart(int parts) {
            this.parts = parts;
        }

        @Override
        public int numPartitions() {
            return parts;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByPart that && that.parts == parts;
        }

        @Override
        public int hashCode() {
            return parts;
        }
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest decide = context.input(DecideStage.NAME);
        Manifest annotate = context.input(AnnotateStage.NAME);
        int parts = decide.parts();
        List<String> sources = Parts.sources(annotate);
        List<String> decisions = decide.pathsByPart("decisions");
        boolean exact = context.recipe().dedup().exact();
        boolean bySource = context.recipe().dedup().scope() == DedupSpec.Scope.SOURCE;

        JavaPairRDD<Integer, Tuple2<Long, String>> duplicates;
        if (exact) {
            JavaPairRDD<String, Candidate> candidates = context.parts(parts)
                    .flatMapToPair(part ->
                            candidates(reference.open(), decisions.get(part), part, bySource ? sources.get(part) : ""));
            // Combined before the shuffle, so that a text a million pages share costs one line a task.
            JavaPairRDD<String, Candidate> survivors = candidates
                    .mapValues(candidate -> new Members(candidate, 1))
                    .reduceByKey(Members::plus)
                    .filter(group -> group._2().members() > 1)
                    .mapValues(Members::best);
            duplicates = candidates
                    .join(survivors)
                    .values()
                    .filter(pair -> !pair._1().id().equals(pair._2().id()))
                    .mapToPair(pair -> new Tuple2<>(
                            pair._1().part(),
                            new Tuple2<>(pair._1().row(), pair._2().id())));
        } else {
            duplicates = context.parts(1)
                    .flatMapToPair(part ->
                            List.<Tuple2<Integer, Tuple2<Long, String>>>of().iterator());
        }
        List<TaskResult> results = duplicates
                .partitionBy(new ByPart(parts))
                .mapPartitionsWithIndex(
                        (part, removed) -> List.of(
                                        write(reference.open(), decisions.get(part), part, sources.get(part), removed))
                                .iterator(),
                        false)
                .collect();
        context.commit(parts, results);
    }

    private static Iterator<Tuple2<String, Candidate>> candidates(
            RunDirectory run, String decisions, int part, String scope) throws IOException {
        List<Tuple2<String, Candidate>> candidates = new ArrayList<>();
        try (TableReader reader = new TableReader(run.path(decisions), Tables.DECISIONS, run.conf())) {
            for (Group row = reader.next(); row != null; row = reader.next()) {
                String hash = TableReader.string(row, "text_hash");
                if (hash != null && row.getGroup("rejected_by", 0).getFieldRepetitionCount(0) == 0) {
                    candidates.add(new Tuple2<>(
                            scope + "/" + hash,
                            new Candidate(
                                    row.getString("id", 0), row.getLong("chars", 0), part, row.getLong("row", 0))));
                }
            }
        }
        return candidates.iterator();
    }

    private static TaskResult write(
            RunDirectory run,
            String decisions,
            int part,
            String source,
            Iterator<Tuple2<Integer, Tuple2<Long, String>>> removed)
            throws IOException {
        Map<Long, String> survivorOf = new HashMap<>();
        removed.forEachRemaining(one -> survivorOf.put(one._2()._1(), one._2()._2()));
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter dedup = output.table("dedup", "stages/dedup/dedup", Tables.DEDUP);
        Ledger.Builder ledger = new Ledger.Builder();
        try (TableReader reader = new TableReader(
                run.path(decisions), Tables.project(Tables.DECISIONS, "row", "id", "rejected_by"), run.conf())) {
            for (Group row = reader.next(); row != null; row = reader.next()) {
                if (row.getGroup("rejected_by", 0).getFieldRepetitionCount(0) > 0) {
                    continue;
                }
                long number = row.getLong("row", 0);
                Group kept = dedup.row();
                kept.append("row", number);
                kept.append("id", row.getString("id", 0));
                String survivor = survivorOf.get(number);
                if (survivor == null) {
                    ledger.out();
                } else {
                    kept.append("duplicate_of", survivor);
                    ledger.rejected(EXACT);
                }
                dedup.write(kept);
            }
        }
        output.ledger(source, ledger.build());
        return output.close();
    }
}
