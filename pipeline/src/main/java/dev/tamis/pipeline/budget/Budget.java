package dev.tamis.pipeline.budget;

import java.util.List;

/**
 * What a training budget is given as: FLOPs, parameters or tokens. Any one of them fixes the other two under a
 * {@link ScalingLaw}.
 */
public record Budget(Given given, double amount) {

    /** The quantity that is known. */
    public enum Given {
        FLOPS,
        PARAMS,
        TOKENS
    }

    /** @throws IllegalArgumentException if the amount is not finite or below 1 */
    public Budget {
        if (!(amount >= 1 && amount <= 1e40)) {
            throw new IllegalArgumentException("Invalid " + label(given) + ": " + amount + " (must be from 1 to 1e40)");
        }
    }

    static String label(Given given) {
        return switch (given) {
            case FLOPS -> "flops";
            case PARAMS -> "params";
            case TOKENS -> "tokens";
        };
    }

    /** The best model and data for this many training FLOPs. */
    public static BudgetPlan fromFlops(double flops, ScalingLaw law) {
        return new Budget(Given.FLOPS, flops).under(law);
    }

    /** The FLOPs and data at which a model of this many parameters is the best choice. */
    public static BudgetPlan fromParams(double params, ScalingLaw law) {
        return new Budget(Given.PARAMS, params).under(law);
    }

    /** The FLOPs and model for which this many tokens are the best choice. */
    public static BudgetPlan fromTokens(double tokens, ScalingLaw law) {
        return new Budget(Given.TOKENS, tokens).under(law);
    }

    /** This budget under one law. */
    public BudgetPlan under(ScalingLaw law) {
        double k = law.coefficient();
        double a = law.exponent();
        double params;
        double tokens;
        // N = k C^a and D = C/(6N) = C^(1-a)/(6k), solved for whichever is not given.
        switch (given) {
            case FLOPS -> {
                Training optimum = law.optimum(amount);
                params = optimum.params();
                tokens = optimum.tokens();
            }
            case PARAMS -> {
                params = amount;
                tokens = StrictMath.pow(amount / k, 1 / a) / (6 * params);
            }
            case TOKENS -> {
                tokens = amount;
                params = StrictMath.pow(6 * k * amount, 1 / (1 - a)) / (6 * tokens);
            }
            default -> throw new AssertionError(given);
        }
        BudgetPlan plan = new Training(params, tokens).under(law);
        return given != Given.FLOPS
                ? plan
                : new BudgetPlan(law.name(), amount, params, tokens, tokens / params, plan.predictedLoss());
    }

    /** This budget under every law: the laws disagree, and the spread is part of the answer. */
    public List<BudgetPlan> spread() {
        return ScalingLaw.ALL.stream().map(this::under).toList();
    }
}
