package dev.tamis.tokenizer.train;

/**
 * The distinct words of a corpus, on one machine or on many: what the unigram trainer asks of them. Every answer is made
 * of integer sums and of orders that follow from the text, so it is the same however the words are divided, in which
 * order their shares are added up, and when a share had to be counted again.
 */
public interface WordShards {
    /** How often each character occurs. */
    CharacterCounts characters();

    /** The candidate pieces that the search asks for, and perhaps more; the search picks the best. */
    FoundSeeds seeds(SeedSearch search);

    /** A sum over all words, slot by slot. */
    long[] sum(WordSum sum);

    /**
     * Hears that pieces were dropped and the others renumbered since the last {@link #sum}.
     *
     * @param heirs by the number that a piece had: its new number, or that of its longest prefix that is still a piece,
     *     or -1 when there is none
     */
    default void renumber(int[] heirs) {}
}
