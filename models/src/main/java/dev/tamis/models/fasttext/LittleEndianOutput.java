package dev.tamis.models.fasttext;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the numbers of a model file. */
final class LittleEndianOutput {
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

    LittleEndianOutput(OutputStream out) {
        this.out = out;
    }

    void writeByte(int value) throws IOException {
        room(1);
        buffer.put((byte) value);
    }

    void writeInt(int value) throws IOException {
        room(Integer.BYTES);
        buffer.putInt(value);
    }

    void writeLong(long value) throws IOException {
        room(Long.BYTES);
        buffer.putLong(value);
    }

    void writeDouble(double value) throws IOException {
        room(Double.BYTES);
        buffer.putDouble(value);
    }

    void writeBytes(byte[] from, int start, int end) throws IOException {
        drain();
        out.write(from, start, end - start);
    }

    void writeFloats(float[] from, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            room(Float.BYTES);
            buffer.putFloat(from[i]);
        }
    }

    /** Gives all bytes to the stream. */
    void flush() throws IOException {
        drain();
        out.flush();
    }

    private void room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            drain();
        }
    }

    private void drain() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
