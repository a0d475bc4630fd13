package dev.tamis.models.fasttext;

import java.util.Arrays;

/** Makes a dictionary of counted words and labels. Not for several threads. */
public final class DictionaryBuilder {
    private byte[] text = new byte[1 << 12];
    private int[] ends = new int[1 << 8];
    private long[] counts = new long[1 << 8];
    private boolean[] areLabels = new boolean[1 << 8];
    private int entries;

    /** Adds a word with its count; the caller adds each only once. The end of a line is a word too. */
    public DictionaryBuilder word(byte[] utf8, long count) {
        return add(utf8, count, false);
    }

    /** Adds a label, with its {@code __label__}, and its count. */
    public DictionaryBuilder label(byte[] utf8, long count) {
        return add(utf8, count, true);
    }

    private DictionaryBuilder add(byte[] utf8, long count, boolean isLabel) {
        if (entries == ends.length) {
            ends = Arrays.copyOf(ends, entries * 2);
            counts = Arrays.copyOf(counts, entries * 2);
            areLabels = Arrays.copyOf(areLabels, entries * 2);
        }
        int at = end(entries - 1);
        long end = (long) at + utf8.length;
        if (end > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("The words have more than 2 GiB");
        }
        if (end > text.length) {
            text = Arrays.copyOf(text, (int) Math.min(Integer.MAX_VALUE - 16L, Math.max(end, text.length * 2L)));
        }
        System.arraycopy(utf8, 0, text, at, utf8.length);
        ends[entries] = (int) end;
        counts[entries] = count;
        areLabels[entries] = isLabel;
        entries++;
        return this;
    }

    private int end(int entry) {
        return entry < 0 ? 0 : ends[entry];
    }

    /**
     * The dictionary: words by falling count and then labels by falling count, of equal ones the first added.
     *
     * @param args of the model
     * @param tokens of the training text, left-out words and ends of lines included
     */
    public Dictionary build(Args args, long tokens) {
        int[] words = sorted(false);
        int[] labels = sorted(true);
        byte[] sortedText = new byte[end(entries - 1)];
        int[] offsets = new int[entries + 1];
        long[] sortedCounts = new long[entries];
        for (int i = 0; i < entries; i++) {
            int entry = i < words.length ? words[i] : labels[i - words.length];
            int from = end(entry - 1);
            int length = ends[entry] - from;
            System.arraycopy(text, from, sortedText, offsets[i], length);
            offsets[i + 1] = offsets[i] + length;
            sortedCounts[i] = counts[entry];
        }
        return new Dictionary(args, sortedText, offsets, sortedCounts, words.length, tokens, null);
    }

    /** By falling count; a key of count and place is sorted, for there may be tens of millions of words. */
    private int[] sorted(boolean ofLabels) {
        long[] keys = new long[entries];
        int size = 0;
        boolean fits = true;
        for (int entry = 0; entry < entries; entry++) {
            if (areLabels[entry] == ofLabels) {
                fits &= counts[entry] < Integer.MAX_VALUE;
                keys[size++] = (Integer.MAX_VALUE - Math.min(Integer.MAX_VALUE, counts[entry])) << 32 | entry;
            }
        }
        Arrays.sort(keys, 0, size);
        int[] sorted = new int[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = (int) keys[i];
        }
        if (!fits) {
            // Counts above 2^31 share a key, and stand in front.
            Integer[] boxed = Arrays.stream(sorted).boxed().toArray(Integer[]::new);
            Arrays.sort(boxed, (a, b) -> Long.compare(counts[b], counts[a]));
            Arrays.setAll(sorted, i -> boxed[i]);
        }
        return sorted;
    }
}
