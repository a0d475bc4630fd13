package dev.tamis.pipeline.budget;

import dev.tamis.pipeline.budget.PlanFigures.Efficiency;
import dev.tamis.pipeline.budget.PlanFigures.FamilyFigures;
import dev.tamis.pipeline.budget.PlanFigures.FamilyOfLaw;
import dev.tamis.pipeline.budget.PlanFigures.Member;
import dev.tamis.pipeline.budget.PlanFigures.Repeated;
import dev.tamis.pipeline.budget.PlanFigures.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A plan as people read it, in sections of a sentence, a table and a note; the text and the page print the same. */
final class PlanSections {

    /**
     * A part of the answer.
     *
     * @param title for the page
     * @param lead what the table comes to
     * @param table by law or by size; the chosen law's row starts with a star
     * @param note what to keep in mind
     */
    record Section(String title, String lead, TextTable table, String note) {}

    private static final String LOSSES =
            "Losses are nats a token of each law's own data and tokenizer; compare them within a law. Hoffmann"
                    + " et al. fitted on 70M to 16B parameters and 5B to 500B tokens; beyond, laws extrapolate.";
    private static final String REPETITION =
            "Repetition by Muennighoff et al. 2023, fitted on C4 with dropout: it shows saturation, never harm, and later"
                    + " work (arXiv 2605.01640) finds harm too. Other laws borrow its constants. It holds for each source by"
                    + " itself: one that a mixture repeats 40 times is worth 40 epochs, whatever the average. Parameters beyond the optimum of their unique tokens count as"
                    + " less too, so its fresh loss of a model short of tokens is above the plain law's.";

    private final PlanFigures figures;

    private PlanSections(PlanFigures figures) {
        this.figures = figures;
    }

    static List<Section> of(PlanFigures figures) {
        PlanSections sections = new PlanSections(figures);
        List<Section> all = new ArrayList<>();
        if (figures.efficiency() != null) {
            all.add(sections.efficiency());
        }
        if (figures.serving() != null) {
            all.add(sections.serving());
        } else if (figures.family() == null && figures.efficiency() == null) {
            all.add(sections.budget());
        }
        if (figures.corpus() != null) {
            all.add(sections.repeated());
            all.add(sections.best());
        }
        if (figures.family() != null) {
            all.add(sections.family());
            all.add(sections.familySpread());
        }
        return all;
    }

    private Section budget() {
        BudgetPlan chosen = figures.plan();
        TextTable table = new TextTable("law", "params", "tokens", "tokens/param", "FLOPs", "loss");
        for (BudgetPlan plan : figures.spread()) {
            table.row(
                    law(plan.law()),
                    Quantity.format(plan.params()),
                    Quantity.format(plan.tokens()),
                    ratio(plan.tokensPerParam()),
                    Quantity.scientific(plan.flops()),
                    loss(plan.predictedLoss()));
        }
        StringBuilder span = new StringBuilder();
        span(span, "params", " parameters", BudgetPlan::params, Quantity::format);
        span(span, "tokens", " tokens", BudgetPlan::tokens, Quantity::format);
        span(span, "flops", " FLOPs", BudgetPlan::flops, Quantity::scientific);
        return new Section(
                "What the laws say",
                "By " + chosen.law() + ": " + Quantity.format(chosen.params()) + " parameters, "
                        + Quantity.format(chosen.tokens()) + " tokens, " + Quantity.scientific(chosen.flops())
                        + " FLOPs (" + chosen.source() + ").",
                table,
                "The laws span" + span + ".\n" + (figures.corpus() == null ? worth() : LOSSES));
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

    private Section efficiency() {
        BudgetPlan given = given().under(ScalingLaw.named(figures.law()));
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
                    loss(line.loss()),
                    sameLoss == null ? "-" : Quantity.format(sameLoss.params()),
                    sameLoss == null ? "-" : Quantity.format(sameLoss.tokens()),
                    sameLoss == null ? "-" : Quantity.scientific(sameLoss.flops()),
                    sameLoss == null ? "-" : percent(line.wasted()),
                    Quantity.format(sameFlops.params()),
                    Quantity.format(sameFlops.tokens()),
                    ratio(sameFlops.tokensPerParam()),
                    loss(sameFlops.predictedLoss()));
            if (line.law().equals(figures.law())) {
                verdict = verdict(line, given);
            }
        }
        return new Section(
                "This size on these tokens",
                Quantity.format(given.params()) + " parameters on " + Quantity.format(given.tokens()) + " tokens: "
                        + Quantity.scientific(given.flops()) + " FLOPs, " + ratio(given.tokensPerParam())
                        + " tokens a parameter.\n" + verdict,
                table,
                "Wasted: FLOPs above the cheapest model of the same loss. A smaller model may be worth them where it is"
                        + " served; see --serve-tokens.\n" + LOSSES);
    }

    private static String verdict(Efficiency line, BudgetPlan given) {
        String optimal = "By " + line.law() + " " + ratio(line.sameFlops().tokensPerParam())
                + " tokens a parameter are compute-optimal for these FLOPs.";
        if (line.sameLoss() == null) {
            return optimal;
        }
        if (line.wasted() < 0.0005) {
            return optimal + " The loss is " + loss(line.loss()) + "; no other training gets it with fewer FLOPs.";
        }
        return optimal + " The loss is " + loss(line.loss()) + "; a "
                + (given.params() < line.sameLoss().params() ? "larger" : "smaller") + " model, "
                + Quantity.format(line.sameLoss().params()) + " on "
                + Quantity.format(line.sameLoss().tokens()) + " tokens, gets it with "
                + Quantity.scientific(line.sameLoss().flops()) + " FLOPs: " + percent(line.wasted())
                + " less.";
    }

    /** The training of two of FLOPs, parameters and tokens. */
    private Training given() {
        return new Training(
                figures.given().containsKey("params") ? number("params") : number("flops") / 6 / number("tokens"),
                figures.given().containsKey("tokens") ? number("tokens") : number("flops") / 6 / number("params"));
    }

    private double number(String given) {
        return (Double) figures.given().get(given);
    }

    private Section serving() {
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
                    loss(line.loss()),
                    Quantity.format(line.params()),
                    Quantity.format(line.tokens()),
                    ratio(line.tokensPerParam()),
                    Quantity.scientific(line.trainingFlops()),
                    Quantity.scientific(line.servingFlops()),
                    Quantity.scientific(line.totalFlops()),
                    Quantity.format(line.optimum().params()),
                    Quantity.format(line.optimum().tokens()),
                    Quantity.scientific(line.optimumTotalFlops()),
                    percent(line.saving()));
            if (line.law().equals(figures.law())) {
                lead = "By " + line.law() + ", with " + Quantity.format(number("serve_tokens"))
                        + " tokens to serve, the loss " + loss(line.loss()) + " costs least with "
                        + Quantity.format(line.params()) + " parameters on " + Quantity.format(line.tokens())
                        + " tokens: " + Quantity.scientific(line.totalFlops()) + " FLOPs to train and serve, "
                        + percent(line.saving()) + " below the compute-optimal model of that loss.";
                if (figures.efficiency() != null) {
                    Training given = given();
                    double total = given.flops() + 2 * given.params() * number("serve_tokens");
                    lead += "\nThe training given takes " + Quantity.scientific(total) + " in all, "
                            + percent(total / line.totalFlops() - 1) + " more.";
                } else if (figures.given().containsKey("params")) {
                    lead += "\nThat is the loss for which " + Quantity.format(line.params())
                            + " parameters are the right size; for another, give --loss or --quality-of.";
                }
            }
        }
        return new Section(
                "Trained and served",
                lead,
                table,
                "Training takes 6 FLOPs a parameter and token, serving 2 (Sardana et al. 2024). Laws fitted at ordinary"
                        + " ratios overstate what hundreds of tokens a parameter and more still gain.\n" + LOSSES);
    }

    private Section repeated() {
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
                    CorpusPlanner.epochs(line.epochs()),
                    Quantity.format(line.effectiveTokens()),
                    loss(line.freshLoss()),
                    loss(line.loss()),
                    loss(line.cost()),
                    percent(line.nextEpochValue()),
                    loss(line.nextEpochGain()),
                    amount(line.shortBy()),
                    amount(line.shortByForFourEpochs()));
            if (line.law().equals(figures.law())) {
                lead = corpusLead(line);
            }
        }
        return new Section(
                "On this corpus",
                lead,
                table,
                "Worth: fresh tokens of the same value. Next epoch: what its tokens are worth, and the loss that it"
                        + " takes off.\n" + REPETITION);
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
                    .append(percent(line.epochs()))
                    .append(" of it is read, once.")
                    .toString();
        }
        lead.append(", ").append(CorpusPlanner.epochs(line.epochs())).append(" epochs, worth ");
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
                    .append(loss(line.cost()))
                    .append(" nats: ")
                    .append(loss(line.loss()));
            lead.append(" where fresh data gives ")
                    .append(loss(line.freshLoss()))
                    .append('.');
        }
        if (line.effectiveParams() != null && line.effectiveParams() < line.params() * (1 - 1e-9)) {
            lead.append(" Its ").append(Quantity.format(line.params())).append(" parameters are more than the unique");
            lead.append(" tokens are enough for, and count as ");
            lead.append(Quantity.format(line.effectiveParams())).append('.');
        }
        return lead.toString();
    }

    private Section best() {
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
                        + Quantity.format(line.tokens()) + " tokens, " + CorpusPlanner.epochs(line.epochs())
                        + " epochs, loss " + loss(line.loss()) + ".";
                for (Repeated limited : figures.corpus().withinLimits()) {
                    bestRow(table, "    within " + Math.round(limited.epochs()) + " epochs", limited);
                }
            }
        }
        return new Section(
                "The best on this corpus",
                lead,
                table,
                serve
                        ? "Where data is short, the same loss takes a larger model than on fresh data."
                        : "Where data is short, further FLOPs go to epochs rather than to parameters.");
    }

    private void bestRow(TextTable table, String name, Repeated line) {
        double served = figures.serving() == null ? 0 : number("serve_tokens");
        table.row(
                name,
                Quantity.format(line.params()),
                Quantity.format(line.tokens()),
                CorpusPlanner.epochs(line.epochs()),
                Quantity.format(line.effectiveTokens()),
                loss(line.loss()),
                Quantity.scientific(line.flops() + 2 * line.params() * served));
    }

    private Section family() {
        FamilyFigures family = figures.family();
        TextTable table = new TextTable(
                "size", "tokens", "tokens/param", "epochs", "worth", "loss", "fresh loss", "cost", "train", "serve");
        for (Member member : family.members()) {
            table.row(
                    Quantity.format(member.params()),
                    Quantity.format(member.tokens()),
                    ratio(member.tokensPerParam()),
                    CorpusPlanner.epochs(member.epochs()),
                    Quantity.format(member.effectiveTokens()),
                    loss(member.loss()),
                    loss(member.freshLoss()),
                    loss(member.cost()),
                    Quantity.scientific(member.trainingFlops()),
                    member.servingFlops() == 0 ? "-" : Quantity.scientific(member.servingFlops()));
        }
        double most =
                family.members().stream().mapToDouble(Member::tokensAsked).max().orElseThrow();
        double unique = number("unique_tokens");
        return new Section(
                "The family",
                "By " + figures.law() + ", from " + Quantity.format(unique) + " unique tokens: " + family.rule()
                        + ". "
                        + (most > unique
                                ? "For one epoch at every size the corpus would need " + Quantity.format(most - unique)
                                        + " tokens more."
                                : "The corpus suffices for every size."),
                table,
                "Worth: fresh tokens of the same value. Fresh loss: of the tokens that the rule asks for, if none were"
                        + " repeated.\n" + REPETITION);
    }

    private Section familySpread() {
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
                row.add(loss(line.losses().get(i)));
            }
            table.row(row.toArray(String[]::new));
        }
        return new Section("The family by every law", "The same by every law:", table, LOSSES);
    }

    private String law(String name) {
        return (name.equals(figures.law()) ? "* " : "  ") + name;
    }

    private static String ratio(double value) {
        return value < 9999.5 ? String.format(Locale.ROOT, "%.1f", value) : Quantity.format(value);
    }

    private static String amount(double tokens) {
        return tokens == 0 ? "-" : Quantity.format(tokens);
    }

    static String loss(Double loss) {
        return loss == null ? "-" : String.format(Locale.ROOT, "%.3f", loss);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
