package dev.tamis.pipeline.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A JSON object whose last field, {@code seal}, is the SHA-256 of all its bytes with the seal's digits set to zero, so
 * that a changed byte anywhere in the file is noticed.
 */
public final class SealedJson {
    private static final String OPENING = "  \"seal\" : \"";
    private static final String CLOSING = "\"\n}\n";
    private static final int DIGITS = 64;

    /** Writes maps by key and refuses unknown fields, so that the same value always gives the same bytes. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final DefaultPrettyPrinter PRINTER = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));

    private SealedJson() {}

    public static byte[] write(Object value) {
        String body = new String(plain(value), StandardCharsets.UTF_8);
        int end = body.lastIndexOf('\n', body.length() - 2);
        String start = body.substring(0, end) + ",\n" + OPENING;
        byte[] bytes = (start + "0".repeat(DIGITS) + CLOSING).getBytes(StandardCharsets.UTF_8);
        byte[] seal = Digests.sha256(bytes).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(seal, 0, bytes, bytes.length - CLOSING.length() - DIGITS, DIGITS);
        return bytes;
    }

    /** Writes without a seal: indented, maps by key, LF, with a final newline. */
    public static byte[] plain(Object value) {
        try {
            return (JSON.writer(PRINTER).writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param name of the file, for the error
     * @throws IOException where a byte was changed or a field is unknown
     */
    public static <T> T read(byte[] bytes, Class<T> type, String name) throws IOException {
        int at = bytes.length - CLOSING.length() - DIGITS;
        if (at < 0) {
            throw new IOException(name + ": no seal: " + bytes.length + " bytes are too few");
        }
        byte[] zeroed = bytes.clone();
        Arrays.fill(zeroed, at, at + DIGITS, (byte) '0');
        byte[] expected = Digests.sha256(zeroed).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, at, at + DIGITS))) {
            throw new IOException(name + ": the seal does not match: the file was changed after it was committed");
        }
        ObjectNode object = (ObjectNode) JSON.readTree(bytes);
        object.remove("seal");
        return JSON.treeToValue(object, type);
    }
}
