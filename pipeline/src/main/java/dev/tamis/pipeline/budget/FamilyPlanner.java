package dev.tamis.pipeline.budget;

import dev.tamis.pipeline.budget.PlanFigures.FamilyFigures;
import dev.tamis.pipeline.budget.PlanFigures.FamilyOfLaw;
import dev.tamis.pipeline.budget.PlanFigures.Member;
import dev.tamis.pipeline.budget.PlanRequest.Amount;
import java.util.ArrayList;
import java.util.List;

/**
 * Models of several sizes from one corpus, after the report on Gemini (2023, arXiv 2312.11805): the largest on its
 * compute-optimal tokens, the smaller ones on far more. The report gives no numbers, so the rule is ours:
 *
 * <ul>
 *   <li>With tokens to serve, a smaller size is trained on the tokens for which it is the cheapest model of its loss over
 *       its life (see {@link Serving#tokensFor}).
 *   <li>Without, on all the tokens that the largest gets, so that the family has seen the same data.
 *   <li>A smaller size never goes more than four times over the corpus, unless forced: past that its tokens are a
 *       choice that no longer pays. The largest size's are not capped; above four epochs it is warned of, above sixteen
 *       refused.
 * </ul>
 */
final class FamilyPlanner {
    private static final String SERVED = "the largest on its compute-optimal tokens, the others on those for which they"
            + " are the cheapest of their loss to train and serve";
    private static final String SAME = "the largest on its compute-optimal tokens, the others on as many";
    private static final String CAPPED = ", within 4 epochs";

    private final PlanRequest request;
    private final Corpus corpus;
    private final List<String> warnings;
    private final List<String> refusals;

    FamilyPlanner(PlanRequest request, List<String> warnings, List<String> refusals) {
        this.request = request;
        this.corpus = request.corpus();
        this.warnings = warnings;
        this.refusals = refusals;
    }

    FamilyFigures plan() {
        List<Member> members = new ArrayList<>();
        for (double size : request.family()) {
            Member member = member(size, request.law());
            members.add(member);
            judge(member);
        }
        String rule = (request.has(Amount.SERVE_TOKENS) ? SERVED : SAME) + (request.force() ? "" : CAPPED);
        return new FamilyFigures(rule, members, spread());
    }

    private List<FamilyOfLaw> spread() {
        List<FamilyOfLaw> spread = new ArrayList<>();
        for (ScalingLaw law : ScalingLaw.ALL) {
            List<Double> tokens = new ArrayList<>();
            List<Double> losses = new ArrayList<>();
            for (double size : request.family()) {
                boolean answers = law.surface() != null || !overTrained(size) || !request.has(Amount.SERVE_TOKENS);
                tokens.add(answers ? (Double) tokens(size, law) : null);
                losses.add(answers ? loss(size, tokens(size, law), law) : null);
            }
            spread.add(new FamilyOfLaw(law.name(), tokens, losses));
        }
        return spread;
    }

    private boolean overTrained(double size) {
        return size < request.family().get(0);
    }

    private double asked(double size, ScalingLaw law) {
        return overTrained(size) && request.has(Amount.SERVE_TOKENS)
                ? new Serving(law.surface(), request.served()).tokensFor(size)
                : Budget.fromParams(request.family().get(0), law).tokens();
    }

    private double tokens(double size, ScalingLaw law) {
        double asked = asked(size, law);
        return overTrained(size) && !request.force()
                ? Math.min(asked, Repetition.WARN_ABOVE_EPOCHS * corpus.uniqueTokens())
                : asked;
    }

    private Double loss(double size, double tokens, ScalingLaw law) {
        return law.surface() == null
                ? null
                : (Double) new RepeatedData(law.surface(), corpus.uniqueTokens()).loss(size, tokens);
    }

    private Member member(double size, ScalingLaw law) {
        double asked = asked(size, law);
        double tokens = tokens(size, law);
        double epochs = corpus.epochs(tokens);
        Double loss = loss(size, tokens, law);
        Double fresh = null;
        Double cost = null;
        if (loss != null) {
            fresh = new RepeatedData(law.surface(), corpus.uniqueTokens()).freshLoss(size, asked);
            cost = epochs <= 1 ? 0 : Math.max(0, loss - fresh);
        }
        return new Member(
                size,
                asked,
                tokens,
                tokens / size,
                epochs,
                Repetition.effectiveTokens(corpus.uniqueTokens(), tokens),
                loss,
                fresh,
                cost,
                new Training(size, tokens).flops(),
                2 * size * request.served());
    }

    private void judge(Member member) {
        String size = Quantity.format(member.params());
        double lacking = member.tokensAsked() / Repetition.WARN_ABOVE_EPOCHS - corpus.uniqueTokens();
        String helps = "; " + Quantity.format(Math.max(0, lacking)) + " unique tokens more would make it four epochs";
        if (member.tokens() < member.tokensAsked()) {
            warnings.add(size + ": the rule asks for " + Quantity.format(member.tokensAsked())
                    + " tokens, " + PlanNumbers.epochs(corpus.epochs(member.tokensAsked()))
                    + " epochs; it gets four" + helps);
        } else if (member.epochs() > Repetition.REFUSE_ABOVE_EPOCHS && !request.force()) {
            refusals.add(size + " goes " + PlanNumbers.epochs(member.epochs())
                    + " times over the corpus; above 16 epochs repeated tokens are worth little and may harm" + helps
                    + "; or leave this size out, or --force");
        } else if (member.epochs() > Repetition.WARN_ABOVE_EPOCHS) {
            warnings.add(size + " goes " + PlanNumbers.epochs(member.epochs()) + " times over the corpus" + helps);
        }
    }
}
