package dev.tamis.filters.text;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Different words, told apart by their bytes, with what depends on a word alone; a {@link WordList} says where words stand
 * in a text. Words have numbers 0, 1, 2, ... in order of first sight.
 *
 * <p>Texts share most of their words, so a vocabulary keeps those of earlier texts until they are many, and whoever
 * finds out something about a word may keep that by its number as long as {@link #generation} stays the same. So nothing
 * that is measured may depend on the numbers themselves. Belongs to one thread.
 */
public final class Vocabulary {
    private static final int KEPT_WORDS = 1 << 13;
    private static final int SMALL = 1 << 10;
    /** Room is given back from here on. */
    private static final int MOST_SLOTS = 1 << 20;

    private static final AtomicLong GENERATIONS = new AtomicLong();

    /** Longs a word in {@link #words}: those that are looked at for each word of a text lie together. */
    private static final int STRIDE = 4;

    /** The first eight bytes. */
    private static final int HEAD = 0;
    /** How many bytes, and in the upper half where those after the first eight lie in {@link #tails}. */
    private static final int LENGTH = 1;

    private static final int HASH = 2;
    private static final int COUNTS = 3;

    private long generation;
    private int size;
    private int[] slots;
    private int shift;
    private long[] words;
    private int[] codePoints;
    private byte[] classes;
    private long[] rareCounts;
    private long[] tails;
    private int tailsSize;

    private final CharCounts counts = new CharCounts();

    Vocabulary() {
        forget();
    }

    /** Begins a text: forgets the words of the texts before if they are many. */
    void begin() {
        if (size > KEPT_WORDS || tailsSize > KEPT_WORDS) {
            forget();
        }
    }

    private void forget() {
        generation = GENERATIONS.incrementAndGet();
        size = 0;
        tailsSize = 0;
        // the room for very many is given back
        if (slots == null || slots.length > MOST_SLOTS || tails.length > MOST_SLOTS) {
            slots = new int[2 * SMALL];
            words = new long[SMALL * STRIDE];
            codePoints = new int[SMALL];
            classes = new byte[SMALL];
            rareCounts = new long[SMALL];
            tails = new long[SMALL];
        } else {
            Arrays.fill(slots, 0);
        }
        shift = Long.SIZE - Integer.numberOfTrailingZeros(slots.length);
    }

    /** Another number than before, and than that of any other vocabulary, after words were forgotten. */
    public long generation() {
        return generation;
    }

    /** A bound of the numbers of words. */
    public int size() {
        return size;
    }

    /**
     * The number of a word, which is taken in where it is new.
     *
     * @param utf8 with {@link TextView#PADDING} bytes readable after {@code end}
     * @param start its first byte
     * @param end the byte after it, which must lie after {@code start}
     */
    public int number(byte[] utf8, int start, int end) {
        int length = end - start;
        long head = Swar.load(utf8, start) & Swar.lowest(length);
        long place = place(head ^ length, 0);
        for (int at = start + Swar.WIDTH; at < end; at += Swar.WIDTH) {
            place = place(Swar.load(utf8, at) & Swar.lowest(end - at), place);
        }
        int slot = (int) ((place * TableKey.ODD) >>> shift);
        for (int next = slots[slot]; next != 0; next = slots[slot]) {
            int word = (next - 1) * STRIDE;
            if (words[word + HEAD] == head
                    && (int) words[word + LENGTH] == length
                    && (length <= Swar.WIDTH || isTail(word, utf8, start, end))) {
                return next - 1;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return add(slot, utf8, start, end);
    }

    private static long place(long chunk, long before) {
        long product = (chunk ^ before) * TableKey.ODD;
        return product ^ (product >>> 32);
    }

    private boolean isTail(int word, byte[] utf8, int start, int end) {
        int tail = (int) (words[word + LENGTH] >>> 32);
        for (int at = start + Swar.WIDTH; at < end; at += Swar.WIDTH) {
            if (tails[tail++] != (Swar.load(utf8, at) & Swar.lowest(end - at))) {
                return false;
            }
        }
        return true;
    }

    private int add(int slot, byte[] utf8, int start, int end) {
        if (size == codePoints.length) {
            words = Arrays.copyOf(words, Math.multiplyExact(2 * size, STRIDE));
            codePoints = Arrays.copyOf(codePoints, 2 * size);
            classes = Arrays.copyOf(classes, 2 * size);
            rareCounts = Arrays.copyOf(rareCounts, 2 * size);
        }
        int number = size++;
        int word = number * STRIDE;
        words[word + HEAD] = Swar.load(utf8, start) & Swar.lowest(end - start);
        words[word + LENGTH] = (long) tailsSize << 32 | (end - start);
        for (int at = start + Swar.WIDTH; at < end; at += Swar.WIDTH) {
            if (tailsSize == tails.length) {
                tails = Arrays.copyOf(tails, 2 * tailsSize);
            }
            tails[tailsSize++] = Swar.load(utf8, at) & Swar.lowest(end - at);
        }
        counts.clear();
        int found = counts.add(utf8, start, end);
        classes[number] = (byte) ((found & CharClasses.OF_WORDS) | (counts.rare() == 0 ? 0 : CharClasses.RARE));
        codePoints[number] = Utf8.codePoints(utf8, start, end);
        words[word + HASH] = WordHash.of(utf8, start, end);
        words[word + COUNTS] = counts.common();
        rareCounts[number] = counts.rare();
        slots[slot] = size;
        if (2 * size > slots.length) {
            grow();
        }
        return number;
    }

    private void grow() {
        slots = new int[Math.multiplyExact(2, slots.length)];
        shift--;
        for (int number = 0; number < size; number++) {
            int word = number * STRIDE;
            int length = (int) words[word + LENGTH];
            long place = place(words[word + HEAD] ^ length, 0);
            int tail = (int) (words[word + LENGTH] >>> 32);
            for (int at = Swar.WIDTH; at < length; at += Swar.WIDTH) {
                place = place(tails[tail++], place);
            }
            int slot = (int) ((place * TableKey.ODD) >>> shift);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = number + 1;
        }
    }

    public int codePoints(int number) {
        return codePoints[number];
    }

    /** A hash of the word's bytes, the same in every process: {@link WordHash}. */
    public long hash(int number) {
        return words[number * STRIDE + HASH];
    }

    /** Classes of the word's characters: see {@link CharClasses}. */
    int classes(int number) {
        return classes[number];
    }

    /** See {@link CharCounts#common}. */
    long commonCounts(int number) {
        return words[number * STRIDE + COUNTS];
    }

    /** See {@link CharCounts#rare}. */
    long rareCounts(int number) {
        return (classes[number] & CharClasses.RARE) == 0 ? 0 : rareCounts[number];
    }
}
