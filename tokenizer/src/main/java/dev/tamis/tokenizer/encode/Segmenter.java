package dev.tamis.tokenizer.encode;

/** Cuts normalised text into pieces. Holds scratch space: one thread at a time. */
interface Segmenter {
    /** Appends a token for each piece of {@code text[0, size)}; unknown characters come one by one. */
    void segment(byte[] text, int size, Tokens out);

    /** A segmenter with the same tables and its own scratch space. */
    Segmenter another();
}
