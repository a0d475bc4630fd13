package dev.tamis.models.fasttext;

import dev.tamis.models.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the numbers of a model file, and knows how many bytes are left of it. */
final class LittleEndianInput {
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final String name;
    private final long length;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long read;

    /**
     * @param in from the file's beginning
     * @param length of the file in bytes
     * @param name of the file, for messages
     */
    LittleEndianInput(InputStream in, long length, String name) {
        this.in = in;
        this.length = length;
        this.name = name;
    }

    /** Place of the next byte. */
    long offset() {
        return read - buffer.remaining();
    }

    /** Bytes after the place. */
    long left() {
        return length - offset();
    }

    ModelException broken(long offset, String cause) {
        return new ModelException(name + ": not a sound fastText model: " + cause + ", at byte " + offset);
    }

    ModelException broken(String cause) {
        return broken(offset(), cause);
    }

    /** Says that so many bytes must follow; called before memory is taken for them. */
    void require(long bytes, String what) throws ModelException {
        if (bytes < 0 || bytes > left()) {
            throw broken(what + " needs " + bytes + " bytes, but " + left() + " are left");
        }
    }

    int readByte() throws IOException {
        fill(1);
        return buffer.get() & 0xFF;
    }

    boolean readBoolean(String what) throws IOException {
        int value = readByte();
        if (value > 1) {
            throw broken(offset() - 1, what + " is " + value + ", must be 0 or 1");
        }
        return value == 1;
    }

    int readInt() throws IOException {
        fill(Integer.BYTES);
        return buffer.getInt();
    }

    long readLong() throws IOException {
        fill(Long.BYTES);
        return buffer.getLong();
    }

    double readDouble() throws IOException {
        fill(Double.BYTES);
        return buffer.getDouble();
    }

    void readBytes(byte[] into, int length) throws IOException {
        int done = 0;
        while (done < length) {
            fill(1);
            int count = Math.min(length - done, buffer.remaining());
            buffer.get(into, done, count);
            done += count;
        }
    }

    void readFloats(float[] into, int length) throws IOException {
        int done = 0;
        while (done < length) {
            fill(Float.BYTES);
            int count = Math.min(length - done, buffer.remaining() / Float.BYTES);
            buffer.asFloatBuffer().get(into, done, count);
            buffer.position(buffer.position() + count * Float.BYTES);
            done += count;
        }
    }

    /** Has at least so many bytes in the buffer. */
    private void fill(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        buffer.compact();
        while (buffer.position() < bytes) {
            int count = in.read(buffer.array(), buffer.position(), buffer.capacity() - buffer.position());
            if (count < 0) {
                buffer.flip();
                throw broken("the file ends early");
            }
            buffer.position(buffer.position() + count);
            read += count;
        }
        buffer.flip();
    }
}
