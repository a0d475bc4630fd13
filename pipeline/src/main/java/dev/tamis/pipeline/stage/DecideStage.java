package dev.tamis.pipeline.stage;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.rule.CompiledRules;
import dev.tamis.pipeline.rule.CounterfactualTable;
import dev.tamis.pipeline.rule.Counterfactuals;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.rule.RuleExpressions;
import dev.tamis.pipeline.rule.Threshold;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.MeasuredReader;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.parquet.example.data.Group;

/** Evaluates every rule on the stored signals of every document. The text is not read. */
final class DecideStage implements Stage {
    static final String NAME = "decide";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return Measured.inputs(recipe);
    }

    @Override
    public String recipePart(Recipe recipe) {
        boolean draws = recipe.rules().stream().anyMatch(rule -> rule.keep().contains(RuleExpressions.DRAW));
        return recipe.part("rules") + (draws ? recipe.part("seed") : "");
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<MeasuredFiles> documents = Measured.byPart(context);
        List<Rule> rules = context.recipe().rules();
        long seed = context.recipe().seed();
        List<TaskResult> results = context.parts(annotate.parts())
                .map(part -> task(reference.open(), documents.get(part), part, rules, seed))
                .collect();
        List<Threshold> thresholds = CompiledRules.compile(
                        rules, context.recipe().measured())
                .counterfactuals()
                .thresholds();
        context.commit(
                annotate.parts(),
                TaskResult.withoutCounts(results, CounterfactualTable::isCount),
                List.of(counterfactuals(context, thresholds, results)));
    }

    /** What every rule would do with other thresholds, in a file of its own: thousands of numbers that only a report reads. */
    private static DataFile counterfactuals(StageContext context, List<Threshold> thresholds, List<TaskResult> results)
            throws IOException {
        SortedMap<String, Long> sums = new TreeMap<>();
        SortedSet<String> sources = new TreeSet<>();
        for (TaskResult result : results) {
            sources.addAll(result.ledger().keySet());
            result.counts().forEach((name, n) -> {
                if (CounterfactualTable.isCount(name)) {
                    sums.merge(name, n, Long::sum);
                }
            });
        }
        byte[] json = SealedJson.plain(SealedJson.JSON.valueToTree(CounterfactualTable.of(thresholds, sources, sums)));
        String name = "stages/decide/counterfactuals-" + Digests.sha256(json).substring(0, 12) + ".json";
        return context.place(CounterfactualTable.TABLE, name, json);
    }

    private static TaskResult task(RunDirectory run, MeasuredFiles documents, int part, List<Rule> rules, long seed)
            throws IOException {
        Map<String, SignalType> types = documents.types();
        CompiledRules compiled = CompiledRules.compile(rules, types, seed);
        Counterfactuals counterfactuals = compiled.counterfactuals();
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter decisions = output.table("decisions", "stages/decide/decisions", Tables.DECISIONS);
        SortedMap<String, Ledger.Builder> ledgers = new TreeMap<>();
        List<String> names = List.copyOf(types.keySet());
        int hash = names.indexOf("text_hash");
        int chars = names.indexOf("chars");
        int lang = names.indexOf("lang");
        try (MeasuredReader reader = new MeasuredReader(run, documents, names, "id", "source", "kind", "origin.url")) {
            Object[] values = reader.values();
            long number = 0;
            for (Group row = reader.next(); row != null; row = reader.next()) {
                String source = row.getString("source", 0);
                List<String> failed = compiled.failed(
                        row.getString("id", 0),
                        row.getString("kind", 0),
                        source,
                        TableReader.string(row.getGroup("origin", 0), "url"),
                        values);
                Group decision = decisions.row();
                decision.append("row", number++);
                decision.append("id", row.getString("id", 0));
                Group list = decision.addGroup("rejected_by");
                failed.forEach(rule -> list.addGroup("list").append("element", rule));
                if (values[hash] != null) {
                    decision.append("text_hash", (String) values[hash]);
                }
                decision.append("chars", (Long) values[chars]);
                decisions.write(decision);
                counterfactuals.add(source, failed);
                count(output, ledgers, source, (String) values[lang], failed);
            }
        }
        ledgers.forEach((source, ledger) -> output.ledger(source, ledger.build()));
        CounterfactualTable.counts(counterfactuals).forEach(output::count);
        return output.close();
    }

    private static void count(
            TaskOutput output,
            SortedMap<String, Ledger.Builder> ledgers,
            String source,
            String lang,
            List<String> failed) {
        Ledger.Builder ledger = ledgers.computeIfAbsent(source, s -> new Ledger.Builder());
        String language = lang == null ? "und" : lang;
        output.count("language/" + source + "/" + language + "/in", 1);
        if (failed.isEmpty()) {
            ledger.out();
            output.count("language/" + source + "/" + language + "/kept", 1);
            return;
        }
        // A unit has one line in the ledger; how many documents each rule failed, alone or not, is counted beside it.
        ledger.rejected(failed.get(0));
        for (String rule : failed) {
            output.count("rule/" + rule + "/" + source + "/failed", 1);
        }
        if (failed.size() == 1) {
            output.count("rule/" + failed.get(0) + "/" + source + "/alone", 1);
        }
    }
}
