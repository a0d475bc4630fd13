package dev.tamis.tokenizer.train;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The distinct words of a corpus with their counts, most frequent first and equally frequent ones by their bytes. The
 * order, and so everything trained from it, is the same however the corpus was divided for counting.
 */
public final class WordTable {
    private final byte[] bytes;
    private final int[] offsets;
    private final long[] followed;
    private final long[] ended;

    private final WordTable seeds;

    private WordTable(byte[] bytes, int[] offsets, long[] followed, long[] ended, WordTable seeds) {
        this.seeds = seeds == null ? this : seeds;
        this.bytes = bytes;
        this.offsets = offsets;
        this.followed = followed;
        this.ended = ended;
    }

    /**
     * One distinct word.
     *
     * @param word normalised UTF-8
     * @param followed occurrences before another word of the same sentence
     * @param ended occurrences at the end of a sentence
     */
    public record Entry(byte[] word, long followed, long ended) {}

    /** A table of words that are already distinct and summed, such as those a {@code reduceByKey} gives. */
    public static WordTable of(Iterable<Entry> distinct) {
        WordHash words = new WordHash();
        for (Entry entry : distinct) {
            words.add(entry.word, 0, entry.word.length, entry.followed, entry.ended);
        }
        return of(words);
    }

    /** A table of packed words; the counts of a word that occurs several times add up. */
    public static WordTable ofPacked(Iterable<PackedWords> blocks) {
        WordHash words = new WordHash();
        blocks.forEach(block -> block.addTo(words));
        return of(words);
    }

    static WordTable of(WordHash words) {
        int[] order = words.sorted();
        byte[] bytes = new byte[Math.toIntExact(words.byteSize())];
        int[] offsets = new int[order.length + 1];
        long[] followed = new long[order.length];
        long[] ended = new long[order.length];
        int at = 0;
        for (int i = 0; i < order.length; i++) {
            words.copy(order[i], bytes, at);
            at += words.length(order[i]);
            offsets[i + 1] = at;
            followed[i] = words.followed(order[i]);
            ended[i] = words.ended(order[i]);
        }
        return new WordTable(bytes, offsets, followed, ended, null);
    }

    /** These words, with others to take seeds from. */
    WordTable withSeeds(WordTable others) {
        return new WordTable(bytes, offsets, followed, ended, others);
    }

    /** The words to take seeds from; mostly these words. */
    WordTable seeds() {
        return seeds;
    }

    /** A table of these words where those before another one carry its first character, without these characters. */
    WordTable withoutFollowers() {
        WordHash plain = new WordHash();
        for (int word = 0; word < size(); word++) {
            plain.addWithoutFollower(bytes, start(word), start(word + 1), followed[word], ended[word]);
        }
        return of(plain).withSeeds(seeds);
    }

    /** Number of distinct words. */
    public int size() {
        return followed.length;
    }

    /** Occurrences of the word of that rank. */
    public long count(int rank) {
        return followed[rank] + ended[rank];
    }

    /** The entries in order. */
    public void forEach(Consumer<Entry> action) {
        for (int i = 0; i < size(); i++) {
            action.accept(new Entry(Arrays.copyOfRange(bytes, offsets[i], offsets[i + 1]), followed[i], ended[i]));
        }
    }

    long followed(int rank) {
        return followed[rank];
    }

    long ended(int rank) {
        return ended[rank];
    }

    /** All words' bytes, one after another. */
    byte[] bytes() {
        return bytes;
    }

    int start(int rank) {
        return offsets[rank];
    }
}
