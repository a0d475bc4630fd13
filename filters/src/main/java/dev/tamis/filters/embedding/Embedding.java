package dev.tamis.filters.embedding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A vector that stands for a text, as it is stored: 32-bit floats, little-endian. */
public final class Embedding {
    /** Numbers of the longest vector taken. */
    public static final int MOST_LENGTH = 1 << 16;

    /** What stands for a vector that was given but cannot be used. */
    public static final byte[] UNUSABLE = {};

    private Embedding() {}

    /** Gathers the numbers of one vector after the other. Confined to one thread. */
    public static final class Builder {
        private float[] numbers = new float[1024];
        private int length;
        private boolean usable = true;
        private boolean zero = true;

        public void clear() {
            length = 0;
            usable = true;
            zero = true;
        }

        /** Adds a number; one that is not finite makes the vector unusable. */
        public void add(float number) {
            if (!Float.isFinite(number) || length == MOST_LENGTH) {
                usable = false;
            }
            if (!usable) {
                return;
            }
            if (length == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * length);
            }
            zero &= number == 0;
            numbers[length++] = number;
        }

        /**
         * The vector as it is stored, or {@link #UNUSABLE} if it is empty, all zeros (no cosine is defined), longer than
         * {@link #MOST_LENGTH} or holds a number that is not finite.
         */
        public byte[] bytes() {
            return usable && !zero ? Embedding.bytes(numbers, length) : UNUSABLE;
        }
    }

    /** The first {@code length} numbers in four bytes each. */
    public static byte[] bytes(float[] numbers, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers, 0, length);
        return bytes.array();
    }

    /** Number of numbers in a stored vector. */
    public static int length(ByteBuffer stored) {
        return stored.remaining() / Float.BYTES;
    }

    /**
     * Reads a stored vector and scales it to length 1: in double, each component then rounded to float, so that a cosine
     * of two of them errs by some 1e-7.
     *
     * @param stored finite numbers, not all zero; its position does not change
     * @param unit receives the vector from {@code at} on
     */
    public static void unit(ByteBuffer stored, float[] unit, int at) {
        int length = length(stored);
        stored.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(unit, at, length);
        double squares = 0;
        for (int i = at; i < at + length; i++) {
            squares += (double) unit[i] * unit[i];
        }
        double norm = Math.sqrt(squares);
        for (int i = at; i < at + length; i++) {
            // Adding zero makes -0 and 0, which are equal, the same bits too.
            unit[i] = (float) (unit[i] / norm) + 0f;
        }
    }
}
