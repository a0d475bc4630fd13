package dev.tamis.pipeline.dedup;

import java.io.Serializable;
import java.util.Arrays;

/** Some unit vectors of one length, each with its document, its domain and a hash of 128 bits of its bytes. */
final class VectorBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Components of a block at most: 4 MiB. */
    private static final int COMPONENTS = 1 << 20;

    private final int length;
    private int size;
    private long[] nodes;
    private long[] domains;
    private long[] hashes;
    private long[] lowHashes;
    private float[] components;

    /** @param length components of a vector */
    VectorBlock(int length) {
        this.length = length;
        int room = Math.max(1, Math.min(64, COMPONENTS / length));
        this.nodes = new long[room];
        this.domains = new long[room];
        this.hashes = new long[room];
        this.lowHashes = new long[room];
        this.components = new float[room * length];
    }

    boolean isFull() {
        return (size + 1) * (long) length > COMPONENTS && size > 0;
    }

    /** Room for one more vector: the array is {@link #components()}, the place {@code size() * length()}. */
    void reserve() {
        if (size == nodes.length) {
            int room = 2 * size;
            nodes = Arrays.copyOf(nodes, room);
            domains = Arrays.copyOf(domains, room);
            hashes = Arrays.copyOf(hashes, room);
            lowHashes = Arrays.copyOf(lowHashes, room);
            components = Arrays.copyOf(components, room * length);
        }
    }

    /**
     * Adds the vector whose components were written after {@link #reserve}.
     *
     * @param hash the high 64 bits
     * @param lowHash the low ones
     */
    void add(long node, long domain, long hash, long lowHash) {
        nodes[size] = node;
        domains[size] = domain;
        hashes[size] = hash;
        lowHashes[size] = lowHash;
        size++;
    }

    /** The vectors of this block that are wanted, in order. */
    VectorBlock only(java.util.function.IntPredicate wanted) {
        VectorBlock some = new VectorBlock(length);
        for (int i = 0; i < size; i++) {
            if (wanted.test(i)) {
                some.reserve();
                System.arraycopy(components, i * length, some.components, some.size * length, length);
                some.add(nodes[i], domains[i], hashes[i], lowHashes[i]);
            }
        }
        return some;
    }

    int length() {
        return length;
    }

    int size() {
        return size;
    }

    long node(int vector) {
        return nodes[vector];
    }

    long domain(int vector) {
        return domains[vector];
    }

    /** The high 64 bits of a vector's hash: enough to order vectors by. */
    long hash(int vector) {
        return hashes[vector];
    }

    /** The low 64 bits: with the high ones, vectors of one hash are equal. */
    long lowHash(int vector) {
        return lowHashes[vector];
    }

    /** The vectors one after the other. */
    float[] components() {
        return components;
    }
}
