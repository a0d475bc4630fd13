package dev.tamis.pipeline.pack;

/**
 * What packing made of a stock.
 *
 * @param documents with at least one token
 * @param tokens of all its documents
 * @param sequences numbered from 0
 * @param padding places of sequences that hold no token: where sequences are filled by best fit
 * @param tail tokens at the end that fill no sequence and have no place: where they are cut from one stream
 * @param cut documents no longer than a sequence that don't stand in one whole
 */
public record PackedStock(long documents, long tokens, long sequences, long padding, long tail, long cut) {
    /** Tokens that stand in a sequence. */
    public long placed() {
        return tokens - tail;
    }
}
