package dev.tamis.filters.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The families of published rules on small texts, against values that were worked out from the publishers' definitions
 * (and, for datatrove and Dolma, by their own code) and not by ours.
 *
 * <p>A case is a line of {@code golden/FAMILY.jsonl}: the text, what it shows, the language and how sure it is if they
 * matter, and the values of signals, null for undefined.
 */
class GoldenCasesTest {
    private static final double TOLERANCE = 1e-9;
    private static final int FEWEST = 30;

    private static final List<String> FAMILIES = List.of(
            "gopher-quality",
            "gopher-repetition",
            "datatrove-quality",
            "datatrove-repetition",
            "dolma",
            "dclm",
            "redpajama",
            "c4",
            "ccnet",
            "fineweb",
            "fineweb2");

    private record Case(String name, String text, String language, double score, Map<String, Object> expect) {}

    @TestFactory
    List<DynamicNode> everyFamilyMeasuresWhatItsDefinitionSays() throws IOException {
        SignalRow row = new SignalRow();
        List<DynamicNode> families = new ArrayList<>();
        for (String family : FAMILIES) {
            List<Case> cases = read(family);
            List<DynamicTest> tests = new ArrayList<>();
            tests.add(dynamicTest(
                    "has cases enough", () -> assertTrue(cases.size() >= FEWEST, Integer.toString(cases.size()))));
            for (Case one : cases) {
                tests.add(dynamicTest(one.name, () -> {
                    measure(row, one);
                    assertEquals(List.of(), differences(row, one.expect), one.name);
                }));
            }
            families.add(DynamicContainer.dynamicContainer(family, tests));
        }
        return families;
    }

    private static void measure(SignalRow row, Case one) {
        Guess guess = one.language == null ? Guess.UNDETERMINED : new Guess(one.language, one.score);
        row.measure(new Subject(Settings.none(), text -> guess).reset(Kind.WEB, one.text, null, Map.of()));
    }

    /** What the row has other than expected, a line a signal. */
    private static List<String> differences(SignalRow row, Map<String, Object> expect) {
        List<String> differences = new ArrayList<>();
        expect.forEach((name, expected) -> {
            int index = row.indexOf(name);
            Object actual = row.isNull(index) ? null : row.valueAt(index);
            boolean same = (actual instanceof Number a && expected instanceof Number e)
                    ? Math.abs(a.doubleValue() - e.doubleValue()) <= TOLERANCE
                    : Objects.equals(actual, expected);
            if (!same) {
                differences.add(name + " is " + actual + ", should be " + expected);
            }
        });
        return differences;
    }

    private static List<Case> read(String family) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = GoldenCasesTest.class.getResourceAsStream("/golden/" + family + ".jsonl");
                JsonParser json = new JsonFactory().createParser(in)) {
            while (json.nextToken() != null) {
                cases.add(readCase(json));
            }
        }
        return cases;
    }

    private static Case readCase(JsonParser json) throws IOException {
        String name = null;
        String text = null;
        String language = null;
        double score = 1;
        Map<String, Object> expect = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = json.getText();
                case "text" -> text = json.getText();
                case "language" -> language = json.getText();
                case "score" -> score = json.getDoubleValue();
                case "expect" -> {
                    while (json.nextToken() != JsonToken.END_OBJECT) {
                        String signal = json.currentName();
                        expect.put(signal, value(json, json.nextToken()));
                    }
                }
                default -> throw new IOException("unknown field " + field);
            }
        }
        return new Case(name, text, language, score, expect);
    }

    private static Object value(JsonParser json, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> json.getDoubleValue();
        };
    }
}
