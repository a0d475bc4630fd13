package dev.tamis.filters.document;

import dev.tamis.filters.child.Wire;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The frames between parent and child, made of what {@link Wire} has; one reply for each request.
 *
 * <pre>
 * request  REQUEST string(name) string(type) bytes(content)
 * reply    TEXT bytes(text) int(n) n * (string(key) string(value))
 *       |  a failure
 * </pre>
 */
final class Frames {
    private static final int REQUEST = 0x54414D51;
    private static final int TEXT = 0x54414D54;

    private static final int META_ENTRIES = 64;

    private Frames() {}

    /** One document on its way to the child. */
    record Request(String name, String type, byte[] content) {
        Request {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(content, "content");
        }
    }

    static void writeRequest(DataOutputStream out, Request request) throws IOException {
        out.writeInt(REQUEST);
        Wire.writeString(out, request.name);
        Wire.writeString(out, request.type);
        Wire.writeBytes(out, request.content);
        out.flush();
    }

    /** The next request, or null at the end of the stream. */
    static Request readRequest(DataInputStream in) throws IOException {
        int frame;
        try {
            frame = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        Wire.expect(frame, REQUEST);
        return new Request(Wire.readString(in), Wire.readString(in), Wire.readBytes(in, Integer.MAX_VALUE - 16));
    }

    static void writeText(DataOutputStream out, ExtractedText text) throws IOException {
        out.writeInt(TEXT);
        Wire.writeBytes(out, text.text().getBytes(StandardCharsets.UTF_8));
        out.writeInt(Math.min(text.meta().size(), META_ENTRIES));
        int written = 0;
        for (Map.Entry<String, String> e : text.meta().entrySet()) {
            if (written++ < META_ENTRIES) {
                Wire.writeString(out, e.getKey());
                Wire.writeString(out, e.getValue());
            }
        }
        out.flush();
    }

    /**
     * The child's answer.
     *
     * @param textChars most UTF-16 units that the text may have
     * @throws IOException when the stream ends or breaks the protocol
     * @throws ExtractionException when the answer is a failure
     */
    static ExtractedText readReply(DataInputStream in, int textChars) throws IOException, ExtractionException {
        Wire.expect(Wire.readAnswer(in), TEXT);
        String text = new String(
                Wire.readBytes(in, (int) Math.min(3L * textChars, Integer.MAX_VALUE - 16)), StandardCharsets.UTF_8);
        if (text.length() > textChars) {
            throw new StreamCorruptedException("text of " + text.length() + " characters, more than " + textChars);
        }
        int entries = in.readInt();
        if (entries < 0 || entries > META_ENTRIES) {
            throw new StreamCorruptedException("metadata of " + entries + " entries");
        }
        Map<String, String> meta = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            meta.put(Wire.readString(in), Wire.readString(in));
        }
        return new ExtractedText(text, meta);
    }
}
