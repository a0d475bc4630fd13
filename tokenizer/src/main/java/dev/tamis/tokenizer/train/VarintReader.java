package dev.tamis.tokenizer.train;

/** Reads numbers from bytes, seven bits a byte and the lowest first; the last byte of a number is not negative. */
final class VarintReader {
    private final byte[] bytes;
    private int at;

    VarintReader(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasNext() {
        return at < bytes.length;
    }

    long next() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    /** Passes over bytes that are no numbers; returns where they start. */
    int skip(int count) {
        int from = at;
        at += count;
        return from;
    }
}
