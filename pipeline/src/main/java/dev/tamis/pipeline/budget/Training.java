package dev.tamis.pipeline.budget;

/**
 * A model and how long it is trained.
 *
 * @param params parameters, embeddings included
 * @param tokens training tokens, repetitions included
 */
public record Training(double params, double tokens) {

    /** @throws IllegalArgumentException if either is not a finite number above zero */
    public Training {
        if (!(params > 0 && params <= Double.MAX_VALUE && tokens > 0 && tokens <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "Invalid training: " + params + " params, " + tokens + " tokens (must be finite and > 0)");
        }
    }

    /** Training FLOPs: 6 a parameter and token. */
    public double flops() {
        return 6 * params * tokens;
    }

    /** This training as one law sees it, its tokens taken as fresh. */
    BudgetPlan under(ScalingLaw law) {
        Double loss = law.surface() == null ? null : law.surface().loss(params, tokens);
        return new BudgetPlan(law.name(), flops(), params, tokens, tokens / params, loss);
    }
}
