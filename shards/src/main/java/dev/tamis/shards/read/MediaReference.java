package dev.tamis.shards.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * A stretch of placeholder tokens within a sequence and the medium that they stand for; a line of {@code *.media.jsonl}.
 *
 * <p>Where the end of a sequence cut a medium's placeholders, each part has a reference of its own; {@code first} and
 * {@code of} say which part it is, so that a trainer can take the same part of the medium's embeddings, or leave it out.
 *
 * @param sequence number of the sequence in its directory
 * @param start first placeholder in the sequence
 * @param length placeholders, at least 1
 * @param first the placeholders of the medium that stand before, in an earlier sequence; 0 where it is not cut
 * @param of all placeholders of the medium; {@code length} where it is not cut
 * @param shard path of the tar that holds the medium, below the directory of the run
 * @param offset first byte in it
 * @param bytes of the medium
 * @param mime type, such as {@code image/jpeg}
 * @param sha256 of the medium, hexadecimal
 * @param width in pixels, upright
 * @param height in pixels, upright
 */
public record MediaReference(
        long sequence,
        int start,
        int length,
        int first,
        int of,
        String shard,
        long offset,
        long bytes,
        String mime,
        String sha256,
        int width,
        int height) {
    private static final JsonMapper JSON = new JsonMapper();

    /** Whether other placeholders of the medium stand in another sequence, or nowhere. */
    public boolean isCut() {
        return length < of;
    }

    /**
     * A line of JSON as a reference; a field that it lacks is -1 or empty.
     *
     * @throws IOException if it is not JSON
     */
    public static MediaReference parse(String line) throws IOException {
        return of(JSON.readTree(line));
    }

    static MediaReference of(JsonNode line) {
        return new MediaReference(
                line.path("sequence").asLong(-1),
                line.path("start").asInt(-1),
                line.path("length").asInt(-1),
                line.path("first").asInt(-1),
                line.path("of").asInt(-1),
                line.path("shard").asText(""),
                line.path("offset").asLong(-1),
                line.path("bytes").asLong(-1),
                line.path("mime").asText(""),
                line.path("sha256").asText(""),
                line.path("width").asInt(-1),
                line.path("height").asInt(-1));
    }

    /** One line of JSON, without its end. */
    public String toJson() {
        ObjectNode line = JSON.createObjectNode();
        line.put("sequence", sequence);
        line.put("start", start);
        line.put("length", length);
        line.put("first", first);
        line.put("of", of);
        line.put("shard", shard);
        line.put("offset", offset);
        line.put("bytes", bytes);
        line.put("mime", mime);
        line.put("sha256", sha256);
        line.put("width", width);
        line.put("height", height);
        return line.toString();
    }
}
