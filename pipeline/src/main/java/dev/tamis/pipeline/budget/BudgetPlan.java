package dev.tamis.pipeline.budget;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One law's answer: a model and data for a budget.
 *
 * @param law the law's name
 * @param flops training FLOPs, 6 * params * tokens
 * @param params parameters, embeddings included
 * @param tokens training tokens, none repeated
 * @param tokensPerParam tokens / params
 * @param predictedLoss nats per token on the law's own data, or null for laws that predict none
 */
public record BudgetPlan(
        String law, double flops, double params, double tokens, double tokensPerParam, Double predictedLoss) {

    /** Where the law comes from. */
    @JsonProperty
    public String source() {
        return ScalingLaw.named(law).source();
    }

    Training training() {
        return new Training(params, tokens);
    }
}
