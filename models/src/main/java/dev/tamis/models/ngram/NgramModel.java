package dev.tamis.models.ngram;

import java.nio.charset.StandardCharsets;

/**
 * An n-gram model with backoff, as an ARPA file has it. Loaded once, it is only read: threads share it, each with a {@link
 * NgramScorer}.
 */
public final class NgramModel {
    /** Number of {@code <unk>}, which stands for every word that the model does not have. */
    public static final int UNK = 0;

    /** What a word costs that is not in a model without {@code <unk>}: log10, as KenLM has it. */
    static final float NO_UNK = -100;

    private final String name;
    private final LongTable words;
    private final float[] probabilities;
    private final float[] backoffs;
    private final LongTable[] tables;
    private final int bos;
    private final int eos;

    /**
     * @param words numbers by hash of the word
     * @param probabilities of words, log10, by number
     * @param backoffs of words, log10, by number
     * @param tables of the orders from 2 on: probability and backoff by hash of the n-gram, packed
     * @param bos number of {@code <s>}, or 0
     * @param eos number of {@code </s>}, or 0
     */
    NgramModel(
            String name,
            LongTable words,
            float[] probabilities,
            float[] backoffs,
            LongTable[] tables,
            int bos,
            int eos) {
        this.name = name;
        this.words = words;
        this.probabilities = probabilities;
        this.backoffs = backoffs;
        this.tables = tables;
        this.bos = bos;
        this.eos = eos;
    }

    /** What it was read from. */
    public String name() {
        return name;
    }

    /** Words of its longest n-grams. */
    public int order() {
        return tables.length + 1;
    }

    /** Words, with {@code <unk>} whether the file has it or not. */
    public int words() {
        return probabilities.length;
    }

    /** N-grams of an order from 2 on, with those put in where a file leaves out a part of a longer one. */
    public int ngrams(int order) {
        return tables[order - 2].size();
    }

    /** Bytes that its tables take. */
    public long memory() {
        long memory = words.memory() + 8L * probabilities.length;
        for (LongTable table : tables) {
            memory += table.memory();
        }
        return memory;
    }

    /** The number of a word in UTF-8; {@link #UNK} for one that the model does not have. */
    public int word(byte[] utf8, int from, int length) {
        int slot = words.find(NgramHash.ofBytes(utf8, from, length));
        return slot < 0 ? UNK : (int) words.value(slot);
    }

    /** The number of a word; {@link #UNK} for one that the model does not have. */
    public int word(String word) {
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        return word(utf8, 0, utf8.length);
    }

    /** A scorer for one thread. */
    public NgramScorer scorer() {
        return new NgramScorer(this);
    }

    int bos() {
        return bos;
    }

    int eos() {
        return eos;
    }

    float probability(int word) {
        return probabilities[word];
    }

    float backoff(int word) {
        return backoffs[word];
    }

    /** The table of an order from 2 on. */
    LongTable table(int order) {
        return tables[order - 2];
    }

    static long pack(float probability, float backoff) {
        return ((long) Float.floatToRawIntBits(probability) << 32) | (Float.floatToRawIntBits(backoff) & 0xFFFF_FFFFL);
    }

    static float probability(long packed) {
        return Float.intBitsToFloat((int) (packed >>> 32));
    }

    static float backoff(long packed) {
        return Float.intBitsToFloat((int) packed);
    }
}
