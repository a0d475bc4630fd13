package dev.tamis.pipeline.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.SignalType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CompiledRulesTest {
    private static final Map<String, SignalType> SIGNALS = new LinkedHashMap<>();

    static {
        SIGNALS.put("words", SignalType.LONG);
        SIGNALS.put("share", SignalType.DOUBLE);
        SIGNALS.put("lang", SignalType.STRING);
        SIGNALS.put("optout", SignalType.FLAG);
    }

    private static Rule rule(String name, String keep, Set<Kind> kinds, Set<String> sources) {
        return new Rule(name, keep, kinds, sources, "", "", List.of(), List.of(), "test", 0);
    }

    private static List<String> failed(List<Rule> rules, String source, Object... values) {
        return CompiledRules.compile(rules, SIGNALS).failed("web", source, "https://e.org/a", values);
    }

    @Test
    void aRecordCarriesAllRulesItFailsInTheOrderOfTheRules() {
        List<Rule> rules = List.of(
                rule("z", "words BETWEEN 50 AND 100", Set.of(), Set.of()),
                rule("a", "share <= 0.1", Set.of(), Set.of()),
                rule("m", "lang IN ('en', 'de')", Set.of(), Set.of()),
                rule("o", "NOT optout", Set.of(), Set.of()));
        assertEquals(List.of("z", "a", "m", "o"), failed(rules, "s", 10L, 0.5, "fr", true));
        assertEquals(List.of(), failed(rules, "s", 50L, 0.1, "de", false));
    }

    @Test
    void aRuleWhoseSignalIsNullDoesNotApply() {
        List<Rule> rules = List.of(rule("a", "share <= 0.1", Set.of(), Set.of()));
        assertEquals(List.of(), failed(rules, "s", 10L, null, null, null));
    }

    @Test
    void divisionByZeroKeepsTheRecord() {
        List<Rule> rules = List.of(rule("a", "share / words <= 0.1", Set.of(), Set.of()));
        assertEquals(List.of(), failed(rules, "s", 0L, 0.5, null, null));
    }

    @Test
    void rulesOfOtherKindsAndSourcesDoNotApply() {
        List<Rule> rules = List.of(
                rule("code_only", "words > 99", Set.of(Kind.CODE), Set.of()),
                rule("other_source", "words > 99", Set.of(), Set.of("other")),
                rule("this_source", "words > 99", Set.of(Kind.WEB), Set.of("s")),
                rule("by_url", "url NOT LIKE '%e.org%'", Set.of(), Set.of()));
        assertEquals(List.of("this_source", "by_url"), failed(rules, "s", 1L, null, null, null));
        assertEquals(List.of("by_url"), failed(rules, null, 1L, null, null, null));
    }
}
