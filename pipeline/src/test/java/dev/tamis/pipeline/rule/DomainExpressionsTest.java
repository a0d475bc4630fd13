package dev.tamis.pipeline.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.signal.SignalType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DomainExpressionsTest {
    private static final Map<String, SignalType> SIGNALS =
            Map.of("lang", SignalType.STRING, "quality", SignalType.DOUBLE, "clean", SignalType.FLAG);

    private static DomainExpressions of(String... levels) {
        for (String level : levels) {
            assertEquals(List.of(), DomainExpressions.check(level, SIGNALS));
        }
        return new DomainExpressions(List.of(levels), SIGNALS);
    }

    @Test
    void aDocumentIsInTheDomainThatItsSignalsAndItsTokensSay() {
        DomainExpressions domains = of("lang", "CASE WHEN tokens > 100 AND quality >= 0.5 THEN 'top' ELSE 'rest' END");
        assertEquals(List.of("lang", "quality"), domains.signals());
        assertEquals("web/en/top", domains.domain("web", "web", null, new Object[] {"en", 0.5}, 101));
        assertEquals("web/en/rest", domains.domain("web", "web", null, new Object[] {"en", 0.5}, 100));
        assertEquals("web/none/rest", domains.domain("web", "web", null, new Object[] {null, null}, 1000));
    }

    @Test
    void theTokensKeepTheirPlaceAmongTheSignals() {
        // In the order of names, tokens stand between the two signals here.
        Map<String, SignalType> types = Map.of("aa", SignalType.LONG, "zz", SignalType.LONG);
        DomainExpressions domains = new DomainExpressions(List.of("aa * 100 + tokens * 10 + zz"), types);
        assertEquals(List.of("aa", "zz"), domains.signals());
        assertEquals("s/123", domains.domain("web", "s", null, new Object[] {1L, 3L}, 2));
    }

    @Test
    void aValueBecomesASoundPartOfAPath() {
        DomainExpressions domains = of("lang");
        for (var expected : Map.of(
                        "../etc", "___etc", "a/b\\c", "a_b_c", "", "none", "Ünï", "_n_", "x".repeat(70), "x".repeat(64))
                .entrySet()) {
            String domain = domains.domain("web", "web", null, new Object[] {expected.getKey()}, 1);
            assertEquals("web/" + expected.getValue(), domain);
            assertTrue(DomainExpressions.soundValue(expected.getValue()));
        }
        assertFalse(DomainExpressions.soundValue("a/b"));
        assertFalse(DomainExpressions.soundValue(""));
        assertEquals("code/true", of("clean").domain("code", "code", null, new Object[] {true}, 1));
        assertEquals("code/code", of("kind").domain("code", "code", null, new Object[0], 1));
    }

    @Test
    void numbersWithFractionsDivideNothing() {
        assertEquals(
                List.of("must be text, a whole number, or true or false, but its type is double"),
                DomainExpressions.check("quality", SIGNALS));
        assertEquals(1, DomainExpressions.check("langg", SIGNALS).size());
        assertEquals(List.of(), DomainExpressions.check("CAST(quality * 10 AS INT)", SIGNALS));
    }
}
