package dev.tamis.models.fasttext;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes a dictionary of counted words and labels. Not for several threads. */
public final class DictionaryBuilder {
    private final List<byte[]> texts = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final List<Boolean> areLabels = new ArrayList<>();

    /** Adds a word with its count; the caller adds each only once. The end of a line is a word too. */
    public DictionaryBuilder word(byte[] utf8, long count) {
        return add(utf8, count, false);
    }

    /** Adds a label, with its {@code __label__}, and its count. */
    public DictionaryBuilder label(byte[] utf8, long count) {
        return add(utf8, count, true);
    }

    private DictionaryBuilder add(byte[] utf8, long count, boolean isLabel) {
        texts.add(utf8.clone());
        counts.add(count);
        areLabels.add(isLabel);
        return this;
    }

    /**
     * The dictionary: words by falling count and then labels by falling count, of equal ones the lesser bytes first,
     * so that the order in which they were added does not matter.
     *
     * @param args of the model
     * @param tokens of the training text, left-out words and ends of lines included
     */
    public Dictionary build(Args args, long tokens) {
        int entries = texts.size();
        Integer[] order = new Integer[entries];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> {
            int byType = Boolean.compare(areLabels.get(a), areLabels.get(b));
            if (byType != 0) {
                return byType;
            }
            int byCount = Long.compare(counts.get(b), counts.get(a));
            return byCount != 0 ? byCount : Arrays.compareUnsigned(texts.get(a), texts.get(b));
        });
        long bytes = 0;
        int words = 0;
        for (int i = 0; i < entries; i++) {
            bytes += texts.get(i).length;
            words += areLabels.get(i) ? 0 : 1;
        }
        byte[] text = new byte[Math.toIntExact(bytes)];
        int[] offsets = new int[entries + 1];
        long[] sorted = new long[entries];
        for (int i = 0; i < entries; i++) {
            byte[] entry = texts.get(order[i]);
            System.arraycopy(entry, 0, text, offsets[i], entry.length);
            offsets[i + 1] = offsets[i] + entry.length;
            sorted[i] = counts.get(order[i]);
        }
        return new Dictionary(args, text, offsets, sorted, words, tokens, null);
    }
}
