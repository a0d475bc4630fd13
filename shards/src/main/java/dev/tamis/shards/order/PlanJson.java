package dev.tamis.shards.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** {@code plan.json}, version 2: a {@link MixturePlan} as text. */
final class PlanJson {

    private static final int VERSION = 2;

    /** The fast writer prints the shortest digits on every JDK; Double.toString does so only from 19 on. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private PlanJson() {}

    static String write(MixturePlan plan) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", VERSION);
        root.put("seed", plan.seed());
        root.put("tokens_asked", plan.tokensAsked());
        root.put("tokens_planned", plan.tokensPlanned());
        ArrayNode phases = root.putArray("phases");
        for (MixturePlan.Phase phase : plan.phases()) {
            ObjectNode node = phases.addObject();
            node.put("name", phase.name());
            node.put("sequence_length", phase.sequenceLength());
            node.put("share_asked", phase.shareAsked());
            node.put("sequences_asked", phase.sequencesAsked());
            node.put("sequences", phase.sequences());
            ArrayNode steps = node.putArray("steps");
            for (MixturePlan.Step step : phase.steps()) {
                ArrayNode draws = steps.addObject()
                        .put("first_slot", step.firstSlot())
                        .put("sequences", step.sequences())
                        .put("period", step.period())
                        .putArray("draws");
                for (MixturePlan.Draw draw : step.draws()) {
                    draws.addObject()
                            .put("stock", draw.stock())
                            .put("asked", draw.asked())
                            .put("planned", draw.planned())
                            .put("quanta", draw.quanta())
                            .put("sequences", draw.sequences())
                            .put("first", draw.first())
                            .put("realised", draw.realised());
                }
            }
        }
        ArrayNode stocks = root.putArray("stocks");
        for (MixturePlan.Stock stock : plan.stocks()) {
            stocks.addObject()
                    .put("domain", stock.domain())
                    .put("sequence_length", stock.sequenceLength())
                    .put("sequences", stock.sequences())
                    .put("tokens", stock.tokens())
                    .put("drawn", stock.drawn());
        }
        ArrayNode domains = root.putArray("domains");
        for (MixturePlan.Domain domain : plan.domains()) {
            domains.addObject()
                    .put("name", domain.name())
                    .put("tokens", domain.tokens())
                    .put("max_epochs", domain.maxEpochs())
                    .put("epochs", domain.epochs())
                    .put("effective_epochs", domain.effectiveEpochs())
                    .put("capped", domain.capped());
        }
        plan.notes().forEach(root.putArray("notes")::add);
        plan.warnings().forEach(root.putArray("warnings")::add);
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return MAPPER.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of values is always writable", e);
        }
    }

    static MixturePlan read(String json) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Invalid mixture plan: not JSON: " + e.getOriginalMessage(), e);
        }
        long version = whole(root, "version");
        if (version != VERSION) {
            throw invalid("version", version + " (this release reads " + VERSION + ")");
        }
        List<MixturePlan.Phase> phases = new ArrayList<>();
        for (JsonNode node : array(root, "phases")) {
            List<MixturePlan.Step> steps = new ArrayList<>();
            for (JsonNode step : array(node, "steps")) {
                List<MixturePlan.Draw> draws = new ArrayList<>();
                for (JsonNode draw : array(step, "draws")) {
                    draws.add(new MixturePlan.Draw(
                            int32(draw, "stock"),
                            real(draw, "asked"),
                            real(draw, "planned"),
                            int32(draw, "quanta"),
                            whole(draw, "sequences"),
                            whole(draw, "first"),
                            real(draw, "realised")));
                }
                steps.add(new MixturePlan.Step(
                        whole(step, "first_slot"), whole(step, "sequences"), int32(step, "period"), draws));
            }
            phases.add(new MixturePlan.Phase(
                    text(node, "name"),
                    int32(node, "sequence_length"),
                    real(node, "share_asked"),
                    whole(node, "sequences_asked"),
                    whole(node, "sequences"),
                    steps));
        }
        List<MixturePlan.Stock> stocks = new ArrayList<>();
        for (JsonNode node : array(root, "stocks")) {
            stocks.add(new MixturePlan.Stock(
                    text(node, "domain"),
                    int32(node, "sequence_length"),
                    whole(node, "sequences"),
                    whole(node, "tokens"),
                    whole(node, "drawn")));
        }
        List<MixturePlan.Domain> domains = new ArrayList<>();
        for (JsonNode node : array(root, "domains")) {
            domains.add(new MixturePlan.Domain(
                    text(node, "name"),
                    whole(node, "tokens"),
                    real(node, "max_epochs"),
                    real(node, "epochs"),
                    real(node, "effective_epochs"),
                    bool(node, "capped")));
        }
        return new MixturePlan(
                whole(root, "tokens_asked"),
                whole(root, "seed"),
                phases,
                stocks,
                domains,
                texts(root, "notes"),
                texts(root, "warnings"));
    }

    private static JsonNode field(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            throw invalid(name, "absent");
        }
        return value;
    }

    private static JsonNode array(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isArray()) {
            throw invalid(name, value + " (must be an array)");
        }
        return value;
    }

    private static List<String> texts(JsonNode node, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(node, name)) {
            if (!item.isTextual()) {
                throw invalid(name, item + " (must be a string)");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isTextual()) {
            throw invalid(name, value + " (must be a string)");
        }
        return value.textValue();
    }

    private static long whole(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw invalid(name, value + " (must be a whole number)");
        }
        return value.longValue();
    }

    private static int int32(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw invalid(name, value + " (must be a whole number below 2^31)");
        }
        return value.intValue();
    }

    private static double real(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isNumber() || !(Math.abs(value.doubleValue()) <= Double.MAX_VALUE)) {
            throw invalid(name, value + " (must be a finite number)");
        }
        return value.doubleValue();
    }

    private static boolean bool(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isBoolean()) {
            throw invalid(name, value + " (must be true or false)");
        }
        return value.booleanValue();
    }

    private static IllegalArgumentException invalid(String name, String found) {
        return new IllegalArgumentException("Invalid mixture plan: " + name + ": " + found);
    }
}
