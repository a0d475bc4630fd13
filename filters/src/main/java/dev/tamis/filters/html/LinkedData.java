package dev.tamis.filters.html;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the licence that a page states in JSON-LD (schema.org's {@code license}): of the outermost object, of those in an
 * outermost array or of those in its {@code @graph}, but for pictures, recordings, programs and data sets, whose licence is
 * not that of the text. One pass without a tree; what is no JSON states nothing.
 */
final class LinkedData {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            // Names come from hostile input; interned ones would stay in the JVM for ever.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Ends of the types that a page may show or offer, in lower case. */
    private static final Set<String> PARTS = Set.of(
            "imageobject",
            "photograph",
            "videoobject",
            "audioobject",
            "mediaobject",
            "musicrecording",
            "dataset",
            "datadownload",
            "softwareapplication",
            "softwaresourcecode",
            "product",
            "organization",
            "person");

    private static final int MOST_LICENCES = 16;

    private LinkedData() {}

    /** Adds the licences that a script states; nothing if it is damaged. */
    static void addLicences(String json, Set<String> licences) {
        Set<String> found = new LinkedHashSet<>();
        try (JsonParser parser = JSON.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                readObjects(parser, true, found);
            } else if (first == JsonToken.START_OBJECT) {
                readObject(parser, true, found);
            }
        } catch (IOException e) {
            return;
        }
        found.stream().limit(MOST_LICENCES).forEach(licences::add);
    }

    private static void readObjects(JsonParser parser, boolean outermost, Set<String> licences) throws IOException {
        for (JsonToken token = parser.nextToken();
                token != null && token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                readObject(parser, outermost, licences);
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void readObject(JsonParser parser, boolean outermost, Set<String> licences) throws IOException {
        Set<String> types = new LinkedHashSet<>();
        Set<String> own = new LinkedHashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("@type")) {
                readValues(parser, types);
            } else if (name.equals("license")) {
                readValues(parser, own);
            } else if (name.equals("@graph") && outermost && value == JsonToken.START_ARRAY) {
                readObjects(parser, false, licences);
            } else {
                parser.skipChildren();
            }
        }
        if (types.stream().noneMatch(LinkedData::isPart)) {
            licences.addAll(own);
        }
    }

    /** A text, the address of an object, or several of these in an array. */
    private static void readValues(JsonParser parser, Set<String> values) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (JsonToken token = parser.nextToken();
                    token != null && token != JsonToken.END_ARRAY;
                    token = parser.nextToken()) {
                readValue(parser, values);
            }
        } else {
            readValue(parser, values);
        }
    }

    private static void readValue(JsonParser parser, Set<String> values) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            add(parser.getText(), values);
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING && (name.equals("@id") || name.equals("url"))) {
                    add(parser.getText(), values);
                } else {
                    parser.skipChildren();
                }
            }
        } else {
            parser.skipChildren();
        }
    }

    private static void add(String value, Set<String> values) {
        if (!value.isBlank() && values.size() < MOST_LICENCES) {
            values.add(value);
        }
    }

    private static boolean isPart(String type) {
        int name = Math.max(type.lastIndexOf('/'), type.lastIndexOf(':')) + 1;
        return PARTS.contains(type.substring(name).toLowerCase(Locale.ROOT));
    }
}
