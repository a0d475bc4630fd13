package dev.tamis.pipeline.budget;

import dev.tamis.pipeline.budget.PlanFigures.Repeated;
import java.util.stream.Collectors;

/** What a corpus of limited size does to a plan. */
final class CorpusSections {
    private final PlanFigures figures;

    CorpusSections(PlanFigures figures) {
        this.figures = figures;
    }

    PlanSection repeated() {
        TextTable table = new TextTable(
                "law",
                "tokens",
                "epochs",
                "worth",
                "fresh loss",
                "loss",
                "cost",
                "next epoch",
                "gain",
                "short by",
                "for 4 epochs");
        String lead = "";
        for (Repeated line : figures.corpus().plans()) {
            table.row(
                    law(line.law()),
                    Quantity.format(line.tokens()),
                    PlanNumbers.epochs(line.epochs()),
                    Quantity.format(line.effectiveTokens()),
                    PlanNumbers.loss(line.freshLoss()),
                    PlanNumbers.loss(line.loss()),
                    PlanNumbers.loss(line.cost()),
                    PlanNumbers.percent(line.nextEpochValue()),
                    PlanNumbers.loss(line.nextEpochGain()),
                    PlanNumbers.amount(line.shortBy()),
                    PlanNumbers.amount(line.shortByForFourEpochs()));
            if (line.law().equals(figures.law())) {
                lead = corpusLead(line);
            }
        }
        return new PlanSection(
                "On this corpus",
                lead,
                table,
                "Worth: fresh tokens of the same value. Next epoch: what its tokens are worth, and the loss that it"
                        + " takes off.\n" + PlanSection.REPETITION);
    }

    private String corpusLead(Repeated line) {
        StringBuilder lead = new StringBuilder("The corpus has ")
                .append(Quantity.format(figures.corpus().uniqueTokens()))
                .append(" unique tokens");
        if (!figures.corpus().bySource().isEmpty()) {
            lead.append(figures.corpus().bySource().entrySet().stream()
                    .map(source -> source.getKey() + " " + Quantity.format(source.getValue()))
                    .collect(Collectors.joining(", ", " (", ")")));
        }
        lead.append(". By ").append(line.law()).append(" the plan takes ").append(Quantity.format(line.tokens()));
        if (line.epochs() <= 1) {
            return lead.append(": the corpus suffices, ")
                    .append(PlanNumbers.percent(line.epochs()))
                    .append(" of it is read, once.")
                    .toString();
        }
        lead.append(", ").append(PlanNumbers.epochs(line.epochs())).append(" epochs, worth ");
        lead.append(Quantity.format(line.effectiveTokens())).append(" fresh ones: the corpus is ");
        lead.append(Quantity.format(line.shortBy())).append(" too small for one epoch");
        if (line.shortByForFourEpochs() > 0) {
            lead.append(", ")
                    .append(Quantity.format(line.shortByForFourEpochs()))
                    .append(" for four");
        }
        lead.append('.');
        if (line.loss() != null) {
            lead.append(" Repetition costs ")
                    .append(PlanNumbers.loss(line.cost()))
                    .append(" nats: ")
                    .append(PlanNumbers.loss(line.loss()));
            lead.append(" where fresh data gives ")
                    .append(PlanNumbers.loss(line.freshLoss()))
                    .append('.');
        }
        if (line.effectiveParams() != null && line.effectiveParams() < line.params() * (1 - 1e-9)) {
            lead.append(" Its ").append(Quantity.format(line.params())).append(" parameters are more than the unique");
            lead.append(" tokens are enough for, and count as ");
            lead.append(Quantity.format(line.effectiveParams())).append('.');
        }
        return lead.toString();
    }

    PlanSection best() {
        boolean serve = figures.serving() != null;
        TextTable table =
                new TextTable("law", "params", "tokens", "epochs", "worth", "loss", serve ? "train + serve" : "FLOPs");
        String lead = serve
                ? "By " + figures.law()
                        + " no size reaches the loss on this corpus, however often it is repeated; a higher"
                        + " loss or more unique tokens would."
                : figures.law() + " predicts no loss and so no best on this corpus; the other laws do:";
        for (Repeated line : figures.corpus().best()) {
            bestRow(table, law(line.law()), line);
            if (line.law().equals(figures.law())) {
                lead = (serve
                                ? "The cheapest to train and serve at this loss on this corpus by "
                                : "The best for these FLOPs on this corpus by ")
                        + line.law() + ": " + Quantity.format(line.params()) + " parameters, "
                        + Quantity.format(line.tokens()) + " tokens, " + PlanNumbers.epochs(line.epochs())
                        + " epochs, loss " + PlanNumbers.loss(line.loss()) + ".";
                for (Repeated limited : figures.corpus().withinLimits()) {
                    bestRow(table, "    within " + Math.round(limited.epochs()) + " epochs", limited);
                }
            }
        }
        return new PlanSection(
                "The best on this corpus",
                lead,
                table,
                serve
                        ? "Where data is short, the same loss takes a larger model than on fresh data."
                        : "Where data is short, further FLOPs go to epochs rather than to parameters.");
    }

    private void bestRow(TextTable table, String name, Repeated line) {
        double served = figures.serving() == null ? 0 : figures.given("serve_tokens");
        table.row(
                name,
                Quantity.format(line.params()),
                Quantity.format(line.tokens()),
                PlanNumbers.epochs(line.epochs()),
                Quantity.format(line.effectiveTokens()),
                PlanNumbers.loss(line.loss()),
                Quantity.scientific(line.flops() + 2 * line.params() * served));
    }

    private String law(String name) {
        return PlanNumbers.law(name, figures.law());
    }
}
