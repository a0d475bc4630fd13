package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.budget.Budget;
import dev.tamis.pipeline.budget.ScalingLaw;
import dev.tamis.pipeline.mixture.MixturePlanner;
import dev.tamis.pipeline.mixture.MixtureRequest;
import dev.tamis.pipeline.recipe.BudgetSpec;
import dev.tamis.pipeline.recipe.MixtureSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.shards.order.MixturePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Plans the mixture: from the budget and the tokens there are to the sequences of every source in every phase. */
final class MixStage implements Stage {
    static final String NAME = "mix";

    private static final String PLAN = "mixture/plan.json";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs() {
        return List.of(AnnotateStage.NAME, TokenizeStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return Digests.sha256(recipe.part("budget"), recipe.part("mixture"), recipe.part("seed"));
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.mixture().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        Recipe recipe = context.recipe();
        MixtureSpec mixture = recipe.mixture().orElseThrow();
        Manifest tokenize = context.input(TokenizeStage.NAME);
        List<MixtureRequest.Stock> stocks = new ArrayList<>();
        tokenize.counts("tokens/").forEach((source, tokens) -> {
            if (!source.contains("/")) {
                stocks.add(MixtureRequest.Stock.of(
                        source,
                        tokens,
                        mixture.phases().get(0).sequenceLength(),
                        mixture.maxEpochsByDomain().getOrDefault(source, mixture.maxEpochs())));
            }
        });
        List<MixtureRequest.Phase> phases = mixture.phases().stream()
                .map(phase -> new MixtureRequest.Phase(phase.name(), phase.share(), phase.weights()))
                .toList();
        MixturePlan plan = MixturePlanner.plan(new MixtureRequest(
                tokens(recipe), mixture.phases().get(0).sequenceLength(), recipe.seed(), phases, stocks));
        List<TaskResult> results = domains(context, mixture);
        plan.notes().forEach(note -> context.progress().note(note));
        plan.warnings().forEach(warning -> context.progress().note("warning: " + warning));
        context.commit(
                tokenize.parts(),
                results,
                List.of(context.place("plan", PLAN, plan.toJson().getBytes(StandardCharsets.UTF_8))));
    }

    private static List<TaskResult> domains(StageContext context, MixtureSpec mixture) {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        Manifest tokenize = context.input(TokenizeStage.NAME);
        List<String> sources = Parts.sources(annotate);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> tokens = tokenize.pathsByPart("tokens");
        SortedMap<String, List<String>> split = new TreeMap<>(mixture.split());
        return context.parts(tokenize.parts())
                .map(part -> DomainTask.run(
                        reference.open(),
                        documents.get(part),
                        tokens.get(part),
                        part,
                        sources.get(part),
                        split.getOrDefault(sources.get(part), List.of())))
                .collect();
    }

    /** The tokens of the budget, whichever way the recipe gives it. */
    private static long tokens(Recipe recipe) {
        BudgetSpec budget = recipe.budget().orElseThrow();
        ScalingLaw law = ScalingLaw.named(budget.law());
        return Math.round(
                switch (budget.given()) {
                    case TOKENS -> budget.amount();
                    case PARAMS -> Budget.fromParams(budget.amount(), law).tokens();
                    case FLOPS -> Budget.fromFlops(budget.amount(), law).tokens();
                });
    }

    /** The committed plan. */
    static MixturePlan plan(RunDirectory run) throws IOException {
        return MixturePlan.fromJson(new String(run.bytes(PLAN), StandardCharsets.UTF_8));
    }
}
