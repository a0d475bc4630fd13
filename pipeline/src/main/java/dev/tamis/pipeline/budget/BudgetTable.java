package dev.tamis.pipeline.budget;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A budget as people and scripts read it: the chosen law's answer, every law's beside it, and how far they differ. */
public final class BudgetTable {

    private static final double[] EPOCHS = {1, 2, 4, 8, 16, 40};

    private BudgetTable() {}

    /** The answer as plain text, lines ended by {@code \n}. */
    public static String format(Budget budget, ScalingLaw law) {
        BudgetPlan chosen = budget.under(law);
        List<BudgetPlan> spread = budget.spread();
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"law", "params", "tokens", "tokens/param", "FLOPs", "loss"});
        for (BudgetPlan plan : spread) {
            rows.add(new String[] {
                (plan.law().equals(law.name()) ? "* " : "  ") + plan.law(),
                Quantity.format(plan.params()),
                Quantity.format(plan.tokens()),
                String.format(Locale.ROOT, "%.1f", plan.tokensPerParam()),
                Quantity.scientific(plan.flops()),
                plan.predictedLoss() == null ? "-" : String.format(Locale.ROOT, "%.3f", plan.predictedLoss())
            });
        }
        StringBuilder out = new StringBuilder();
        out.append("By ")
                .append(law.name())
                .append(": ")
                .append(Quantity.format(chosen.params()))
                .append(" parameters, ")
                .append(Quantity.format(chosen.tokens()))
                .append(" tokens, ")
                .append(Quantity.scientific(chosen.flops()))
                .append(" FLOPs (")
                .append(law.source())
                .append(").\n\n");
        appendRows(out, rows);
        out.append("\nThe laws span");
        String separator = " ";
        if (budget.given() != Budget.Given.PARAMS) {
            out.append(separator).append(range(spread, BudgetPlan::params)).append(" parameters");
            separator = ", ";
        }
        if (budget.given() != Budget.Given.TOKENS) {
            out.append(separator).append(range(spread, BudgetPlan::tokens)).append(" tokens");
            separator = ", ";
        }
        if (budget.given() != Budget.Given.FLOPS) {
            out.append(separator).append(range(spread, BudgetPlan::flops)).append(" FLOPs");
        }
        out.append(".\nTokens are fresh ones. Repeated data is worth less (Muennighoff et al. 2023):");
        for (int i = 1; i < EPOCHS.length; i++) {
            out.append(i == 1 ? " " : ", ")
                    .append((int) EPOCHS[i])
                    .append(" epochs ")
                    .append(String.format(Locale.ROOT, "%.2f", Repetition.effectiveEpochs(EPOCHS[i])));
        }
        return out.append(".\n").toString();
    }

    /**
     * The answer as a JSON object: {@code given}, {@code law}, {@code plan}, {@code spread} (every law's plan) and
     * {@code repetition} (what epochs are worth). {@code predicted_loss} is null for laws that predict none.
     */
    public static ObjectNode json(Budget budget, ScalingLaw law) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("given").put(Budget.label(budget.given()), budget.amount());
        root.put("law", law.name());
        root.set("plan", json(budget.under(law)));
        ArrayNode spread = root.putArray("spread");
        for (BudgetPlan plan : budget.spread()) {
            spread.add(json(plan));
        }
        ArrayNode repetition = root.putArray("repetition");
        for (double epochs : EPOCHS) {
            repetition
                    .addObject()
                    .put("epochs", (int) epochs)
                    .put("effective_epochs", Repetition.effectiveEpochs(epochs))
                    .put("marginal_value", Repetition.marginalValue(epochs));
        }
        return root;
    }

    private static ObjectNode json(BudgetPlan plan) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("law", plan.law());
        node.put("source", ScalingLaw.named(plan.law()).source());
        node.put("flops", plan.flops());
        node.put("params", plan.params());
        node.put("tokens", plan.tokens());
        node.put("tokens_per_param", plan.tokensPerParam());
        node.put("predicted_loss", plan.predictedLoss());
        return node;
    }

    private static String range(List<BudgetPlan> plans, ToDoubleFunction<BudgetPlan> field) {
        double least = plans.stream().mapToDouble(field).min().orElseThrow();
        double most = plans.stream().mapToDouble(field).max().orElseThrow();
        return Quantity.format(least) + " to " + Quantity.format(most);
    }

    /** First column to the left, numbers to the right. */
    private static void appendRows(StringBuilder out, List<String[]> rows) {
        int[] width = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.max(width[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                String gap = " ".repeat(width[i] - row[i].length());
                if (i == 0) {
                    out.append(row[i]).append(gap);
                } else {
                    out.append("  ").append(gap).append(row[i]);
                }
            }
            out.append('\n');
        }
    }
}
