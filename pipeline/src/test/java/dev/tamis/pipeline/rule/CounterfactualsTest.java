package dev.tamis.pipeline.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.SignalType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CounterfactualsTest {
    private static final Map<String, SignalType> SIGNALS = new LinkedHashMap<>();

    static {
        SIGNALS.put("words", SignalType.LONG);
        SIGNALS.put("lines", SignalType.LONG);
        SIGNALS.put("share", SignalType.DOUBLE);
        SIGNALS.put("mean", SignalType.DOUBLE);
        SIGNALS.put("lang", SignalType.STRING);
    }

    private static final List<String> SOURCES = List.of("a", "b");

    /** A rule with its limits taken out, and the limits. */
    private record Form(String name, String keep, Set<Kind> kinds, Set<String> sources, List<String> limits) {
        Rule rule(List<String> values) {
            return new Rule(
                    name,
                    String.format(keep, values.toArray()),
                    kinds,
                    sources,
                    "",
                    "",
                    List.of(),
                    List.of(),
                    "test",
                    0);
        }

        Rule rule() {
            return rule(limits);
        }
    }

    private static final List<Form> FORMS = List.of(
            new Form("between", "words BETWEEN %s AND %s", Set.of(), Set.of(), List.of("20", "60")),
            new Form("share", "share <= %s", Set.of(), Set.of("a"), List.of("0.264")),
            new Form("flipped", "%s < mean", Set.of(Kind.WEB), Set.of(), List.of("3")),
            new Form("not", "NOT (share > %s AND mean < %s)", Set.of(), Set.of(), List.of("0.3", "4.5")),
            new Form("coalesced", "coalesce(share > %s, false) OR mean <= %s", Set.of(), Set.of(), List.of("0.3", "6")),
            new Form("few", "lines > %s", Set.of(), Set.of(), List.of("2")),
            new Form("none", "share > %s", Set.of(), Set.of(), List.of("0")),
            new Form("negative", "share - 1 >= %s", Set.of(), Set.of(), List.of("-0.9")),
            new Form("quotient", "words / lines < %s", Set.of(), Set.of(), List.of("12.5")),
            new Form("decimals", "words * 0.1 > %s", Set.of(), Set.of(), List.of("2.5")),
            new Form("fraction_of_count", "words > %s", Set.of(), Set.of(), List.of("20.5")),
            new Form(
                    "by_language",
                    "CASE WHEN lang = 'en' THEN words > %s ELSE words > %s END",
                    Set.of(),
                    Set.of(),
                    List.of("40", "10")),
            new Form(
                    "chosen",
                    "words <= if(coalesce(lang = 'en', false), %s, %s)",
                    Set.of(),
                    Set.of(),
                    List.of("20", "60")),
            new Form(
                    "chosen_of_three",
                    "CASE WHEN lang = 'en' THEN %s WHEN lang = 'fr' THEN if(lines IS NULL, %s, %s) END < share",
                    Set.of(),
                    Set.of(),
                    List.of("0.264", "0.5", "0.1")),
            new Form("chosen_decimals", "mean >= if(lang = 'en', %s, %s)", Set.of(), Set.of(), List.of("2", "4.75")));

    private static List<Object[]> rows(long seed) {
        Random random = new Random(seed);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            rows.add(new Object[] {
                random.nextInt(10) == 0 ? null : (Object) (long) random.nextInt(90),
                random.nextInt(10) == 0 ? null : (Object) (long) random.nextInt(6),
                random.nextInt(10) == 0 ? null : (Object) (random.nextInt(1000) / 1000.0),
                random.nextInt(10) == 0 ? null : (Object) (random.nextInt(90) / 10.0),
                random.nextInt(10) == 0 ? null : random.nextBoolean() ? "en" : "fr"
            });
        }
        return rows;
    }

    private static String kind(int row) {
        return row % 3 == 0 ? "book" : "web";
    }

    private static String source(int row) {
        return SOURCES.get(row % 2);
    }

    /** By source: documents that fail the rule, and those that fail only it. */
    private static Map<String, long[]> decide(List<Rule> rules, String rule, List<Object[]> rows) {
        CompiledRules compiled = CompiledRules.compile(rules, SIGNALS);
        Map<String, long[]> counts = new LinkedHashMap<>();
        SOURCES.forEach(source -> counts.put(source, new long[2]));
        for (int i = 0; i < rows.size(); i++) {
            List<String> failed = compiled.failed(kind(i), source(i), null, rows.get(i));
            if (failed.contains(rule)) {
                counts.get(source(i))[0]++;
                counts.get(source(i))[1] += failed.size() == 1 ? 1 : 0;
            }
        }
        return counts;
    }

    private static Counterfactuals count(List<Rule> rules, List<Object[]> rows) {
        CompiledRules compiled = CompiledRules.compile(rules, SIGNALS);
        Counterfactuals counterfactuals = compiled.counterfactuals();
        for (int i = 0; i < rows.size(); i++) {
            counterfactuals.add(source(i), compiled.failed(kind(i), source(i), null, rows.get(i)));
        }
        return counterfactuals;
    }

    @Test
    void everyValueOfEveryGridCountsWhatDecidingAgainWithItWouldCount() {
        int compared = 0;
        for (long seed = 1; seed <= 3; seed++) {
            List<Object[]> rows = rows(seed);
            // Three rules at a time: with more of them, hardly a record would fail only one.
            for (int from = 0; from < FORMS.size(); from += 3) {
                List<Form> forms = FORMS.subList(from, from + 3);
                Counterfactuals counted = count(forms.stream().map(Form::rule).toList(), rows);
                int t = 0;
                for (Form form : forms) {
                    for (int limit = 0; limit < form.limits().size(); limit++, t++) {
                        Threshold threshold = counted.thresholds().get(t);
                        assertEquals(form.name(), threshold.rule());
                        for (int i = 0; i < threshold.grid().size(); i++) {
                            List<String> edited = new ArrayList<>(form.limits());
                            edited.set(limit, threshold.grid().get(i));
                            List<Rule> rules = forms.stream()
                                    .map(other -> other.equals(form) ? form.rule(edited) : other.rule())
                                    .toList();
                            Map<String, long[]> real = decide(rules, form.name(), rows);
                            for (String source : SOURCES) {
                                String where = "seed " + seed + ": " + threshold + " at " + i + " of " + source;
                                assertEquals(
                                        real.get(source)[0], counted.failed().get(source)[t][i], where);
                                assertEquals(
                                        real.get(source)[1], counted.alone().get(source)[t][i], where);
                                compared++;
                            }
                        }
                    }
                }
                assertEquals(t, counted.thresholds().size());
            }
        }
        assertTrue(compared > 500, compared + " comparisons");
    }

    @Test
    void atTheActualLimitTheCountsAreThoseOfTheRun() {
        List<Object[]> rows = rows(9);
        List<Rule> rules = FORMS.stream().map(Form::rule).toList();
        Counterfactuals counted = count(rules, rows);
        for (int t = 0; t < counted.thresholds().size(); t++) {
            Threshold threshold = counted.thresholds().get(t);
            Map<String, long[]> real = decide(rules, threshold.rule(), rows);
            for (String source : SOURCES) {
                assertEquals(real.get(source)[0], counted.failed().get(source)[t][threshold.actual()]);
                assertEquals(real.get(source)[1], counted.alone().get(source)[t][threshold.actual()]);
            }
        }
    }

    @Test
    void countsOfPartsAddUpToTheCountsOfTheWhole() {
        List<Object[]> rows = rows(4);
        List<Rule> rules = FORMS.stream().map(Form::rule).toList();
        Map<String, Long> sums = new LinkedHashMap<>();
        CompiledRules compiled = CompiledRules.compile(rules, SIGNALS);
        for (int part = 0; part < 4; part++) {
            Counterfactuals some = compiled.counterfactuals();
            for (int i = part; i < rows.size(); i += 4) {
                some.add(source(i), compiled.failed(kind(i), source(i), null, rows.get(i)));
            }
            CounterfactualTable.counts(some).forEach((name, n) -> sums.merge(name, n, Long::sum));
        }
        Counterfactuals whole = count(rules, rows);
        assertEquals(
                CounterfactualTable.of(whole.thresholds(), SOURCES, CounterfactualTable.counts(whole)),
                CounterfactualTable.of(whole.thresholds(), SOURCES, sums));
    }

    private static List<Threshold> thresholds(String keep) {
        Form form = new Form("r", keep, Set.of(), Set.of(), List.of());
        return CompiledRules.compile(List.of(form.rule()), SIGNALS)
                .counterfactuals()
                .thresholds();
    }

    @Test
    void thresholdsAreNamedAsTheRuleNamesThem() {
        Threshold first = thresholds("4 < mean AND words * 0.5 / lines >= 2").get(0);
        assertEquals("mean > 4", first.measured() + " " + first.sign() + " " + first.limit());
        Threshold second = thresholds("4 < mean AND words * 0.5 / lines >= 2").get(1);
        assertEquals("((words * 0.5) / lines) >= 2", second.measured() + " " + second.sign() + " " + second.limit());
    }

    @Test
    void textsAndEqualityAndComparisonsOfTwoSignalsHaveNoThreshold() {
        assertEquals(
                List.of(),
                thresholds("lang = 'en' AND lang < 'm' AND words = 5 AND share = 0 AND words > lines"
                        + " AND words > if(lang = 'en', lines, 3) AND if(lang = 'en', 1, 2) < if(lang = 'fr', 1, 2)"));
    }

    /** {@code secrets = 0}: how many would be kept if one were no harm. */
    @Test
    void aCountOfNoneIsAThresholdFromZeroUpwards() {
        for (String keep : List.of("lines = 0", "0 = lines")) {
            Threshold none = thresholds(keep).get(0);
            assertEquals("lines <= 0", none.measured() + " " + none.sign() + " " + none.limit());
            assertEquals(List.of("0", "1", "2", "5", "10"), none.grid());
        }
        for (long seed = 1; seed <= 3; seed++) {
            List<Object[]> rows = rows(seed);
            for (String around : List.of("%s", "NOT (%s)", "%s OR words > 80", "coalesce(%s, false)")) {
                Form exact = new Form("r", String.format(around, "lines = 0"), Set.of(), Set.of(), List.of());
                Counterfactuals counted = count(List.of(exact.rule()), rows);
                for (int i = 0; i < 5; i++) {
                    String bound = counted.thresholds().get(0).grid().get(i);
                    Form moved =
                            new Form("r", String.format(around, "lines <= " + bound), Set.of(), Set.of(), List.of());
                    Map<String, long[]> real = decide(List.of(moved.rule()), "r", rows);
                    for (String source : SOURCES) {
                        assertEquals(real.get(source)[0], counted.failed().get(source)[0][i], around + " at " + bound);
                    }
                }
            }
        }
    }

    @Test
    void gridsOfCountsAreWholeAndThoseOfSharesAreNot() {
        assertEquals(
                List.of("25", "40", "45", "50", "55", "63", "100"),
                thresholds("words >= 50").get(0).grid());
        assertEquals(List.of("0", "1", "2"), thresholds("words >= 1").get(0).grid());
        assertEquals(
                List.of("0", "1", "2", "5", "10"),
                thresholds("words > 0").get(0).grid());
        assertEquals(
                List.of("0.15", "0.24", "0.27", "0.3", "0.33", "0.375", "0.6"),
                thresholds("share < 0.3").get(0).grid());
        assertEquals(
                List.of("0", "0.01", "0.05", "0.1", "0.2"),
                thresholds("share > 0.0").get(0).grid());
        assertEquals(
                List.of("-2", "-1.25", "-1.1", "-1", "-0.9", "-0.8", "-0.5"),
                thresholds("mean > -1").get(0).grid());
    }
}
