package dev.tamis.pipeline.rule;

import dev.tamis.filters.text.Mix64;

/**
 * A number by chance for each document, in the open interval from 0 to 1: the column {@code draw}. It follows from the
 * document's id, the recipe's seed and the name of the rule or rank that asks, so that it is the same on every run and in
 * every task, and those of two rules have nothing to do with each other. Not for secrets: the hashes are no cryptography.
 */
final class Draw {
    /** The column's name in expressions. */
    static final String COLUMN = "draw";

    /** Sets these draws apart from others by the same seed and document: "draw" in ASCII. */
    private static final long LABEL = 0x6472_6177L;

    private static final double STEP = 0x1p-53;

    private final long key;

    /** @param name of the rule or rank */
    Draw(long seed, String name) {
        this.key = Mix64.of(hash(name) + Mix64.of(seed + LABEL * Mix64.STEP));
    }

    /** What {@link #of} takes of a document. */
    static long hash(String id) {
        // FNV-1a over the units of UTF-16
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100_0000_01B3L;
        }
        return hash;
    }

    /** @param idHash from {@link #hash} */
    double of(long idHash) {
        // The middle of one of 2^53 equal parts, so that neither end is ever drawn and logarithms are finite.
        return ((Mix64.of(idHash + key) >>> 11) + 0.5) * STEP;
    }
}
