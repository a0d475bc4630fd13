package dev.tamis.shards.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Predicate;

/** Fields of index files: read with messages that name the field, written the same on every machine. */
final class JsonFields {
    private JsonFields() {}

    /** Fixed line ends and indents, and a line end at the close. */
    static String write(ObjectNode root) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return new JsonMapper().writer(printer).writeValueAsString(root) + "\n";
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
            return parse.apply(new JsonMapper().readTree(json));
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

    static JsonNode array(JsonNode node, String name) {
        return field(node, name, JsonNode::isArray, "an array");
    }

    static JsonNode object(JsonNode node, String name) {
        return field(node, name, JsonNode::isObject, "an object");
    }

    static String text(JsonNode node, String name) {
        return field(node, name, JsonNode::isTextual, "a string").textValue();
    }

    /** A string, or null where the field is absent or null. */
    static String textOrNull(JsonNode node, String name) {
        return node.hasNonNull(name) ? text(node, name) : null;
    }

    static long whole(JsonNode node, String name) {
        return field(
                        node,
                        name,
                        v -> v.isIntegralNumber() && v.canConvertToLong() && v.longValue() >= 0,
                        "a whole number >= 0")
                .longValue();
    }

    static int int32(JsonNode node, String name) {
        return field(
                        node,
                        name,
                        v -> v.isIntegralNumber() && v.canConvertToInt() && v.intValue() >= 0,
                        "a whole number from 0 to 2^31 - 1")
                .intValue();
    }

    static TokenType tokenType(JsonNode node) {
        String id = text(node, "dtype");
        TokenType type = TokenType.ofId(id);
        check(type != null, "dtype", id, "allowed: uint16, int32");
        return type;
    }
}
