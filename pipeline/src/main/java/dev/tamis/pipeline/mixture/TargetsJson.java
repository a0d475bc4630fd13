package dev.tamis.pipeline.mixture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code targets.json}: {@link MixtureTargets}, with the request they answer, as text. */
final class TargetsJson {

    private static final int VERSION = 1;

    /** The fast writer prints the shortest digits on every JDK; Double.toString does so only from 19 on. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private TargetsJson() {}

    static String write(MixtureTargets targets) {
        MixtureRequest request = targets.request();
        ObjectNode root = MAPPER.createObjectNode();
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
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return MAPPER.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of values is always writable", e);
        }
    }

    private static void put(ObjectNode node, String name, SortedMap<String, Double> values) {
        ObjectNode map = node.putObject(name);
        values.forEach(map::put);
    }

    static MixtureTargets read(String json) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Invalid mixture targets: not JSON: " + e.getOriginalMessage(), e);
        }
        long version = whole(root, "version");
        if (version != VERSION) {
            throw invalid("version", version + " (this release reads " + VERSION + ")");
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
                    Math.toIntExact(bounded(node, "sequence_length")),
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
                    field(node, "capped").asBoolean()));
        }
        List<String> notes = new ArrayList<>();
        for (JsonNode note : array(root, "notes")) {
            notes.add(note.asText());
        }
        return new MixtureTargets(request(field(root, "request")), phases, domains, notes);
    }

    private static MixtureRequest request(JsonNode node) {
        List<MixtureRequest.Phase> phases = new ArrayList<>();
        for (JsonNode phase : array(node, "phases")) {
            phases.add(new MixtureRequest.Phase(
                    text(phase, "name"),
                    real(phase, "share"),
                    Math.toIntExact(bounded(phase, "sequence_length")),
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
                whole(node, "seed"),
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
        throw invalid("scheme", "\"" + id + "\"");
    }

    private static SortedMap<String, Double> map(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isObject()) {
            throw invalid(name, value + " (must be an object)");
        }
        SortedMap<String, Double> map = new TreeMap<>();
        value.fieldNames().forEachRemaining(key -> map.put(key, real(value, key)));
        return map;
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

    private static long bounded(JsonNode node, String name) {
        long value = whole(node, name);
        if (value < 1 || value > Integer.MAX_VALUE) {
            throw invalid(name, value + " (must be from 1 to 2^31 - 1)");
        }
        return value;
    }

    private static double real(JsonNode node, String name) {
        JsonNode value = field(node, name);
        if (!value.isNumber() || !(Math.abs(value.doubleValue()) <= Double.MAX_VALUE)) {
            throw invalid(name, value + " (must be a finite number)");
        }
        return value.doubleValue();
    }

    private static IllegalArgumentException invalid(String name, String found) {
        return new IllegalArgumentException("Invalid mixture targets: " + name + ": " + found);
    }
}
