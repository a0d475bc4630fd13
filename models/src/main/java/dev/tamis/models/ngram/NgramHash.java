package dev.tamis.models.ngram;

import dev.tamis.filters.text.Mix64;

/** 64-bit hashes of words and n-grams. */
final class NgramHash {
    private NgramHash() {}

    /** Of a word's bytes. */
    static long ofBytes(byte[] bytes, int from, int length) {
        long hash = length * Mix64.STEP;
        int at = from;
        int end = from + length;
        while (at < end) {
            long chunk = 0;
            int stop = Math.min(end, at + 8);
            while (at < stop) {
                chunk = (chunk << 8) | (bytes[at++] & 0xFF);
            }
            hash = Mix64.of(hash ^ chunk);
        }
        return hash;
    }

    /** Of an n-gram with one word more in front; the hash of none is 0. */
    static long longer(long hash, int word) {
        return Mix64.of(hash ^ (word + 1) * Mix64.STEP);
    }
}
