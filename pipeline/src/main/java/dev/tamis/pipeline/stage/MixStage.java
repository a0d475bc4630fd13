package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.budget.Budget;
import dev.tamis.pipeline.budget.ScalingLaw;
import dev.tamis.pipeline.mixture.MixturePlanner;
import dev.tamis.pipeline.mixture.MixtureRequest;
import dev.tamis.pipeline.mixture.MixtureTargets;
import dev.tamis.pipeline.mixture.StockCount;
import dev.tamis.pipeline.recipe.BudgetSpec;
import dev.tamis.pipeline.recipe.MixtureSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
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
        return List.of(TokenizeStage.NAME);
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
        List<MixtureRequest.Domain> domains = new ArrayList<>();
        List<StockCount> stocks = new ArrayList<>();
        tokenize.counts("tokens/").forEach((source, tokens) -> {
            if (!source.contains("/")) {
                domains.add(new MixtureRequest.Domain(source, tokens, 0));
                stocks.add(StockCount.full(source, mixture.sequenceLength(), tokens / mixture.sequenceLength()));
            }
        });
        List<MixtureRequest.Phase> phases = mixture.phases().stream()
                .map(phase ->
                        MixtureRequest.Phase.of(phase.name(), phase.share(), mixture.sequenceLength(), phase.weights()))
                .toList();
        MixtureTargets targets = MixtureTargets.of(new MixtureRequest(
                tokens(recipe), recipe.seed(), phases, domains, mixture.maxEpochs(), mixture.maxEpochsBySource()));
        MixturePlan plan = MixturePlanner.plan(targets, stocks);
        plan.notes().forEach(note -> context.progress().note(note));
        plan.warnings().forEach(warning -> context.progress().note("warning: " + warning));
        SortedMap<String, Ledger> ledger = new TreeMap<>();
        context.commit(
                0,
                List.of(new TaskResult(0, List.of(), ledger, new TreeMap<>(), List.of())),
                List.of(context.place("plan", PLAN, plan.toJson().getBytes(StandardCharsets.UTF_8))));
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
