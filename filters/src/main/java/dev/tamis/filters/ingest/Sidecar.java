package dev.tamis.filters.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tamis.filters.decode.TextDecoder;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the files beside a medium say of it: its caption, its address, and single values of a JSON object.
 *
 * <p>The caption is the file {@code .txt}, else the JSON's field {@code caption}; where the recipe names a field, that goes
 * before the file.
 */
public final class Sidecar {
    /** Bytes of the largest file that is read. */
    public static final int MOST_BYTES = 1 << 20;

    private static final int MOST_DEPTH = 64;
    private static final int MOST_CAPTION_CHARS = 1 << 20;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            // Names come from hostile input; interned ones would stay in the JVM for ever.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxStringLength(MOST_CAPTION_CHARS)
                    .maxNumberLength(1000)
                    .maxNameLength(4096)
                    .build())
            .build();

    private final String captionField;
    private final String urlField;
    private final Map<String, String> meta = new TreeMap<>();
    private String text;
    private String said;
    private String url;

    /**
     * @param captionField name of the JSON's caption, or null
     * @param urlField name of its address, or null
     */
    public Sidecar(String captionField, String urlField) {
        this.captionField = captionField;
        this.urlField = urlField;
    }

    /** The caption, or null. */
    public String caption() {
        return text == null || (captionField != null && said != null) ? said : text;
    }

    /** The address, or null. */
    public String url() {
        return url;
    }

    /** Strings, numbers and flags of the JSON's top, and {@code cls}. */
    public Map<String, String> meta() {
        return meta;
    }

    /**
     * Reads a file {@code .txt}, in whatever charset it is.
     *
     * @throws ExtractionException if it is no text
     */
    public void text(byte[] content) throws ExtractionException {
        text = decoded(content);
    }

    /**
     * Reads a file {@code .cls}, which names the class of a sample.
     *
     * @throws ExtractionException if it is no text
     */
    public void label(byte[] content) throws ExtractionException {
        meta.put("cls", Meta.cut(decoded(content).strip()));
    }

    private static String decoded(byte[] content) throws ExtractionException {
        return content.length == 0 ? "" : TextDecoder.decode(content, null).text();
    }

    /**
     * Reads a file {@code .json}. Objects and arrays in it are passed over.
     *
     * @throws ExtractionException if it is not one object
     */
    public void json(byte[] content) throws ExtractionException {
        try (JsonParser parser = JSON.createParser(content)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ExtractionException(Reason.JSON_SYNTAX, "the JSON beside the medium is no object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == null) {
                    break;
                }
                if (value.isStructStart()) {
                    parser.skipChildren();
                } else if (value != JsonToken.VALUE_NULL) {
                    take(name, parser.getText());
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new ExtractionException(Reason.JSON_SYNTAX, "the JSON beside the medium is not one object");
            }
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            throw new ExtractionException(
                    Reason.JSON_SYNTAX, "the JSON beside the medium is not one object, at its byte " + at, e);
        } catch (IOException e) {
            throw new ExtractionException(Reason.JSON_SYNTAX, "the JSON beside the medium cannot be parsed", e);
        }
    }

    private void take(String name, String value) throws ExtractionException {
        if (Meta.hasLoneSurrogate(name) || Meta.hasLoneSurrogate(value)) {
            throw new ExtractionException(
                    Reason.TEXT_LONE_SURROGATE, "the JSON beside the medium holds half of a surrogate pair");
        }
        if (name.equals(captionField == null ? "caption" : captionField)) {
            said = value;
        } else if (name.equals(urlField)) {
            url = Meta.cut(value);
        } else if (meta.size() < Meta.MOST_FIELDS) {
            meta.put(Meta.cut(name), Meta.cut(value));
        }
    }
}
