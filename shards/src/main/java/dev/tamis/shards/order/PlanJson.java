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

/** {@code plan.json}: a {@link MixturePlan} as text. */
final class PlanJson {

    private static final int VERSION = 1;

    /** The fast writer prints the shortest digits on every JDK; Double.toString does so only from 19 on. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private PlanJson() {}

    static String write(MixturePlan plan) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", VERSION);
        root.put("seed", plan.seed());
        root.put("sequence_length", plan.sequenceLength());
        root.put("tokens_asked", plan.tokensAsked());
        root.put("tokens_planned", plan.tokensPlanned());
        root.put("sequences_asked", plan.sequencesAsked());
        root.put("sequences_planned", plan.sequencesPlanned());
        ArrayNode phases = root.putArray("phases");
        for (MixturePlan.Phase phase : plan.phases()) {
            ObjectNode node = phases.addObject();
            node.put("name", phase.name());
            node.put("share_asked", phase.shareAsked());
            node.put("sequences_asked", phase.sequencesAsked());
            node.put("sequences", phase.sequences());
            node.put("period", phase.period());
            ArrayNode draws = node.putArray("draws");
            for (MixturePlan.Draw draw : phase.draws()) {
                draws.addObject()
                        .put("source", draw.source())
                        .put("weight", draw.weight())
                        .put("asked", draw.asked())
                        .put("planned", draw.planned())
                        .put("quanta", draw.quanta())
                        .put("sequences", draw.sequences())
                        .put("first", draw.first())
                        .put("realised", draw.realised());
            }
        }
        ArrayNode sources = root.putArray("sources");
        for (MixturePlan.Source source : plan.sources()) {
            sources.addObject()
                    .put("name", source.name())
                    .put("tokens", source.tokens())
                    .put("sequences", source.sequences())
                    .put("max_epochs", source.maxEpochs())
                    .put("drawn", source.drawn())
                    .put("epochs", source.epochs())
                    .put("effective_epochs", source.effectiveEpochs())
                    .put("capped", source.capped());
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
            List<MixturePlan.Draw> draws = new ArrayList<>();
            for (JsonNode draw : array(node, "draws")) {
                draws.add(new MixturePlan.Draw(
                        text(draw, "source"),
                        real(draw, "weight"),
                        real(draw, "asked"),
                        real(draw, "planned"),
                        int32(draw, "quanta"),
                        whole(draw, "sequences"),
                        whole(draw, "first"),
                        real(draw, "realised")));
            }
            phases.add(new MixturePlan.Phase(
                    text(node, "name"),
                    real(node, "share_asked"),
                    whole(node, "sequences_asked"),
                    whole(node, "sequences"),
                    int32(node, "period"),
                    draws));
        }
        List<MixturePlan.Source> sources = new ArrayList<>();
        for (JsonNode node : array(root, "sources")) {
            sources.add(new MixturePlan.Source(
                    text(node, "name"),
                    whole(node, "tokens"),
                    whole(node, "sequences"),
                    real(node, "max_epochs"),
                    whole(node, "drawn"),
                    real(node, "epochs"),
                    real(node, "effective_epochs"),
                    field(node, "capped").asBoolean()));
        }
        return new MixturePlan(
                whole(root, "tokens_asked"),
                int32(root, "sequence_length"),
                whole(root, "seed"),
                whole(root, "sequences_asked"),
                phases,
                sources,
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
        if (!value.isNumber()) {
            throw invalid(name, value + " (must be a number)");
        }
        return value.doubleValue();
    }

    private static IllegalArgumentException invalid(String name, String found) {
        return new IllegalArgumentException("Invalid mixture plan: " + name + ": " + found);
    }
}
