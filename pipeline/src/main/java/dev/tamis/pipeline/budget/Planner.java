package dev.tamis.pipeline.budget;

import dev.tamis.pipeline.budget.PlanFigures.Efficiency;
import dev.tamis.pipeline.budget.PlanFigures.Epochs;
import dev.tamis.pipeline.budget.PlanFigures.Served;
import dev.tamis.pipeline.budget.PlanRequest.Amount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Answers a request by every law. A pure function: the same request gives the same figures on every machine. */
public final class Planner {
    private static final int[] EPOCHS = {1, 2, 4, 8, 16, 40};

    /** The smallest training that the laws were fitted on. */
    private static final double LEAST_PARAMS = 70e6;

    private static final double LEAST_TOKENS = 5e9;

    private Planner() {}

    public static PlanFigures plan(PlanRequest request) {
        List<String> warnings = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        if (!request.family().isEmpty()) {
            FamilyPlanner family = new FamilyPlanner(request, warnings, refusals);
            return figures(request, null, null, null, null, family.plan(), warnings, refusals);
        }
        List<Served> serving = request.has(Amount.SERVE_TOKENS) ? serving(request) : null;
        List<BudgetPlan> spread = serving == null
                ? spread(request)
                : serving.stream().map(Planner::plan).toList();
        warnOfExtrapolation(spread, request.law(), warnings);
        PlanFigures.CorpusFigures corpus = null;
        if (request.corpus() != null) {
            corpus = new CorpusPlanner(request, warnings, refusals).plan(spread);
        }
        return figures(
                request,
                spread,
                request.isFixed() ? efficiency(request.fixed()) : null,
                serving,
                corpus,
                null,
                warnings,
                refusals);
    }

    /** Hoffmann et al. 2022 trained from 70M parameters and 5B tokens on; in smaller models embeddings take most FLOPs. */
    private static void warnOfExtrapolation(List<BudgetPlan> spread, ScalingLaw law, List<String> warnings) {
        for (BudgetPlan plan : spread) {
            if (plan.law().equals(law.name()) && (plan.params() < LEAST_PARAMS || plan.tokens() < LEAST_TOKENS)) {
                warnings.add(Quantity.format(plan.params()) + " parameters on " + Quantity.format(plan.tokens())
                        + " tokens are below what Hoffmann et al. fitted on (from 70M and 5B); take the figures as a"
                        + " direction only, and the embeddings' share into account");
            }
        }
    }

    private static PlanFigures figures(
            PlanRequest request,
            List<BudgetPlan> spread,
            List<Efficiency> efficiency,
            List<Served> serving,
            PlanFigures.CorpusFigures corpus,
            PlanFigures.FamilyFigures family,
            List<String> warnings,
            List<String> refusals) {
        Map<String, Object> given = new TreeMap<>();
        request.amounts().forEach((what, amount) -> given.put(what.key(), amount));
        if (request.corpus() != null) {
            given.put("unique_tokens", request.corpus().uniqueTokens());
        }
        if (!request.family().isEmpty()) {
            given.put("family", request.family());
        }
        String law = request.law().name();
        BudgetPlan plan = spread == null
                ? null
                : spread.stream().filter(p -> p.law().equals(law)).findFirst().orElseThrow();
        List<Epochs> repetition = Arrays.stream(EPOCHS)
                .mapToObj(epochs ->
                        new Epochs(epochs, Repetition.effectiveEpochs(epochs), Repetition.marginalValue(epochs)))
                .toList();
        return new PlanFigures(
                given, law, plan, spread, efficiency, serving, corpus, family, repetition, warnings, refusals);
    }

    private static List<BudgetPlan> spread(PlanRequest request) {
        if (request.isFixed()) {
            Training fixed = request.fixed();
            return ScalingLaw.ALL.stream().map(fixed::under).toList();
        }
        if (!request.has(Amount.LOSS)) {
            return request.budget().spread();
        }
        return ScalingLaw.ALL.stream()
                .flatMap(law -> excess(request, law)
                        .map(excess -> law.surface().optimum(excess).under(law))
                        .stream())
                .toList();
    }

    private static List<Efficiency> efficiency(Training training) {
        return ScalingLaw.ALL.stream().map(law -> efficiency(training, law)).toList();
    }

    private static Efficiency efficiency(Training training, ScalingLaw law) {
        BudgetPlan sameFlops = law.optimum(training.flops()).under(law);
        LossSurface surface = law.surface();
        if (surface == null) {
            return new Efficiency(law.name(), null, null, null, null, sameFlops);
        }
        BudgetPlan sameLoss = surface.optimum(surface.excess(training.params(), training.tokens()))
                .under(law);
        // A training that is the optimum itself must not come out at a rounding below nothing.
        double wasted = Math.max(0, training.flops() - sameLoss.flops());
        return new Efficiency(
                law.name(),
                surface.loss(training.params(), training.tokens()),
                sameLoss,
                wasted,
                wasted / training.flops(),
                sameFlops);
    }

    /** The loss above the law's floor that is asked for, if the law has a surface and the loss is above its floor. */
    private static Optional<Double> excess(PlanRequest request, ScalingLaw law) {
        LossSurface surface = law.surface();
        if (surface == null) {
            return Optional.empty();
        }
        if (request.has(Amount.LOSS)) {
            return Optional.of(request.amounts().get(Amount.LOSS) - surface.e()).filter(excess -> excess > 0);
        }
        Training meant;
        if (request.has(Amount.QUALITY_OF)) {
            double params = request.amounts().get(Amount.QUALITY_OF);
            meant = new Training(params, surface.optimalTokens(params));
        } else if (request.isFixed()) {
            meant = request.fixed();
        } else {
            double params = request.amounts().get(Amount.PARAMS);
            meant = new Training(params, new Serving(surface, request.served()).tokensFor(params));
        }
        return Optional.of(surface.excess(meant.params(), meant.tokens()));
    }

    private static List<Served> serving(PlanRequest request) {
        return ScalingLaw.ALL.stream()
                .flatMap(law ->
                        excess(request, law)
                                .map(excess -> served(law, new Serving(law.surface(), request.served()), excess))
                                .stream())
                .toList();
    }

    private static Served served(ScalingLaw law, Serving serving, double excess) {
        Training cheapest = serving.cheapest(excess);
        Training optimum = law.surface().optimum(excess);
        double total = serving.totalFlops(cheapest);
        double optimumTotal = serving.totalFlops(optimum);
        return new Served(
                law.name(),
                cheapest.params(),
                cheapest.tokens(),
                cheapest.tokens() / cheapest.params(),
                law.surface().loss(cheapest.params(), cheapest.tokens()),
                cheapest.flops(),
                serving.servingFlops(cheapest.params()),
                total,
                optimum.under(law),
                optimumTotal,
                1 - total / optimumTotal);
    }

    private static BudgetPlan plan(Served served) {
        return new Training(served.params(), served.tokens()).under(ScalingLaw.named(served.law()));
    }
}
