package dev.tamis.pipeline.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the rules in {@code conf/rules} to their own examples. */
class ShippedRulesTest {

    @Test
    void everyShippedRuleMeetsItsOwnExamples() throws IOException {
        List<Path> files = ruleFiles();
        assumeTrue(!files.isEmpty(), "no rule files in conf/rules");
        Map<String, SignalType> signals = signals();
        for (Path file : files) {
            Problems problems = new Problems();
            RuleFiles reader = new RuleFiles(signals, problems);
            List<Rule> rules = reader.parse(file);
            assertEquals(List.of(), problems.list());
            assertTrue(!rules.isEmpty(), file.toString());
            RuleExpressions expressions = new RuleExpressions(with(signals, reader.needs()));
            for (Rule rule : rules) {
                assertEquals(List.of(), expressions.unmet(rule));
            }
        }
    }

    @Test
    void everyShippedRuleHasACitationAndExamplesOfBothOutcomes() throws IOException {
        List<Path> files = ruleFiles();
        assumeTrue(!files.isEmpty(), "no rule files in conf/rules");
        Map<String, SignalType> signals = signals();
        for (Path file : files) {
            for (Rule rule : RuleFiles.parse(file, signals, new Problems())) {
                String where = file.getFileName() + ": " + rule.name();
                assertTrue(!rule.source().isBlank(), where + " has no source");
                assertTrue(rule.examples().stream().anyMatch(Example::keep), where + " has no example that is kept");
                assertTrue(
                        rule.examples().stream().anyMatch(e -> !e.keep()), where + " has no example that is rejected");
            }
        }
    }

    /** A number in a rule is a limit that somebody chose: the report shows what another would do. */
    @Test
    void everyShippedRuleWithANumberHasAThreshold() throws IOException {
        List<Path> files = ruleFiles();
        assumeTrue(!files.isEmpty(), "no rule files in conf/rules");
        Map<String, SignalType> signals = signals();
        List<String> without = new ArrayList<>();
        for (Path file : files) {
            RuleFiles reader = new RuleFiles(signals, new Problems());
            List<Rule> rules = reader.parse(file);
            Set<String> with =
                    CompiledRules.compile(rules, with(signals, reader.needs())).counterfactuals().thresholds().stream()
                            .map(Threshold::rule)
                            .collect(Collectors.toSet());
            for (Rule rule : rules) {
                String outsideOfTexts = rule.keep().replaceAll("'[^']*'", "''");
                if (outsideOfTexts.matches("(?s).*(?<![\\w.])[0-9].*") && !with.contains(rule.name())) {
                    without.add(rule.name() + ": " + rule.keep());
                }
            }
        }
        assertEquals(List.of(), without);
    }

    /** A recipe without the model must be told what is missing, once and in words, and not by every rule. */
    @Test
    void aRuleFileThatNeedsAModelSaysSoToARecipeWithoutIt() {
        Path file = Path.of(System.getProperty("tamis.root", ".."), "conf", "rules", "quality-gpt3.conf");
        assumeTrue(Files.exists(file), "no rule files in conf/rules");
        Problems problems = new Problems();
        assertEquals(List.of(), RuleFiles.complete(signals(), problems).parse(file));
        assertEquals(1, problems.list().size());
        String message = problems.list().get(0).message();
        assertTrue(
                message.startsWith("unknown signal \"quality\": this rule file needs a column of that name. ")
                        && message.contains("models { quality")
                        && message.endsWith("See docs/keep-rules.md"),
                message);
        Map<String, SignalType> scored = with(signals(), Map.of("quality", SignalType.DOUBLE));
        Problems none = new Problems();
        assertEquals(1, RuleFiles.complete(scored, none).parse(file).size());
        assertEquals(List.of(), none.list());
    }

    private static Map<String, SignalType> with(Map<String, SignalType> signals, Map<String, SignalType> needs) {
        Map<String, SignalType> all = new TreeMap<>(signals);
        all.putAll(needs);
        return all;
    }

    /** Every signal that Tamis measures. */
    private static Map<String, SignalType> signals() {
        Map<String, SignalType> types = new TreeMap<>();
        try {
            Class<?> list = Class.forName("dev.tamis.filters.signal.Signals");
            for (Object signal : (List<?>) list.getMethod("all").invoke(null)) {
                types.put(((Signal) signal).name(), ((Signal) signal).type());
            }
        } catch (ReflectiveOperationException e) {
            assumeTrue(false, "no list of signals: " + e);
        }
        return types;
    }

    private static List<Path> ruleFiles() throws IOException {
        Path directory = Path.of(System.getProperty("tamis.root", ".."), "conf", "rules");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.toString().endsWith(".conf")).sorted().toList();
        }
    }
}
