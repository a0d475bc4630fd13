package dev.tamis.filters.safety;

/** Shannon entropy of short runs of bytes. */
final class Entropy {
    private Entropy() {}

    /** Bits a byte: 0 for one byte repeated, at most log2 of the number of bytes. */
    static double of(byte[] bytes, int from, int to) {
        int[] counts = new int[256];
        for (int i = from; i < to; i++) {
            counts[bytes[i] & 0xFF]++;
        }
        double bits = 0;
        int total = to - from;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / total;
                bits -= share * Math.log(share);
            }
        }
        return bits / Math.log(2);
    }
}
