package dev.tamis.filters.child;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;

/**
 * What all protocols between a parent and its children are made of, big-endian.
 *
 * <pre>
 * hello    READY
 * failure  FAILURE string(reason) string(message)
 * bytes    int(length) and that many bytes; string: bytes in UTF-8
 * </pre>
 *
 * <p>The parent does not trust the child, which an item may have taken over: each length is bounded before anything is
 * allocated.
 */
public final class Wire {
    private static final int READY = 0x54414D52;
    private static final int FAILURE = 0x54414D46;

    /** Most bytes of a string. */
    private static final int STRING_BYTES = 8192;

    /** Bytes that are allocated on the word of a length. */
    private static final int AT_ONCE = 1 << 20;

    private static final int PIPE_BYTES = 1 << 16;

    private Wire() {}

    static void writeReady(DataOutputStream out) throws IOException {
        out.writeInt(READY);
        out.flush();
    }

    static void readReady(DataInputStream in) throws IOException {
        expect(in.readInt(), READY);
    }

    public static void writeFailure(DataOutputStream out, Reason reason, String message) throws IOException {
        out.writeInt(FAILURE);
        writeString(out, reason.name());
        writeString(out, message);
        out.flush();
    }

    /**
     * The kind of the child's answer.
     *
     * @throws ExtractionException when the answer is a failure
     */
    public static int readAnswer(DataInputStream in) throws IOException, ExtractionException {
        int frame = in.readInt();
        if (frame != FAILURE) {
            return frame;
        }
        String name = readString(in);
        String message = readString(in);
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(name)) {
                throw new ExtractionException(reason, message);
            }
        }
        throw new StreamCorruptedException("unknown reason in a failure frame");
    }

    public static void expect(int found, int wanted) throws StreamCorruptedException {
        if (found != wanted) {
            throw new StreamCorruptedException(
                    "frame " + Integer.toHexString(found) + " instead of " + Integer.toHexString(wanted));
        }
    }

    public static void writeString(DataOutputStream out, String s) throws IOException {
        // A third of the bound in characters stays within it in UTF-8.
        String bounded = s.length() > STRING_BYTES / 3 ? s.substring(0, STRING_BYTES / 3) : s;
        writeBytes(out, bounded.getBytes(StandardCharsets.UTF_8));
    }

    public static String readString(DataInputStream in) throws IOException {
        return new String(readBytes(in, STRING_BYTES), StandardCharsets.UTF_8);
    }

    public static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    public static byte[] readBytes(DataInputStream in, int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new StreamCorruptedException("length " + length + " in a frame (must be within 0 and " + most + ")");
        }
        if (length <= AT_ONCE) {
            byte[] bytes = new byte[length];
            // In pieces of what a pipe holds: the JVM takes native memory for as much as it is asked for, each time.
            for (int at = 0; at < length; at += PIPE_BYTES) {
                in.readFully(bytes, at, Math.min(PIPE_BYTES, length - at));
            }
            return bytes;
        }
        // readNBytes allocates as bytes come, so that a length alone costs nothing.
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("frame ends after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }
}
