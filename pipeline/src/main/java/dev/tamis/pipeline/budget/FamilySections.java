package dev.tamis.pipeline.budget;

import dev.tamis.pipeline.budget.PlanFigures.FamilyFigures;
import dev.tamis.pipeline.budget.PlanFigures.FamilyOfLaw;
import dev.tamis.pipeline.budget.PlanFigures.Member;
import java.util.ArrayList;
import java.util.List;

/** A plan for several sizes. */
final class FamilySections {
    private final PlanFigures figures;

    FamilySections(PlanFigures figures) {
        this.figures = figures;
    }

    PlanSection family() {
        FamilyFigures family = figures.family();
        TextTable table = new TextTable(
                "size", "tokens", "tokens/param", "epochs", "worth", "loss", "fresh loss", "cost", "train", "serve");
        for (Member member : family.members()) {
            table.row(
                    Quantity.format(member.params()),
                    Quantity.format(member.tokens()),
                    PlanNumbers.ratio(member.tokensPerParam()),
                    PlanNumbers.epochs(member.epochs()),
                    Quantity.format(member.effectiveTokens()),
                    PlanNumbers.loss(member.loss()),
                    PlanNumbers.loss(member.freshLoss()),
                    PlanNumbers.loss(member.cost()),
                    Quantity.scientific(member.trainingFlops()),
                    member.servingFlops() == 0 ? "-" : Quantity.scientific(member.servingFlops()));
        }
        double most =
                family.members().stream().mapToDouble(Member::tokensAsked).max().orElseThrow();
        double unique = figures.given("unique_tokens");
        return new PlanSection(
                "The family",
                "By " + figures.law() + ", from " + Quantity.format(unique) + " unique tokens: " + family.rule()
                        + ". "
                        + (most > unique
                                ? "For one epoch at every size the corpus would need " + Quantity.format(most - unique)
                                        + " tokens more."
                                : "The corpus suffices for every size."),
                table,
                "Worth: fresh tokens of the same value. Fresh loss: of the tokens that the rule asks for, if none were"
                        + " repeated.\n" + PlanSection.REPETITION);
    }

    PlanSection familySpread() {
        List<String> header = new ArrayList<>(List.of("law"));
        for (Member member : figures.family().members()) {
            header.add(Quantity.format(member.params()) + ": tokens");
            header.add("loss");
        }
        TextTable table = new TextTable(header.toArray(String[]::new));
        for (FamilyOfLaw line : figures.family().spread()) {
            List<String> row = new ArrayList<>(List.of(law(line.law())));
            for (int i = 0; i < line.tokens().size(); i++) {
                row.add(
                        line.tokens().get(i) == null
                                ? "-"
                                : Quantity.format(line.tokens().get(i)));
                row.add(PlanNumbers.loss(line.losses().get(i)));
            }
            table.row(row.toArray(String[]::new));
        }
        return new PlanSection("The family by every law", "The same by every law:", table, PlanSection.LOSSES);
    }

    private String law(String name) {
        return PlanNumbers.law(name, figures.law());
    }
}
