package dev.tamis.pipeline.budget;

import dev.tamis.pipeline.budget.PlanFigures.CorpusFigures;
import dev.tamis.pipeline.budget.PlanFigures.Repeated;
import dev.tamis.pipeline.budget.PlanRequest.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** What a corpus of limited size does to a plan: epochs, their cost in loss, and what would be better. */
final class CorpusPlanner {
    private final PlanRequest request;
    private final Corpus corpus;
    private final List<String> warnings;
    private final List<String> refusals;

    CorpusPlanner(PlanRequest request, List<String> warnings, List<String> refusals) {
        this.request = request;
        this.corpus = request.corpus();
        this.warnings = warnings;
        this.refusals = refusals;
    }

    CorpusFigures plan(List<BudgetPlan> spread) {
        List<Repeated> plans = new ArrayList<>();
        List<Repeated> best = new ArrayList<>();
        List<Repeated> withinLimits = new ArrayList<>();
        Repeated chosen = null;
        for (BudgetPlan plan : spread) {
            ScalingLaw law = ScalingLaw.named(plan.law());
            Repeated repeated = repeated(law, plan.training());
            plans.add(repeated);
            boolean isChosen = law.equals(request.law());
            if (isChosen) {
                chosen = repeated;
            }
            if (law.surface() != null) {
                best(law, plan).ifPresent(training -> best.add(repeated(law, training)));
                if (isChosen && !request.has(Amount.SERVE_TOKENS)) {
                    withinLimits.addAll(withinLimits(law, plan.flops()));
                }
            }
        }
        judge(chosen);
        return new CorpusFigures(corpus.uniqueTokens(), corpus.bySource(), plans, best, withinLimits);
    }

    /** With tokens to serve the cheapest of the same loss, else the best for the same FLOPs. */
    private Optional<Training> best(ScalingLaw law, BudgetPlan plan) {
        RepeatedData data = new RepeatedData(law.surface(), corpus.uniqueTokens());
        return request.has(Amount.SERVE_TOKENS)
                ? data.cheapest(plan.predictedLoss(), new Serving(law.surface(), request.served()), plan.training())
                : Optional.of(data.best(plan.flops()));
    }

    private List<Repeated> withinLimits(ScalingLaw law, double flops) {
        RepeatedData data = new RepeatedData(law.surface(), corpus.uniqueTokens());
        double epochs = corpus.epochs(data.best(flops).tokens());
        return DoubleStream.of(Repetition.WARN_ABOVE_EPOCHS, Repetition.REFUSE_ABOVE_EPOCHS)
                .filter(limit -> epochs > limit)
                .mapToObj(limit -> repeated(law, data.best(flops, limit)))
                .toList();
    }

    private void judge(Repeated chosen) {
        String what = "the plan goes " + PlanNumbers.epochs(chosen.epochs()) + " times over the corpus; ";
        double four = Repetition.WARN_ABOVE_EPOCHS * corpus.uniqueTokens();
        String helps = "What helps: " + Quantity.format(chosen.shortByForFourEpochs())
                + " unique tokens more, which make it four epochs; or a budget of at most "
                + Quantity.format(four) + " tokens";
        if (chosen.epochs() > Repetition.REFUSE_ABOVE_EPOCHS && !request.force()) {
            refusals.add(what + "above 16 epochs repeated tokens are worth little and may harm. " + helps
                    + "; --force plans it all the same");
        } else if (chosen.epochs() > Repetition.WARN_ABOVE_EPOCHS) {
            warnings.add(what + "above four, repeated tokens are worth visibly less than fresh ones. " + helps);
        }
    }

    private Repeated repeated(ScalingLaw law, Training training) {
        double unique = corpus.uniqueTokens();
        double tokens = training.tokens();
        double epochs = corpus.epochs(tokens);
        Double effectiveParams = null;
        Double loss = null;
        Double fresh = null;
        Double cost = null;
        Double gain = null;
        if (law.surface() != null) {
            RepeatedData data = new RepeatedData(law.surface(), unique);
            effectiveParams = data.effectiveParams(training.params(), tokens);
            loss = data.loss(training.params(), tokens);
            fresh = data.freshLoss(training.params(), tokens);
            // Without repetition the two are the same sum; rounding must not make a cost of it.
            cost = epochs <= 1 ? 0 : Math.max(0, loss - fresh);
            gain = Math.max(0, loss - data.loss(training.params(), tokens + unique));
        }
        return new Repeated(
                law.name(),
                training.params(),
                tokens,
                training.flops(),
                epochs,
                Repetition.effectiveTokens(unique, tokens),
                effectiveParams,
                loss,
                fresh,
                cost,
                Repetition.marginalValue(Math.max(1, epochs)),
                gain,
                Math.max(0, tokens - unique),
                Math.max(0, tokens / Repetition.WARN_ABOVE_EPOCHS - unique));
    }
}
