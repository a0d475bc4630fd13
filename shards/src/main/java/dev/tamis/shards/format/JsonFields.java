package dev.tamis.shards.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Fields of index and plan files: read with messages that name the field, written the same on every machine. */
public final class JsonFields {
    /** The fast writer prints the shortest digits on every JDK; Double.toString does so only from 19 on. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private JsonFields() {}

    /** The tree of a text; throws IllegalArgumentException where it is not JSON. */
    public static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Fixed line ends and indents, and a line end at the close. */
    public static String write(ObjectNode root) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return MAPPER.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of values is always writable", e);
        }
    }

    /**
     * Reads a file's text.
     *
     * @param where the file's name, for messages
     * @throws IOException if it is not JSON, or {@code parse} throws IllegalArgumentException
     */
    static <T> T parse(byte[] json, String where, Function<JsonNode, T> parse) throws IOException {
        try {
            return parse.apply(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IOException(where + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(where + ": " + e.getMessage(), e);
        }
    }

    static void check(boolean holds, String field, Object found, String bound) {
        if (!holds) {
            throw invalid(field, found, bound);
        }
    }

    static IllegalArgumentException invalid(String field, Object found, String bound) {
        return new IllegalArgumentException("Invalid " + field + ": " + found + " (" + bound + ")");
    }

    static JsonNode field(JsonNode node, String name, Predicate<JsonNode> type, String wanted) {
        JsonNode value = node == null ? null : node.get(name);
        if (value == null) {
            throw new IllegalArgumentException("field \"" + name + "\" is absent");
        }
        if (!type.test(value)) {
            String found =
                    value.isValueNode() ? value.toString() : value.getNodeType().toString();
            throw new IllegalArgumentException("Invalid " + name + ": "
                    + found.substring(0, Math.min(100, found.length())) + " (must be " + wanted + ")");
        }
        return value;
    }

    public static JsonNode array(JsonNode node, String name) {
        return field(node, name, JsonNode::isArray, "an array");
    }

    public static JsonNode object(JsonNode node, String name) {
        return field(node, name, JsonNode::isObject, "an object");
    }

    public static String text(JsonNode node, String name) {
        return field(node, name, JsonNode::isTextual, "a string").textValue();
    }

    /** A string, or null where the field is absent or null. */
    static String textOrNull(JsonNode node, String name) {
        return node.hasNonNull(name) ? text(node, name) : null;
    }

    public static long whole(JsonNode node, String name) {
        return field(
                        node,
                        name,
                        v -> v.isIntegralNumber() && v.canConvertToLong() && v.longValue() >= 0,
                        "a whole number >= 0")
                .longValue();
    }

    public static int int32(JsonNode node, String name) {
        return field(
                        node,
                        name,
                        v -> v.isIntegralNumber() && v.canConvertToInt() && v.intValue() >= 0,
                        "a whole number from 0 to 2^31 - 1")
                .intValue();
    }

    /** A whole number that may be below zero, such as a seed. */
    public static long signed(JsonNode node, String name) {
        return field(node, name, v -> v.isIntegralNumber() && v.canConvertToLong(), "a whole number")
                .longValue();
    }

    /** A finite number. */
    public static double real(JsonNode node, String name) {
        return field(node, name, v -> v.isNumber() && Math.abs(v.doubleValue()) <= Double.MAX_VALUE, "a finite number")
                .doubleValue();
    }

    /** True or false. */
    public static boolean flag(JsonNode node, String name) {
        return field(node, name, JsonNode::isBoolean, "true or false").booleanValue();
    }

    /** A list of strings. */
    public static List<String> texts(JsonNode node, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : array(node, name)) {
            check(item.isTextual(), name, item, "must be strings");
            texts.add(item.textValue());
        }
        return texts;
    }

    static TokenType tokenType(JsonNode node) {
        String id = text(node, "dtype");
        TokenType type = TokenType.ofId(id);
        check(type != null, "dtype", id, "allowed: uint16, int32");
        return type;
    }
}
