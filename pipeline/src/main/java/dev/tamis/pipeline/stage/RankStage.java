package dev.tamis.pipeline.stage;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.rank.CutTable;
import dev.tamis.pipeline.rank.RankCuts;
import dev.tamis.pipeline.rank.ScoredDocuments;
import dev.tamis.pipeline.rank.ValueCounts;
import dev.tamis.pipeline.recipe.CountSpec;
import dev.tamis.pipeline.recipe.RankSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.rule.RuleExpressions;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.spark.broadcast.Broadcast;

/**
 * Says of every document where it stands among all by the scores of the recipe's ranks, and with how many it shares what the
 * recipe counts. The text is not read.
 */
final class RankStage implements Stage {
    static final String NAME = "rank";

    /** Its table. */
    static final String RANKS = "ranks";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return Measured.unrankedInputs(recipe);
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.isRanked();
    }

    @Override
    public String recipePart(Recipe recipe) {
        boolean draws = recipe.ranks().stream()
                .anyMatch(rank -> (rank.of() + " " + rank.where()).contains(RuleExpressions.DRAW));
        return recipe.part("ranks") + recipe.part("counts") + (draws ? recipe.part("seed") : "");
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        List<MeasuredFiles> files = Measured.unrankedByPart(context);
        List<RankSpec> ranks = context.recipe().ranks();
        long seed = context.recipe().seed();
        Map<String, SignalType> columns = new LinkedHashMap<>(context.recipe().rankTypes());
        List<CountSpec> counts = context.recipe().counts();
        RankCuts found = RankCuts.find(context.spark(), reference, files, ranks, seed);
        Broadcast<RankCuts> cuts = context.spark().broadcast(found);
        List<TaskResult> results = ValueCounts.find(context.spark(), reference, files, counts)
                .mapPartitionsWithIndex(
                        (part, blocks) -> part >= files.size()
                                ? Collections.emptyIterator()
                                : List.of(task(
                                                reference.open(),
                                                files.get(part),
                                                part,
                                                ranks,
                                                counts,
                                                columns,
                                                cuts.value(),
                                                ValueCounts.of(blocks),
                                                seed))
                                        .iterator(),
                        false)
                .collect();
        cuts.destroy();
        byte[] json = SealedJson.plain(SealedJson.JSON.valueToTree(CutTable.of(ranks, found)));
        String path = "stages/rank/cuts-" + Digests.sha256(json).substring(0, 12) + ".json";
        DataFile placed = context.place(CutTable.TABLE, path, json);
        context.commit(files.size(), results, List.of(placed));
    }

    private static TaskResult task(
            RunDirectory run,
            MeasuredFiles files,
            int part,
            List<RankSpec> ranks,
            List<CountSpec> counts,
            Map<String, SignalType> columns,
            RankCuts cuts,
            ValueCounts found,
            long seed)
            throws IOException {
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter table = output.table(RANKS, "stages/rank/ranks", Tables.added(columns, List.of()));
        SortedMap<String, Ledger.Builder> ledgers = new TreeMap<>();
        List<RankSpec> all = new ArrayList<>(ranks);
        counts.forEach(count -> all.add(count.groups()));
        try (ScoredDocuments documents = new ScoredDocuments(run, files, all, seed)) {
            for (long number = 0; documents.next(); number++) {
                Group row = table.row();
                row.append("row", number);
                row.append("id", documents.id());
                for (int i = 0; i < ranks.size(); i++) {
                    RankSpec rank = ranks.get(i);
                    double score = documents.score(i);
                    if (Double.isNaN(score)) {
                        output.count("null/" + rank.name() + "/" + documents.source(), 1);
                        continue;
                    }
                    output.count("ranked/" + rank.name() + "/" + documents.source(), 1);
                    int step = cuts.step(i, documents.group(i), score);
                    row.append(rank.name(), step / (double) RankSpec.STEPS);
                    if (rank.buckets() > 0) {
                        row.append(rank.name() + RankSpec.BUCKET, (Long) rank.bucket(step));
                    } else if (rank.divided()) {
                        row.append(rank.name() + RankSpec.BUCKET, (String) rank.bucket(step));
                    }
                }
                for (int i = 0; i < counts.size(); i++) {
                    int place = ranks.size() + i;
                    if (ValueCounts.takesPart(documents, place)) {
                        row.append(counts.get(i).name(), found.count(i, documents.group(place)));
                    }
                }
                table.write(row);
                ledgers.computeIfAbsent(documents.source(), source -> new Ledger.Builder())
                        .out();
            }
        }
        ledgers.forEach((source, ledger) -> output.ledger(source, ledger.build()));
        return output.close();
    }
}
