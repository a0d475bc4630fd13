package dev.tamis.pipeline.budget;

import dev.tamis.pipeline.budget.PlanFigures.Member;
import java.util.List;

/** The charts of a plan's page, under the chosen law, or under the default one where that predicts no loss. */
final class PlanCharts {
    private static final int COLOURS = 8;

    /** How far a chart reaches to either side of what it shows. */
    private static final double REACH = 30;

    /** Nats above the worst point marked. */
    private static final double HEADROOM = 0.25;

    private final PlanFigures figures;
    private final ScalingLaw law;
    private final LossSurface surface;

    PlanCharts(PlanFigures figures) {
        this.figures = figures;
        ScalingLaw chosen = ScalingLaw.named(figures.law());
        law = chosen.surface() == null ? ScalingLaw.DEFAULT : chosen;
        surface = law.surface();
    }

    void appendTo(StringBuilder out) {
        out.append("<h2>Curves</h2>\n");
        if (!law.name().equals(figures.law())) {
            PlanPage.paragraphs(
                    out,
                    " class=note",
                    figures.law() + " predicts no loss; the curves are those of " + law.name() + ".");
        }
        if (figures.family() == null) {
            isoFlops(out);
            if (figures.corpus() != null) {
                repetition(out);
            }
        } else {
            familyIsoFlops(out);
            familyTokens(out);
        }
    }

    private double flops() {
        return figures.plan().flops();
    }

    private static double along(LossSurface surface, double flops, double params) {
        return surface.loss(params, flops / (6 * params));
    }

    private void isoFlops(StringBuilder out) {
        Training plan = figures.plan().training();
        Training optimum = law.optimum(flops());
        double from = Math.min(plan.params(), optimum.params()) / REACH;
        double to = Math.max(plan.params(), optimum.params()) * REACH;
        Training less = law.optimum(flops() / 10);
        LineChart chart = new LineChart(
                "Loss by parameters at " + Quantity.scientific(flops())
                        + " FLOPs, and at a tenth and ten times as many",
                "parameters",
                from,
                to,
                HEADROOM
                        + Math.max(
                                surface.loss(less.params(), less.tokens()),
                                surface.loss(plan.params(), plan.tokens())));
        for (double factor : new double[] {0.1, 10, 1}) {
            double flops = factor * flops();
            chart.curve(factor == 1 ? "curve" : "curve beside", params -> along(surface, flops, params));
            Training best = law.optimum(flops);
            double loss = surface.loss(best.params(), best.tokens());
            chart.mark(
                    factor == 1 ? "half" : "half beside",
                    best.params(),
                    loss,
                    Quantity.scientific(flops) + ": " + Quantity.format(best.params()) + ", " + PlanNumbers.loss(loss));
        }
        if (Math.abs(plan.params() / optimum.params() - 1) > 0.01) {
            double loss = surface.loss(plan.params(), plan.tokens());
            chart.markAbove(
                    "plan",
                    plan.params(),
                    loss,
                    "this plan: " + Quantity.format(plan.params()) + ", " + PlanNumbers.loss(loss));
        }
        figure(
                out,
                chart,
                "isoflop",
                "IsoFLOP curves by " + law.name()
                        + ": each point of a curve costs the same FLOPs; fewer parameters mean more tokens, taken as fresh ones."
                        + " The lowest point of each is marked.");
    }

    private void figure(StringBuilder out, LineChart chart, String id, String caption) {
        out.append("<figure>\n").append(chart.svg(id)).append("<figcaption>");
        out.append(PlanPage.escaped(caption)).append("</figcaption>\n</figure>\n");
    }

    private void repetition(StringBuilder out) {
        double unique = figures.corpus().uniqueTokens();
        RepeatedData data = new RepeatedData(surface, unique);
        Training fresh = law.optimum(flops());
        Training best = data.best(flops());
        double from = Math.min(best.params(), fresh.params()) / REACH;
        double to = Math.max(best.params(), fresh.params()) * REACH;
        double least = data.loss(best.params(), best.tokens());
        LineChart chart = new LineChart(
                "Loss by parameters at " + Quantity.scientific(flops()) + " FLOPs on " + Quantity.format(unique)
                        + " unique tokens, beside fresh data",
                "parameters",
                from,
                to,
                least + 2 * Math.max(0.15, least - surface.loss(fresh.params(), fresh.tokens())));
        chart.limit(flops() / (24 * unique), "4 epochs");
        chart.limit(flops() / (96 * unique), "16 epochs");
        chart.limit(flops() / (6 * unique), "1 epoch");
        chart.curve("curve fresh", params -> data.freshLoss(params, flops() / (6 * params)));
        chart.curve("curve", params -> data.loss(params, flops() / (6 * params)));
        chart.mark(
                "half fresh",
                fresh.params(),
                data.freshLoss(fresh.params(), fresh.tokens()),
                "fresh: " + Quantity.format(fresh.params()) + ", "
                        + PlanNumbers.loss(data.freshLoss(fresh.params(), fresh.tokens())));
        chart.markAbove(
                "half",
                best.params(),
                least,
                "repeated: " + Quantity.format(best.params()) + ", " + PlanNumbers.epochs(best.tokens() / unique)
                        + " epochs, " + PlanNumbers.loss(least));
        figure(
                out,
                chart,
                "repetition",
                "The same FLOPs on " + Quantity.format(unique) + " unique tokens by "
                        + law.name()
                        + ", beside fresh data (dashed). To the left of a limit the corpus is gone over more"
                        + " often. Both count parameters beyond the optimum of their unique tokens as less.");
    }

    private List<Member> members() {
        return figures.family().members();
    }

    private void familyIsoFlops(StringBuilder out) {
        double from = members().get(members().size() - 1).params() / REACH;
        double to = members().get(0).params() * REACH;
        double most = members().stream()
                .mapToDouble(member -> surface.loss(member.params(), member.tokens()))
                .max()
                .orElseThrow();
        LineChart chart =
                new LineChart("Loss by parameters at each size's FLOPs", "parameters", from, to, most + HEADROOM);
        for (int i = 0; i < members().size(); i++) {
            Member member = members().get(i);
            chart.curve("curve c" + i % COLOURS, params -> along(surface, member.trainingFlops(), params));
            double loss = surface.loss(member.params(), member.tokens());
            chart.markAbove(
                    "m" + i % COLOURS,
                    member.params(),
                    loss,
                    Quantity.format(member.params()) + ", " + PlanNumbers.loss(loss));
        }
        figure(
                out,
                chart,
                "isoflop",
                "IsoFLOP curves by " + law.name() + ", one for the FLOPs of each size, its tokens"
                        + " taken as fresh ones. A size left of its curve's lowest point is trained for longer than is"
                        + " compute-optimal.");
    }

    private void familyTokens(StringBuilder out) {
        double unique = figures.given("unique_tokens");
        RepeatedData data = new RepeatedData(surface, unique);
        double least = members().stream().mapToDouble(Member::tokens).min().orElseThrow();
        double most = members().stream().mapToDouble(Member::tokensAsked).max().orElseThrow();
        double smallest = members().get(members().size() - 1).params();
        LineChart chart = new LineChart(
                "Loss by tokens for each size on " + Quantity.format(unique) + " unique tokens, beside fresh data",
                "tokens",
                Math.min(least, unique) / 10,
                Math.max(most, 16 * unique) * 3,
                data.loss(smallest, Math.min(least, unique)) + HEADROOM);
        chart.limit(unique, "1 epoch");
        chart.limit(4 * unique, "4 epochs");
        chart.limit(16 * unique, "16 epochs");
        for (int i = 0; i < members().size(); i++) {
            Member member = members().get(i);
            String colour = " c" + i % COLOURS;
            chart.curve("curve fresh" + colour, tokens -> data.freshLoss(member.params(), tokens));
            chart.curve("curve" + colour, tokens -> data.loss(member.params(), tokens));
            double loss = data.loss(member.params(), member.tokens());
            chart.markAbove(
                    "m" + i % COLOURS,
                    member.tokens(),
                    loss,
                    Quantity.format(member.params()) + ", " + PlanNumbers.loss(loss));
        }
        figure(
                out,
                chart,
                "repetition",
                "Loss by tokens for each size by " + law.name()
                        + ", on the corpus and on fresh data (dashed). Repetition flattens the curves.");
    }
}
