package dev.tamis.pipeline.budget;

import dev.tamis.pipeline.budget.PlanFigures.Efficiency;
import dev.tamis.pipeline.budget.PlanFigures.Served;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What the laws say of one model: a budget, a given training, a model that serves. */
final class ModelSections {
    private final PlanFigures figures;

    ModelSections(PlanFigures figures) {
        this.figures = figures;
    }

    PlanSection budget() {
        BudgetPlan chosen = figures.plan();
        TextTable table = new TextTable("law", "params", "tokens", "tokens/param", "FLOPs", "loss");
        for (BudgetPlan plan : figures.spread()) {
            table.row(
                    law(plan.law()),
                    Quantity.format(plan.params()),
                    Quantity.format(plan.tokens()),
                    PlanNumbers.ratio(plan.tokensPerParam()),
                    Quantity.scientific(plan.flops()),
                    PlanNumbers.loss(plan.predictedLoss()));
        }
        StringBuilder span = new StringBuilder();
        span(span, "params", " parameters", BudgetPlan::params, Quantity::format);
        span(span, "tokens", " tokens", BudgetPlan::tokens, Quantity::format);
        span(span, "flops", " FLOPs", BudgetPlan::flops, Quantity::scientific);
        return new PlanSection(
                "What the laws say",
                "By " + chosen.law() + ": " + Quantity.format(chosen.params()) + " parameters, "
                        + Quantity.format(chosen.tokens()) + " tokens, " + Quantity.scientific(chosen.flops())
                        + " FLOPs (" + chosen.source() + ").",
                table,
                "The laws span" + span + ".\n" + (figures.corpus() == null ? worth() : PlanSection.LOSSES));
    }

    private void span(
            StringBuilder out,
            String given,
            String unit,
            ToDoubleFunction<BudgetPlan> field,
            DoubleFunction<String> form) {
        if (!figures.given().containsKey(given)) {
            double least = figures.spread().stream().mapToDouble(field).min().orElseThrow();
            double most = figures.spread().stream().mapToDouble(field).max().orElseThrow();
            out.append(out.isEmpty() ? " " : ", ")
                    .append(form.apply(least))
                    .append(" to ")
                    .append(form.apply(most))
                    .append(unit);
        }
    }

    private String worth() {
        return "Tokens are fresh ones. Repeated data is worth less (Muennighoff et al. 2023): "
                + figures.repetition().stream()
                        .skip(1)
                        .map(e -> e.epochs() + " epochs " + String.format(Locale.ROOT, "%.2f", e.effectiveEpochs()))
                        .collect(Collectors.joining(", "))
                + ".";
    }

    PlanSection efficiency() {
        BudgetPlan given = figures.givenTraining().under(ScalingLaw.named(figures.law()));
        TextTable table = new TextTable(
                "law",
                "loss",
                "same loss: params",
                "tokens",
                "FLOPs",
                "wasted",
                "same FLOPs: params",
                "tokens",
                "tokens/param",
                "loss");
        String verdict = "";
        for (Efficiency line : figures.efficiency()) {
            BudgetPlan sameLoss = line.sameLoss();
            BudgetPlan sameFlops = line.sameFlops();
            table.row(
                    law(line.law()),
                    PlanNumbers.loss(line.loss()),
                    sameLoss == null ? "-" : Quantity.format(sameLoss.params()),
                    sameLoss == null ? "-" : Quantity.format(sameLoss.tokens()),
                    sameLoss == null ? "-" : Quantity.scientific(sameLoss.flops()),
                    sameLoss == null ? "-" : PlanNumbers.percent(line.wasted()),
                    Quantity.format(sameFlops.params()),
                    Quantity.format(sameFlops.tokens()),
                    PlanNumbers.ratio(sameFlops.tokensPerParam()),
                    PlanNumbers.loss(sameFlops.predictedLoss()));
            if (line.law().equals(figures.law())) {
                verdict = verdict(line, given);
            }
        }
        return new PlanSection(
                "This size on these tokens",
                Quantity.format(given.params()) + " parameters on " + Quantity.format(given.tokens()) + " tokens: "
                        + Quantity.scientific(given.flops()) + " FLOPs, " + PlanNumbers.ratio(given.tokensPerParam())
                        + " tokens a parameter.\n" + verdict,
                table,
                "Wasted: FLOPs above the cheapest model of the same loss. A smaller model may be worth them where it is"
                        + " served; see --serve-tokens.\n" + PlanSection.LOSSES);
    }

    private static String verdict(Efficiency line, BudgetPlan given) {
        String optimal =
                "By " + line.law() + " " + PlanNumbers.ratio(line.sameFlops().tokensPerParam())
                        + " tokens a parameter are compute-optimal for these FLOPs.";
        if (line.sameLoss() == null) {
            return optimal;
        }
        if (line.wasted() < 0.0005) {
            return optimal + " The loss is " + PlanNumbers.loss(line.loss())
                    + "; no other training gets it with fewer FLOPs.";
        }
        return optimal + " The loss is " + PlanNumbers.loss(line.loss()) + "; a "
                + (given.params() < line.sameLoss().params() ? "larger" : "smaller") + " model, "
                + Quantity.format(line.sameLoss().params()) + " on "
                + Quantity.format(line.sameLoss().tokens()) + " tokens, gets it with "
                + Quantity.scientific(line.sameLoss().flops()) + " FLOPs: " + PlanNumbers.percent(line.wasted())
                + " less.";
    }

    PlanSection serving() {
        TextTable table = new TextTable(
                "law",
                "loss",
                "params",
                "tokens",
                "tokens/param",
                "train",
                "serve",
                "total FLOPs",
                "optimum: params",
                "tokens",
                "total FLOPs",
                "saved");
        String lead = "";
        for (Served line : figures.serving()) {
            table.row(
                    law(line.law()),
                    PlanNumbers.loss(line.loss()),
                    Quantity.format(line.params()),
                    Quantity.format(line.tokens()),
                    PlanNumbers.ratio(line.tokensPerParam()),
                    Quantity.scientific(line.trainingFlops()),
                    Quantity.scientific(line.servingFlops()),
                    Quantity.scientific(line.totalFlops()),
                    Quantity.format(line.optimum().params()),
                    Quantity.format(line.optimum().tokens()),
                    Quantity.scientific(line.optimumTotalFlops()),
                    PlanNumbers.percent(line.saving()));
            if (line.law().equals(figures.law())) {
                lead = "By " + line.law() + ", with " + Quantity.format(figures.given("serve_tokens"))
                        + " tokens to serve, the loss " + PlanNumbers.loss(line.loss()) + " costs least with "
                        + Quantity.format(line.params()) + " parameters on " + Quantity.format(line.tokens())
                        + " tokens: " + Quantity.scientific(line.totalFlops()) + " FLOPs to train and serve, "
                        + PlanNumbers.percent(line.saving()) + " below the compute-optimal model of that loss.";
                if (figures.efficiency() != null) {
                    Training given = figures.givenTraining();
                    double total = given.flops() + 2 * given.params() * figures.given("serve_tokens");
                    lead += "\nThe training given takes " + Quantity.scientific(total) + " in all, "
                            + PlanNumbers.percent(total / line.totalFlops() - 1) + " more.";
                } else if (figures.given().containsKey("params")) {
                    lead += "\nThat is the loss for which " + Quantity.format(line.params())
                            + " parameters are the right size; for another, give --loss or --quality-of.";
                }
            }
        }
        return new PlanSection(
                "Trained and served",
                lead,
                table,
                "Training takes 6 FLOPs a parameter and token, serving 2 (Sardana et al. 2024). Laws fitted at ordinary"
                        + " ratios overstate what hundreds of tokens a parameter and more still gain.\n"
                        + PlanSection.LOSSES);
    }

    private String law(String name) {
        return PlanNumbers.law(name, figures.law());
    }
}
