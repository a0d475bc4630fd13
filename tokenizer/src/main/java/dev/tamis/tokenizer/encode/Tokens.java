package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.IntArray;

/** What a segmenter found: piece ids and where each ends in the normalised text; each starts where the last ended. */
final class Tokens {
    final IntArray ids = new IntArray(256);
    final IntArray ends = new IntArray(256);

    void add(int id, int end) {
        ids.add(id);
        ends.add(end);
    }

    void clear() {
        ids.clear();
        ends.clear();
    }
}
