package dev.tamis.shards.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MixturePlanJsonTest {

    /** Two phases of two lengths; the first in two steps. */
    static MixturePlan plan() {
        return new MixturePlan(
                20_000,
                7,
                List.of(
                        new MixturePlan.Phase(
                                "main",
                                1000,
                                0.8,
                                16,
                                16,
                                List.of(
                                        new MixturePlan.Step(
                                                0,
                                                8,
                                                4,
                                                List.of(
                                                        new MixturePlan.Draw(0, 0.25, 0.25, 1, 2, 0, 0.25),
                                                        new MixturePlan.Draw(1, 0.75, 0.75, 3, 6, 0, 0.75))),
                                        new MixturePlan.Step(
                                                8,
                                                8,
                                                8,
                                                List.of(
                                                        new MixturePlan.Draw(0, 0.5, 0.5, 4, 4, 2, 0.5),
                                                        new MixturePlan.Draw(1, 0.5, 0.5, 4, 4, 6, 0.5))))),
                        new MixturePlan.Phase(
                                "late",
                                2000,
                                0.2,
                                2,
                                2,
                                List.of(new MixturePlan.Step(
                                        0, 2, 2, List.of(new MixturePlan.Draw(2, 1, 1, 2, 2, 0, 1)))))),
                List.of(
                        new MixturePlan.Stock("books", 1000, 4, 4000, 6),
                        new MixturePlan.Stock("web/en", 1000, 20, 19_000, 10),
                        new MixturePlan.Stock("web/en", 2000, 5, 10_000, 2)),
                List.of(
                        new MixturePlan.Domain("books", 4000, 4, 1.5, 1.5, false),
                        new MixturePlan.Domain("web/en", 30_000, 4, 0.5, 0.5, false)),
                List.of("a note"),
                List.of());
    }

    @Test
    void jsonHasTheseKeysInThisOrder() {
        String json = plan().toJson();
        assertEquals(plan(), MixturePlan.fromJson(json));
        assertEquals("""
            {
              "version" : 2,
              "seed" : 7,
              "tokens_asked" : 20000,
              "tokens_planned" : 20000,
              "phases" : [
                {
                  "name" : "main",
                  "sequence_length" : 1000,
                  "share_asked" : 0.8,
                  "sequences_asked" : 16,
                  "sequences" : 16,
                  "steps" : [
                    {
                      "first_slot" : 0,
                      "sequences" : 8,
                      "period" : 4,
                      "draws" : [
                        {
                          "stock" : 0,
                          "asked" : 0.25,
                          "planned" : 0.25,
                          "quanta" : 1,
                          "sequences" : 2,
                          "first" : 0,
                          "realised" : 0.25
                        },
            """, json.substring(0, json.indexOf("            {", json.indexOf("\"realised\""))));
        assertEquals(
                """
                  "stocks" : [
                    {
                      "domain" : "books",
                      "sequence_length" : 1000,
                      "sequences" : 4,
                      "tokens" : 4000,
                      "drawn" : 6
                    },
                """,
                json.substring(json.indexOf("  \"stocks\""), json.indexOf("    {\n      \"domain\" : \"web/en\"")));
        assertEquals(
                """
                  "domains" : [
                    {
                      "name" : "books",
                      "tokens" : 4000,
                      "max_epochs" : 4.0,
                      "epochs" : 1.5,
                      "effective_epochs" : 1.5,
                      "capped" : false
                    },
                """, json.substring(json.indexOf("  \"domains\""), json.indexOf("    {\n      \"name\" : \"web/en\"")));
    }

    @Test
    void damagedPlansAreRefusedWithTheFieldNamed() {
        String json = plan().toJson();
        assertRefused(json.substring(0, 200), "not JSON");
        assertRefused(json.replace("\"version\" : 2", "\"version\" : 1"), "version: 1");
        assertRefused(json.replace("\"seed\" : 7,", ""), "field \"seed\" is absent");
        assertRefused(json.replace("\"quanta\" : 1,", "\"quanta\" : 2,"), "main.steps[0].books@1000.sequences 2");
        assertRefused(json.replace("\"period\" : 4", "\"period\" : 2097152"), "main.steps[0].period 2097152");
        assertRefused(json.replace("\"first\" : 6", "\"first\" : 3"), "web/en@1000.first 3 (must be 6)");
        assertRefused(json.replace("\"drawn\" : 10", "\"drawn\" : 9"), "web/en@1000.drawn 9 (must be 10)");
        assertRefused(json.replace("\"period\" : 4", "\"period\" : 1e30"), "period: 1.0E30");
        assertRefused(json.replace("\"first_slot\" : 8", "\"first_slot\" : 9"), "first_slot 9 (must be 8)");
        assertRefused(json.replace("\"stock\" : 2", "\"stock\" : 1"), "the phase has sequences of 2000");
        assertRefused(json.replace("\"capped\" : false", "\"capped\" : 0"), "capped: 0");
        assertRefused(json.replace("\"name\" : \"late\"", "\"name\" : \"main\""), "phase main (is given twice)");
        assertRefused("[]", "field \"version\" is absent");
        assertRefused("[".repeat(100_000), "not JSON");
    }

    private static void assertRefused(String json, String part) {
        var e = assertThrows(IllegalArgumentException.class, () -> MixturePlan.fromJson(json));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }

    @Test
    void anyDamageIsRefusedOrHarmless() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        SplittableRandom random = new SplittableRandom(51);
        String json = plan().toJson();
        int refused = 0;
        for (int round = 0; round < 6_000; round++) {
            String damaged;
            if (round % 2 == 0) {
                StringBuilder text = new StringBuilder(json);
                for (int i = 0; i <= random.nextInt(3); i++) {
                    int at = random.nextInt(text.length());
                    text.setCharAt(at, "0123456789-.,:{}[]\"eE \u0000nt".charAt(random.nextInt(25)));
                }
                damaged = text.toString();
            } else {
                JsonNode root = mapper.readTree(json);
                for (int i = 0; i <= random.nextInt(2); i++) {
                    damage(random, root);
                }
                damaged = root.toString();
            }
            try {
                MixturePlan plan = MixturePlan.fromJson(damaged);
                plan.tokensPlanned();
                plan.shortfall();
                SequenceOrder order = new SequenceOrder(plan);
                for (int p = 0; p < plan.phases().size(); p++) {
                    long sequences = plan.phases().get(p).sequences();
                    for (int i = 0; i < 3 && sequences > 0; i++) {
                        order.at(p, random.nextLong(sequences));
                    }
                }
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > 3_000, "refused " + refused);
    }

    private static void damage(SplittableRandom random, JsonNode root) {
        List<JsonNode> inner = new ArrayList<>();
        collect(root, inner);
        JsonNode node = inner.get(random.nextInt(inner.size()));
        if (node instanceof ObjectNode object && node.size() > 0) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(10)) {
                case 0 -> object.remove(name);
                case 1 -> object.putNull(name);
                case 2 -> object.put(name, -1);
                case 3 -> object.put(name, Long.MAX_VALUE - random.nextInt(3));
                case 4 -> object.put(name, new BigInteger("123456789012345678901234567890"));
                case 5 -> object.put(name, "x");
                case 6 -> object.put(name, 1e308);
                case 7 -> object.putArray(name);
                case 8 -> object.put(name, (int) Math.pow(2, random.nextInt(31)));
                default -> object.put(name, random.nextInt(30));
            }
        } else if (node instanceof ArrayNode array && node.size() > 0) {
            switch (random.nextInt(3)) {
                case 0 -> array.remove(random.nextInt(array.size()));
                case 1 -> array.add(array.get(random.nextInt(array.size())).deepCopy());
                default -> array.insert(0, array.get(array.size() - 1).deepCopy());
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }
}
