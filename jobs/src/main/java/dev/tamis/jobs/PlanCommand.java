package dev.tamis.jobs;

import dev.tamis.pipeline.budget.Budget;
import dev.tamis.pipeline.budget.BudgetTable;
import dev.tamis.pipeline.budget.Quantity;
import dev.tamis.pipeline.budget.ScalingLaw;
import dev.tamis.pipeline.run.SealedJson;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Computes a budget. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Computes a training budget from compute, model size or tokens, by published scaling laws.",
        footer = {"", "Examples: tamis plan --flops 1e21", "          tamis plan --params 1B --law hoffmann-3 --json"})
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Given given;

    @Option(
            names = "--law",
            paramLabel = "NAME",
            description = "hoffmann-1, hoffmann-2, hoffmann-3, hoffmann-3-printed, besiroglu (default), muennighoff.")
    private String law = ScalingLaw.DEFAULT.name();

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    /** What the budget is computed from. */
    static final class Given {
        @Option(names = "--flops", paramLabel = "F", description = "Training compute, such as 1e21.")
        private String flops;

        @Option(names = "--params", paramLabel = "N", description = "Parameters, such as 1B.")
        private String params;

        @Option(names = "--tokens", paramLabel = "D", description = "Tokens, such as 20B.")
        private String tokens;

        private Budget budget() {
            if (flops != null) {
                return new Budget(Budget.Given.FLOPS, Quantity.parse(flops));
            }
            return params != null
                    ? new Budget(Budget.Given.PARAMS, Quantity.parse(params))
                    : new Budget(Budget.Given.TOKENS, Quantity.parse(tokens));
        }
    }

    @Override
    public Integer call() throws Exception {
        Budget budget = given.budget();
        ScalingLaw chosen = ScalingLaw.named(law);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(SealedJson.JSON
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(BudgetTable.json(budget, chosen)));
        } else {
            out.print(BudgetTable.format(budget, chosen));
        }
        out.flush();
        return Tamis.DONE;
    }
}
