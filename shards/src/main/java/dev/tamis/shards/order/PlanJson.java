package dev.tamis.shards.order;

import static dev.tamis.shards.format.JsonFields.array;
import static dev.tamis.shards.format.JsonFields.flag;
import static dev.tamis.shards.format.JsonFields.int32;
import static dev.tamis.shards.format.JsonFields.real;
import static dev.tamis.shards.format.JsonFields.signed;
import static dev.tamis.shards.format.JsonFields.text;
import static dev.tamis.shards.format.JsonFields.texts;
import static dev.tamis.shards.format.JsonFields.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tamis.shards.format.JsonFields;
import java.util.ArrayList;
import java.util.List;

/** {@code plan.json}, version 2: a {@link MixturePlan} as text. */
final class PlanJson {

    private static final int VERSION = 2;

    private PlanJson() {}

    static String write(MixturePlan plan) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
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
        return JsonFields.write(root);
    }

    static MixturePlan read(String json) {
        try {
            JsonNode root = JsonFields.read(json);
            long version = whole(root, "version");
            if (version != VERSION) {
                throw new IllegalArgumentException("version: " + version + " (this release reads " + VERSION + ")");
            }
            return new MixturePlan(
                    whole(root, "tokens_asked"),
                    signed(root, "seed"),
                    phases(root),
                    stocks(root),
                    domains(root),
                    texts(root, "notes"),
                    texts(root, "warnings"));
        } catch (IllegalArgumentException e) {
            throw e.getMessage().startsWith(MixturePlan.INVALID)
                    ? e
                    : new IllegalArgumentException(MixturePlan.INVALID + e.getMessage(), e);
        }
    }

    private static List<MixturePlan.Phase> phases(JsonNode root) {
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
        return phases;
    }

    private static List<MixturePlan.Stock> stocks(JsonNode root) {
        List<MixturePlan.Stock> stocks = new ArrayList<>();
        for (JsonNode node : array(root, "stocks")) {
            stocks.add(new MixturePlan.Stock(
                    text(node, "domain"),
                    int32(node, "sequence_length"),
                    whole(node, "sequences"),
                    whole(node, "tokens"),
                    whole(node, "drawn")));
        }
        return stocks;
    }

    private static List<MixturePlan.Domain> domains(JsonNode root) {
        List<MixturePlan.Domain> domains = new ArrayList<>();
        for (JsonNode node : array(root, "domains")) {
            domains.add(new MixturePlan.Domain(
                    text(node, "name"),
                    whole(node, "tokens"),
                    real(node, "max_epochs"),
                    real(node, "epochs"),
                    real(node, "effective_epochs"),
                    flag(node, "capped")));
        }
        return domains;
    }
}
