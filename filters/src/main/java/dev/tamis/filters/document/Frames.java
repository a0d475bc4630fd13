package dev.tamis.filters.document;

import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
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
 * The frames between parent and child, big-endian, one reply for each request.
 *
 * <pre>
 * hello    READY
 * request  REQUEST string(name) string(type) bytes(content)
 * reply    TEXT bytes(text) int(n) n * (string(key) string(value))
 *       |  FAILURE string(reason) string(message)
 * bytes    int(length) and that many bytes; string: bytes in UTF-8
 * </pre>
 *
 * <p>The parent does not trust the child, which a document may have taken over: each length is bounded before anything
 * is allocated.
 */
final class Frames {
    private static final int READY = 0x54414D52;
    private static final int REQUEST = 0x54414D51;
    private static final int TEXT = 0x54414D54;
    private static final int FAILURE = 0x54414D46;

    /** Most bytes of a name, type, reason, message, key or value. */
    private static final int STRING_BYTES = 8192;

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

    static void writeReady(DataOutputStream out) throws IOException {
        out.writeInt(READY);
        out.flush();
    }

    static void readReady(DataInputStream in) throws IOException {
        expect(in.readInt(), READY);
    }

    static void writeRequest(DataOutputStream out, Request request) throws IOException {
        out.writeInt(REQUEST);
        writeString(out, request.name);
        writeString(out, request.type);
        writeBytes(out, request.content);
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
        expect(frame, REQUEST);
        return new Request(readString(in), readString(in), readBytes(in, Integer.MAX_VALUE - 16));
    }

    static void writeText(DataOutputStream out, ExtractedText text) throws IOException {
        out.writeInt(TEXT);
        writeBytes(out, text.text().getBytes(StandardCharsets.UTF_8));
        out.writeInt(Math.min(text.meta().size(), META_ENTRIES));
        int written = 0;
        for (Map.Entry<String, String> e : text.meta().entrySet()) {
            if (written++ < META_ENTRIES) {
                writeString(out, e.getKey());
                writeString(out, e.getValue());
            }
        }
        out.flush();
    }

    static void writeFailure(DataOutputStream out, Reason reason, String message) throws IOException {
        out.writeInt(FAILURE);
        writeString(out, reason.name());
        writeString(out, message);
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
        int frame = in.readInt();
        if (frame == FAILURE) {
            String name = readString(in);
            String message = readString(in);
            for (Reason reason : Reason.values()) {
                if (reason.name().equals(name)) {
                    throw new ExtractionException(reason, message);
                }
            }
            throw new StreamCorruptedException("unknown reason in a failure frame");
        }
        expect(frame, TEXT);
        String text = new String(
                readBytes(in, (int) Math.min(3L * textChars, Integer.MAX_VALUE - 16)), StandardCharsets.UTF_8);
        if (text.length() > textChars) {
            throw new StreamCorruptedException("text of " + text.length() + " characters, more than " + textChars);
        }
        int entries = in.readInt();
        if (entries < 0 || entries > META_ENTRIES) {
            throw new StreamCorruptedException("metadata of " + entries + " entries");
        }
        Map<String, String> meta = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            meta.put(readString(in), readString(in));
        }
        return new ExtractedText(text, meta);
    }

    private static void expect(int found, int wanted) throws StreamCorruptedException {
        if (found != wanted) {
            throw new StreamCorruptedException(
                    "frame " + Integer.toHexString(found) + " instead of " + Integer.toHexString(wanted));
        }
    }

    private static void writeString(DataOutputStream out, String s) throws IOException {
        // A third of the bound in characters stays within it in UTF-8.
        String bounded = s.length() > STRING_BYTES / 3 ? s.substring(0, STRING_BYTES / 3) : s;
        writeBytes(out, bounded.getBytes(StandardCharsets.UTF_8));
    }

    private static String readString(DataInputStream in) throws IOException {
        return new String(readBytes(in, STRING_BYTES), StandardCharsets.UTF_8);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in, int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new StreamCorruptedException("length " + length + " in a frame (must be within 0 and " + most + ")");
        }
        // readNBytes allocates as bytes come, so that a length alone costs nothing.
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("frame ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }
}
