package dev.tamis.pipeline.dedup;

import java.io.Serializable;
import java.util.Arrays;

/** What the documents of one part share with others: a key of two numbers for those that have one. */
final class PartKeys implements Serializable {
    private static final long serialVersionUID = 1L;

    private int size;
    private int[] documents = new int[16];
    private long[] keys = new long[32];

    void add(int document, long high, long low) {
        if (size == documents.length) {
            documents = Arrays.copyOf(documents, size * 2);
            keys = Arrays.copyOf(keys, size * 4);
        }
        documents[size] = document;
        keys[2 * size] = high;
        keys[2 * size + 1] = low;
        size++;
    }

    int size() {
        return size;
    }

    int document(int i) {
        return documents[i];
    }

    long high(int i) {
        return keys[2 * i];
    }

    long low(int i) {
        return keys[2 * i + 1];
    }
}
