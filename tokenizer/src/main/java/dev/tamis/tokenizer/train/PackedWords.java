package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.ByteArray;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Some distinct words with their counts in one byte array, the form in which words travel between machines and lie in
 * their memory. A word's length, its UTF-8 bytes and its two counts follow one another; numbers are base-128 varints.
 */
public final class PackedWords implements Serializable {
    private static final long serialVersionUID = 1L;
    /** A block that reaches so many bytes is closed, so that passes over blocks need little memory. */
    private static final int BLOCK = 1 << 21;

    private final byte[] bytes;
    private final int size;

    private PackedWords(byte[] bytes, int size) {
        this.bytes = bytes;
        this.size = size;
    }

    /** Number of words. */
    public int size() {
        return size;
    }

    /** The words and their counts. */
    public void forEach(Consumer<WordTable.Entry> action) {
        for (Cursor cursor = cursor(); cursor.next(); ) {
            byte[] word = new byte[cursor.to - cursor.from];
            System.arraycopy(bytes, cursor.from, word, 0, word.length);
            action.accept(new WordTable.Entry(word, cursor.followed, cursor.ended));
        }
    }

    /** Adds up the counts of blocks, in which the same word may occur several times, to blocks of distinct words. */
    public static List<PackedWords> summed(Iterable<PackedWords> blocks) {
        WordHash words = new WordHash();
        blocks.forEach(block -> block.addTo(words));
        return of(words, 1).get(0);
    }

    /**
     * Blocks to train from, made of those that {@link WordCounter} counts where words carry their follower's first
     * character: without these characters, and summed.
     */
    public static List<PackedWords> withoutFollowers(Iterable<PackedWords> blocks) {
        WordHash words = new WordHash();
        for (PackedWords block : blocks) {
            for (Cursor word = block.cursor(); word.next(); ) {
                words.addWithoutFollower(block.bytes, word.from, word.to, word.followed, word.ended);
            }
        }
        return of(words, 1).get(0);
    }

    /** The words of a hash table by share; which words are whose follows from their bytes alone. */
    static List<List<PackedWords>> of(WordHash words, int shares) {
        List<List<PackedWords>> blocks = new ArrayList<>(shares);
        ByteArray[] open = new ByteArray[shares];
        int[] sizes = new int[shares];
        for (int share = 0; share < shares; share++) {
            blocks.add(new ArrayList<>());
        }
        for (int word = words.first(); word >= 0; word = words.next(word)) {
            int share = words.share(word, shares);
            if (open[share] == null) {
                open[share] = new ByteArray(1 << 8);
            }
            ByteArray block = open[share];
            int length = words.length(word);
            addVarint(length, block);
            block.reserve(length);
            words.copy(word, block.array(), block.size());
            block.resize(block.size() + length);
            addVarint(words.followed(word), block);
            addVarint(words.ended(word), block);
            sizes[share]++;
            if (block.size() >= BLOCK) {
                blocks.get(share).add(new PackedWords(block.toArray(), sizes[share]));
                block.clear();
                sizes[share] = 0;
            }
        }
        for (int share = 0; share < shares; share++) {
            if (sizes[share] > 0) {
                blocks.get(share).add(new PackedWords(open[share].toArray(), sizes[share]));
            }
        }
        return blocks;
    }

    void addTo(WordHash words) {
        for (Cursor cursor = cursor(); cursor.next(); ) {
            words.add(bytes, cursor.from, cursor.to, cursor.followed, cursor.ended);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    Cursor cursor() {
        return new Cursor(bytes);
    }

    /** Goes through the words of a block. */
    static final class Cursor {
        private final VarintReader in;

        /** Where the word's bytes start and end, and its counts. */
        int from;

        int to;
        long followed;
        long ended;

        private Cursor(byte[] bytes) {
            in = new VarintReader(bytes);
        }

        boolean next() {
            if (!in.hasNext()) {
                return false;
            }
            int length = (int) in.next();
            from = in.skip(length);
            to = from + length;
            followed = in.next();
            ended = in.next();
            return true;
        }
    }

    static void addVarint(long value, ByteArray to) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            to.add((int) (0x80 | (rest & 0x7F)));
            rest >>>= 7;
        }
        to.add((int) rest);
    }
}
