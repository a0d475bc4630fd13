package dev.tamis.pipeline.report;

import dev.tamis.pipeline.recipe.BudgetSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.report.MixtureFigures.DomainFigures;
import dev.tamis.pipeline.report.MixtureFigures.PhaseFigures;
import dev.tamis.pipeline.report.MixtureFigures.ShareFigures;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.PrefixError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what a mixture asked for, what was planned and what was emitted. */
final class Mixtures {
    /** Prefixes of a phase that are shown; the largest errors are over all of them. */
    private static final int PREFIXES = 100;

    private Mixtures() {}

    static MixtureFigures of(Recipe recipe, MixturePlan plan, Optional<Manifest> emit) {
        List<PhaseFigures> phases = new ArrayList<>();
        for (int i = 0; i < plan.phases().size(); i++) {
            phases.add(phase(plan, i, emit));
        }
        List<DomainFigures> domains = plan.domains().stream()
                .map(domain -> new DomainFigures(
                        domain.name(),
                        domain.tokens(),
                        domain.maxEpochs(),
                        domain.epochs(),
                        domain.effectiveEpochs(),
                        domain.capped()))
                .toList();
        BudgetSpec given = recipe.budget().orElseThrow();
        Map<String, Object> budget = new LinkedHashMap<>();
        budget.put("given", given.given().id());
        budget.put("amount", given.amount());
        budget.put("law", given.law());
        return new MixtureFigures(
                budget,
                recipe.mixture().orElseThrow().packing().id(),
                recipe.emit().layout().id(),
                recipe.emit().formats().stream().map(ShardFormat::id).toList(),
                plan.tokensAsked(),
                plan.tokensPlanned(),
                emit.map(manifest -> manifest.count("tokens")).orElse(0L),
                emit.map(manifest -> manifest.count("padding")).orElse(0L),
                phases,
                domains,
                plan.notes(),
                plan.warnings());
    }

    private static PhaseFigures phase(MixturePlan plan, int number, Optional<Manifest> emit) {
        MixturePlan.Phase phase = plan.phases().get(number);
        PrefixError prefixes = PrefixError.of(plan, number, PREFIXES);
        List<ShareFigures> shares = new ArrayList<>();
        double tokens = 0;
        for (MixturePlan.Step step : phase.steps()) {
            for (MixturePlan.Draw draw : step.draws()) {
                tokens += draw.sequences() * tokensOf(plan.stocks().get(draw.stock()));
            }
        }
        for (PrefixError.Curve curve : prefixes.stocks()) {
            double asked = 0;
            double planned = 0;
            long sequences = 0;
            for (MixturePlan.Step step : phase.steps()) {
                double part = (double) step.sequences() / phase.sequences();
                for (MixturePlan.Draw draw : step.draws()) {
                    if (draw.stock() == curve.stock()) {
                        asked += part * draw.asked();
                        planned += part * draw.planned();
                        sequences += draw.sequences();
                    }
                }
            }
            List<PrefixError.Point> points = curve.points();
            shares.add(new ShareFigures(
                    plan.stocks().get(curve.stock()).domain(),
                    asked,
                    planned,
                    (double) sequences / phase.sequences(),
                    sequences * tokensOf(plan.stocks().get(curve.stock())) / tokens,
                    sequences,
                    curve.largest(),
                    points.stream().map(PrefixError.Point::realised).toList(),
                    points.stream().map(PrefixError.Point::target).toList(),
                    points.stream().map(PrefixError.Point::asked).toList()));
        }
        return new PhaseFigures(
                phase.name(),
                phase.sequenceLength(),
                phase.sequencesAsked(),
                phase.sequences(),
                phase.steps().size(),
                prefixes.largest(),
                shares,
                emit.map(manifest -> manifest.counts("language_tokens/" + phase.name() + "/"))
                        .orElse(Collections.emptySortedMap()),
                prefixes.stocks().isEmpty()
                        ? List.of()
                        : prefixes.stocks().get(0).points().stream()
                                .map(PrefixError.Point::slots)
                                .toList());
    }

    /** Tokens of a sequence without padding, on average: each comes before any comes again. */
    private static double tokensOf(MixturePlan.Stock stock) {
        return stock.sequences() == 0 ? 0 : (double) stock.tokens() / stock.sequences();
    }
}
