package dev.tamis.pipeline.mixture;

import static dev.tamis.shards.format.JsonFields.array;
import static dev.tamis.shards.format.JsonFields.flag;
import static dev.tamis.shards.format.JsonFields.int32;
import static dev.tamis.shards.format.JsonFields.object;
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
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code targets.json}: {@link MixtureTargets}, with the request they answer, as text. */
final class TargetsJson {

    private static final int VERSION = 1;

    private TargetsJson() {}

    static String write(MixtureTargets targets) {
        MixtureRequest request = targets.request();
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("version", VERSION);
        ObjectNode asked = root.putObject("request");
        asked.put("tokens", request.tokens());
        asked.put("seed", request.seed());
        asked.put("max_epochs", request.maxEpochs());
        put(asked, "max_epochs_by_path", request.maxEpochsByPath());
        ArrayNode phases = asked.putArray("phases");
        for (MixtureRequest.Phase phase : request.phases()) {
            ObjectNode node = phases.addObject()
                    .put("name", phase.name())
                    .put("share", phase.share())
                    .put("sequence_length", phase.sequenceLength())
                    .put("scheme", phase.scheme().kind().id())
                    .put("temperature", phase.scheme().temperature());
            put(node, "weights", phase.weights());
            if (phase.ramped()) {
                put(node, "ramp_to", phase.rampTo());
            }
            put(node, "floors", phase.floors());
            put(node, "ceilings", phase.ceilings());
        }
        ArrayNode given = asked.putArray("domains");
        request.domains().stream()
                .sorted(Comparator.comparing(MixtureRequest.Domain::path))
                .forEach(domain -> given.addObject()
                        .put("path", domain.path())
                        .put("tokens", domain.tokens())
                        .put("documents", domain.documents()));
        ArrayNode solved = root.putArray("phases");
        for (MixtureTargets.Phase phase : targets.phases()) {
            ArrayNode steps = solved.addObject()
                    .put("name", phase.name())
                    .put("sequence_length", phase.sequenceLength())
                    .put("tokens_asked", phase.tokensAsked())
                    .put("tokens", phase.tokens())
                    .putArray("steps");
            for (MixtureTargets.Step step : phase.steps()) {
                ArrayNode shares = steps.addObject()
                        .put("tokens_asked", step.tokensAsked())
                        .put("tokens", step.tokens())
                        .putArray("shares");
                for (MixtureTargets.Share share : step.shares()) {
                    shares.addObject()
                            .put("domain", share.domain())
                            .put("asked", share.asked())
                            .put("solved", share.solved());
                }
            }
        }
        ArrayNode domains = root.putArray("domains");
        for (MixtureTargets.Domain domain : targets.domains()) {
            domains.addObject()
                    .put("path", domain.path())
                    .put("available", domain.available())
                    .put("tokens", domain.tokens())
                    .put("epochs", domain.epochs())
                    .put("capped", domain.capped());
        }
        targets.notes().forEach(root.putArray("notes")::add);
        return JsonFields.write(root);
    }

    private static void put(ObjectNode node, String name, SortedMap<String, Double> values) {
        ObjectNode map = node.putObject(name);
        values.forEach(map::put);
    }

    static MixtureTargets read(String json) {
        try {
            return targets(JsonFields.read(json));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Invalid mixture targets: " + e.getMessage(), e);
        }
    }

    private static MixtureTargets targets(JsonNode root) {
        long version = whole(root, "version");
        if (version != VERSION) {
            throw new IllegalArgumentException("version: " + version + " (this release reads " + VERSION + ")");
        }
        List<MixtureTargets.Phase> phases = new ArrayList<>();
        for (JsonNode node : array(root, "phases")) {
            List<MixtureTargets.Step> steps = new ArrayList<>();
            for (JsonNode step : array(node, "steps")) {
                List<MixtureTargets.Share> shares = new ArrayList<>();
                for (JsonNode share : array(step, "shares")) {
                    shares.add(new MixtureTargets.Share(
                            text(share, "domain"), real(share, "asked"), real(share, "solved")));
                }
                steps.add(new MixtureTargets.Step(real(step, "tokens_asked"), real(step, "tokens"), shares));
            }
            phases.add(new MixtureTargets.Phase(
                    text(node, "name"),
                    int32(node, "sequence_length"),
                    real(node, "tokens_asked"),
                    real(node, "tokens"),
                    steps));
        }
        List<MixtureTargets.Domain> domains = new ArrayList<>();
        for (JsonNode node : array(root, "domains")) {
            domains.add(new MixtureTargets.Domain(
                    text(node, "path"),
                    whole(node, "available"),
                    real(node, "tokens"),
                    real(node, "epochs"),
                    flag(node, "capped")));
        }
        return new MixtureTargets(request(object(root, "request")), phases, domains, texts(root, "notes"));
    }

    private static MixtureRequest request(JsonNode node) {
        List<MixtureRequest.Phase> phases = new ArrayList<>();
        for (JsonNode phase : array(node, "phases")) {
            phases.add(new MixtureRequest.Phase(
                    text(phase, "name"),
                    real(phase, "share"),
                    int32(phase, "sequence_length"),
                    map(phase, "weights"),
                    phase.has("ramp_to") ? map(phase, "ramp_to") : null,
                    scheme(phase),
                    map(phase, "floors"),
                    map(phase, "ceilings")));
        }
        List<MixtureRequest.Domain> domains = new ArrayList<>();
        for (JsonNode domain : array(node, "domains")) {
            domains.add(new MixtureRequest.Domain(
                    text(domain, "path"), whole(domain, "tokens"), whole(domain, "documents")));
        }
        return new MixtureRequest(
                whole(node, "tokens"),
                signed(node, "seed"),
                phases,
                domains,
                real(node, "max_epochs"),
                map(node, "max_epochs_by_path"));
    }

    private static Scheme scheme(JsonNode node) {
        String id = text(node, "scheme");
        for (Scheme.Kind kind : Scheme.Kind.values()) {
            if (kind.id().equals(id)) {
                return new Scheme(kind, real(node, "temperature"));
            }
        }
        throw new IllegalArgumentException("scheme: \"" + id + "\"");
    }

    private static SortedMap<String, Double> map(JsonNode node, String name) {
        JsonNode value = object(node, name);
        SortedMap<String, Double> map = new TreeMap<>();
        value.fieldNames().forEachRemaining(key -> map.put(key, real(value, key)));
        return map;
    }
}
