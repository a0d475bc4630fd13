package dev.tamis.pipeline.budget;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * A plan in figures: what the text, the page and the JSON show. Parts that were not asked for are null; losses are null
 * under laws that predict none. Lists over laws are in the order of {@link ScalingLaw#ALL} and leave out the laws that
 * have no answer.
 *
 * @param given what was asked for, by option
 * @param law the law that the plan follows
 * @param plan what that law answers; null for a family
 * @param spread what every law answers; null for a family
 * @param efficiency how far a given training is from the best, by law
 * @param serving training and serving together, by law
 * @param corpus what the corpus does to the plan
 * @param family a plan for each size
 * @param repetition what epochs are worth
 * @param warnings what the plan does as asked, but may harm
 * @param refusals why the plan should not be followed, and what would help; empty where it may be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanFigures(
        Map<String, Object> given,
        String law,
        BudgetPlan plan,
        List<BudgetPlan> spread,
        List<Efficiency> efficiency,
        List<Served> serving,
        CorpusFigures corpus,
        FamilyFigures family,
        List<Epochs> repetition,
        List<String> warnings,
        List<String> refusals) {

    /**
     * A training beside the compute-optimal ones of the same loss and of the same FLOPs.
     *
     * @param sameLoss the cheapest training of this loss; null where the law predicts none
     * @param wastedFlops what the training takes above that one; null where the law predicts none
     * @param wasted the same as a share of its FLOPs
     * @param sameFlops the best training for these FLOPs
     */
    public record Efficiency(
            String law, Double loss, BudgetPlan sameLoss, Double wastedFlops, Double wasted, BudgetPlan sameFlops) {}

    /**
     * A model over its life.
     *
     * @param optimum the compute-optimal training of the same loss
     * @param optimumTotalFlops of training and serving that one
     * @param saving share of those FLOPs that this plan saves; below zero if it costs more
     */
    public record Served(
            String law,
            double params,
            double tokens,
            double tokensPerParam,
            double loss,
            double trainingFlops,
            double servingFlops,
            double totalFlops,
            BudgetPlan optimum,
            double optimumTotalFlops,
            double saving) {}

    /**
     * The plan on the corpus.
     *
     * @param bySource tokens of each source, where known
     * @param plans each law's training, with its tokens repeated as the corpus makes necessary
     * @param best the best training for the same FLOPs on this corpus, by law, however many epochs it takes; with tokens
     *     to serve, the one of the same loss that is cheapest to train and serve, without the laws by which the corpus is
     *     too small for it
     * @param withinLimits the chosen law's best within 4 and within 16 epochs, where {@code best} takes more
     */
    public record CorpusFigures(
            double uniqueTokens,
            Map<String, Long> bySource,
            List<Repeated> plans,
            List<Repeated> best,
            List<Repeated> withinLimits) {}

    /**
     * A training on a corpus.
     *
     * @param epochs tokens over the corpus's
     * @param effectiveTokens fresh tokens that the tokens are worth
     * @param effectiveParams parameters that count, given the unique tokens; null where the law predicts no loss
     * @param loss with repetition
     * @param freshLoss of the same training without
     * @param cost loss - freshLoss
     * @param nextEpochValue of a token of the next epoch, in fresh ones
     * @param nextEpochGain loss that one more epoch takes off
     * @param shortBy tokens that the corpus lacks for a single epoch
     * @param shortByForFourEpochs tokens that it lacks for four
     */
    public record Repeated(
            String law,
            double params,
            double tokens,
            double flops,
            double epochs,
            double effectiveTokens,
            Double effectiveParams,
            Double loss,
            Double freshLoss,
            Double cost,
            double nextEpochValue,
            Double nextEpochGain,
            double shortBy,
            double shortByForFourEpochs) {}

    /**
     * Models of several sizes from one corpus.
     *
     * @param rule how the tokens of the smaller sizes were chosen
     * @param members by the chosen law, largest first
     * @param spread tokens and losses of every law, in the order of the members
     */
    public record FamilyFigures(String rule, List<Member> members, List<FamilyOfLaw> spread) {}

    /**
     * One size of a family.
     *
     * @param tokensAsked what the rule asks for
     * @param tokens what it gets, within the limit of epochs
     * @param freshLoss what the tokens asked for would give if there were so many fresh ones
     * @param cost loss - freshLoss
     */
    public record Member(
            double params,
            double tokensAsked,
            double tokens,
            double tokensPerParam,
            double epochs,
            double effectiveTokens,
            Double loss,
            Double freshLoss,
            Double cost,
            double trainingFlops,
            double servingFlops) {}

    /** What one law gives the sizes of a family; losses are null where it predicts none. */
    public record FamilyOfLaw(String law, List<Double> tokens, List<Double> losses) {}

    /**
     * What epochs are worth.
     *
     * @param effectiveEpochs epochs of fresh data
     * @param marginalValue what the next token is worth, as a share of a fresh one
     */
    public record Epochs(int epochs, double effectiveEpochs, double marginalValue) {}

    public PlanFigures {
        warnings = List.copyOf(warnings);
        refusals = List.copyOf(refusals);
    }

    /** Whether the plan may be followed. */
    @JsonProperty
    public boolean refused() {
        return !refusals.isEmpty();
    }

    /** What was given as an option's number. */
    double given(String option) {
        return (Double) given.get(option);
    }

    /** The training that two of FLOPs, parameters and tokens gave. */
    Training givenTraining() {
        return new Training(
                given.containsKey("params") ? given("params") : given("flops") / 6 / given("tokens"),
                given.containsKey("tokens") ? given("tokens") : given("flops") / 6 / given("params"));
    }
}
