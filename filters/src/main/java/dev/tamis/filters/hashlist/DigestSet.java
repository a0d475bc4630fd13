package dev.tamis.filters.hashlist;

import java.util.Arrays;

/** A set of digests of one length. Immutable once filled; some 8 bytes each more than the digests themselves. */
final class DigestSet {
    private final int length;
    private byte[] digests;
    private int[] slots = new int[16];
    private int size;

    /** @param length bytes of each digest, at least 4 */
    DigestSet(int length) {
        this.length = length;
        this.digests = new byte[8 * length];
    }

    int size() {
        return size;
    }

    void add(byte[] digest) {
        if (contains(digest)) {
            return;
        }
        if (2L * (size + 1) > slots.length) {
            grow();
        }
        if ((size + 1L) * length > digests.length) {
            digests = Arrays.copyOf(digests, (int) Math.min(Integer.MAX_VALUE - 64, 2L * digests.length));
        }
        System.arraycopy(digest, 0, digests, size * length, length);
        slots[slotOf(digest, 0)] = ++size;
    }

    boolean contains(byte[] digest) {
        return slots[slotOf(digest, 0)] != 0;
    }

    private int slotOf(byte[] bytes, int from) {
        // Digests are spread evenly, whoever made what they are of.
        int mask = slots.length - 1;
        int slot = ((bytes[from] & 0xff) << 24
                        | (bytes[from + 1] & 0xff) << 16
                        | (bytes[from + 2] & 0xff) << 8
                        | (bytes[from + 3] & 0xff))
                & mask;
        while (slots[slot] != 0) {
            int at = (slots[slot] - 1) * length;
            if (Arrays.equals(digests, at, at + length, bytes, from, from + length)) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        if (slots.length == 1 << 30) {
            throw new IllegalStateException("more than " + size + " digests");
        }
        slots = new int[2 * slots.length];
        for (int i = 0; i < size; i++) {
            slots[slotOf(digests, i * length)] = i + 1;
        }
    }
}
