package dev.tamis.pipeline.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.signal.SignalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

final class DrawTest {
    private static final Map<String, SignalType> SIGNALS = Map.of("quality", SignalType.DOUBLE);
    private static final String GPT3 = "pow(draw, -1e0 / 9) - 1 > 1 - quality";

    private static Rule rule(String name, String keep) {
        return new Rule(name, keep, Set.of(), Set.of(), "", "", List.of(), List.of(), "test", 0);
    }

    private static double kept(CompiledRules rules, int documents, double quality) {
        int kept = 0;
        for (int i = 0; i < documents; i++) {
            kept += rules.failed("doc-" + i, "web", "s", null, new Object[] {quality})
                            .isEmpty()
                    ? 1
                    : 0;
        }
        return kept / (double) documents;
    }

    @Test
    void drawsAreEvenlySpreadAndNeverAtAnEnd() {
        Draw draw = new Draw(17, "sample");
        int[] tenths = new int[10];
        for (int i = 0; i < 100_000; i++) {
            double drawn = draw.of(Draw.hash("id-" + i));
            assertTrue(drawn > 0 && drawn < 1);
            tenths[(int) (drawn * 10)]++;
        }
        for (int tenth : tenths) {
            // five standard deviations of a binomial count
            assertEquals(10_000, tenth, 5 * Math.sqrt(100_000 * 0.1 * 0.9));
        }
    }

    @Test
    void drawsOfTwoRulesOrSeedsHaveNothingToDoWithEachOther() {
        List<Draw> draws =
                List.of(new Draw(17, "a"), new Draw(17, "b"), new Draw(18, "a"), new Draw(17, "ab"), new Draw(0, "a"));
        for (Draw one : draws) {
            for (Draw other : draws) {
                double sum = 0;
                for (int i = 0; i < 20_000; i++) {
                    long id = Draw.hash("id-" + i);
                    sum += (one.of(id) - 0.5) * (other.of(id) - 0.5);
                }
                // the covariance of two uniform numbers is 0, of one with itself 1/12
                assertEquals(one == other ? 1 / 12.0 : 0, sum / 20_000, 5 / 12.0 / Math.sqrt(20_000));
            }
        }
    }

    @Test
    void aDocumentHasTheSameDrawOnEveryRunAndNoneWithoutAnId() {
        List<Rule> rules = List.of(rule("half", "draw < 0.5"), rule("other_half", "draw < 0.5"));
        CompiledRules first = CompiledRules.compile(rules, SIGNALS, 17);
        CompiledRules second = CompiledRules.compile(rules, SIGNALS, 17);
        List<List<String>> before = new ArrayList<>();
        List<List<String>> after = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            before.add(first.failed("d" + i, "web", "s", null, new Object[] {null}));
            after.add(0, second.failed("d" + (199 - i), "book", "t", "u", new Object[] {1.0}));
        }
        assertEquals(before, after);
        assertEquals(4, Set.copyOf(before).size());
        assertEquals(List.of(), first.failed("web", "s", null, new Object[] {1.0}));
    }

    /** GPT-3 keeps a document where a Pareto number of shape 9, as NumPy draws it, is over 1 - score: odds (2 - score)^-9. */
    @Test
    void noisyKeepOfGpt3HasTheOddsOfThePareto() {
        CompiledRules rules = CompiledRules.compile(List.of(rule("noisy", GPT3)), SIGNALS, 3);
        double mean = 0;
        for (int i = 0; i <= 10; i++) {
            double quality = i / 10.0;
            double odds = Math.pow(2 - quality, -9);
            double kept = kept(rules, 20_000, quality);
            assertEquals(odds, kept, 5 * Math.sqrt(odds * (1 - odds) / 20_000) + 1e-9, "quality " + quality);
            mean += kept * (i == 0 || i == 10 ? 0.05 : 0.1);
        }
        // the integral over all scores, (1 - 2^-8) / 8, which the trapezoids exceed by a little
        assertEquals((1 - Math.pow(2, -8)) / 8, mean, 0.01);
    }

    @Test
    void movedThresholdsSeeTheSameDraw() {
        Rule rule = rule("noisy", "quality + draw >= 1.0 AND draw < 0.9");
        CompiledRules rules = CompiledRules.compile(List.of(rule, rule("other", "draw >= 0.1")), SIGNALS, 5);
        Counterfactuals counterfactuals = rules.counterfactuals();
        for (int i = 0; i < 3000; i++) {
            counterfactuals.add("s", rules.failed("d" + i, "web", "s", null, new Object[] {i / 3000.0}));
        }
        SortedMap<String, long[][]> counted = counterfactuals.failed();
        int compared = 0;
        for (int t = 0; t < counterfactuals.thresholds().size(); t++) {
            Threshold threshold = counterfactuals.thresholds().get(t);
            if (!threshold.rule().equals("noisy")) {
                continue;
            }
            for (int i = 0; i < threshold.grid().size(); i++) {
                String value = threshold.grid().get(i);
                String keep = threshold.sign().equals(">=")
                        ? "quality + draw >= " + value + " AND draw < 0.9"
                        : "quality + draw >= 1.0 AND draw < " + value;
                CompiledRules moved = CompiledRules.compile(List.of(rule("noisy", keep)), SIGNALS, 5);
                long failed = 0;
                for (int d = 0; d < 3000; d++) {
                    failed += moved.failed("d" + d, "web", "s", null, new Object[] {d / 3000.0})
                            .size();
                }
                assertEquals(failed, counted.get("s")[t][i], keep);
                compared++;
            }
        }
        assertTrue(compared > 4, "compared " + compared);
    }

    @Test
    void anAbsentTextIsNoNumber() {
        assertEquals(List.of(), RankExpressions.checkGroup("if(quality > 0.5, null, 'low')", SIGNALS));
    }

    @Test
    void onlyRulesAndRanksMayDraw() {
        assertEquals(List.of(), RuleExpressions.check("draw < 0.1", SIGNALS));
        assertEquals(List.of(), RankExpressions.checkScore("quality - ln(-ln(draw))", SIGNALS));
        assertEquals(List.of("unknown signal \"draw\""), RuleExpressions.checkRank("draw", SIGNALS));
        assertEquals(List.of("unknown signal \"draw\""), DomainExpressions.check("draw < 0.5", SIGNALS));
        assertEquals(List.of("unknown signal \"draw\""), RankExpressions.checkGroup("draw < 0.5", SIGNALS));
        String problem = RuleExpressions.check("rand() < 0.1", SIGNALS).get(0);
        assertTrue(problem.contains("use the column draw"), problem);
    }

    /** Gumbel top-k: adding Gumbel noise to logarithms of weights and taking the greatest draws by the weights. */
    @Test
    void gumbelNoiseOnLogWeightsDrawsByTheWeights() {
        double[] weights = {1, 2, 5};
        int trials = 3000;
        int[] first = new int[3];
        int[] amongTwo = new int[3];
        for (int seed = 0; seed < trials; seed++) {
            RankExpressions rank =
                    new RankExpressions("relevance", "quality - ln(-ln(draw))", "true", List.of(), SIGNALS, seed);
            double[] scores = new double[3];
            for (int i = 0; i < 3; i++) {
                rank.document("d" + i, "web", "s", null, new Object[] {Math.log(weights[i])});
                scores[i] = rank.score();
            }
            int best = scores[0] > scores[1] ? scores[0] > scores[2] ? 0 : 2 : scores[1] > scores[2] ? 1 : 2;
            int worst = scores[0] < scores[1] ? scores[0] < scores[2] ? 0 : 2 : scores[1] < scores[2] ? 1 : 2;
            first[best]++;
            for (int i = 0; i < 3; i++) {
                amongTwo[i] += i == worst ? 0 : 1;
            }
        }
        double total = 8;
        for (int i = 0; i < 3; i++) {
            double odds = weights[i] / total;
            double two = odds;
            for (int j = 0; j < 3; j++) {
                two += j == i ? 0 : weights[j] / total * weights[i] / (total - weights[j]);
            }
            assertEquals(odds, first[i] / (double) trials, 5 * Math.sqrt(odds * (1 - odds) / trials));
            assertEquals(two, amongTwo[i] / (double) trials, 5 * Math.sqrt(two * (1 - two) / trials));
        }
    }

    @Test
    void ranksOfOneSeedAndNameAreTheSameAndOthersNot() {
        RankExpressions rank = new RankExpressions("a", "draw", "true", List.of(), SIGNALS, 1);
        RankExpressions same = new RankExpressions("a", "draw", "true", List.of(), SIGNALS, 1);
        RankExpressions other = new RankExpressions("b", "draw", "true", List.of(), SIGNALS, 1);
        for (RankExpressions one : List.of(rank, same, other)) {
            one.document("d", "web", "s", null, new Object[0]);
        }
        assertEquals(rank.score(), same.score());
        assertNotEquals(rank.score(), other.score());
    }
}
