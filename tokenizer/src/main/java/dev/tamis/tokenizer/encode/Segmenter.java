package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;

/** Cuts normalised text into pieces. Holds scratch space: one thread at a time. */
interface Segmenter {
    /** What comes next is the beginning of a text. */
    void begin();

    /**
     * Appends the ids of the pieces of the first {@code size} bytes, which go on where the part before was left;
     * unknown characters come one by one.
     *
     * @param text its bytes after {@code size}, if any, are U+2581; others may be written there
     * @param last whether the text ends here; if not, what could belong to a longer unit is left
     * @return number of bytes done; the next part starts with the rest
     */
    int segment(ByteArray text, int size, boolean last, IntArray ids);

    /** A segmenter with the same tables and its own scratch space. */
    Segmenter another();
}
