package dev.tamis.pipeline.wordcount;

import dev.tamis.filters.text.Mix64;
import java.io.Serializable;

/**
 * Which lines of a part are taken. A line is taken or not by its place alone, the document's id and the line's number in
 * it, so a sample is the same however texts are divided and whoever comes first.
 *
 * @param threshold lines whose place hashes to less are taken: the share of lines times 2^63, or {@code Long.MAX_VALUE}
 *     for all
 * @param first how many of the part's first lines may be taken
 */
record LineSample(long threshold, long first) implements Serializable {
    static final LineSample ALL = new LineSample(Long.MAX_VALUE, Long.MAX_VALUE);

    static long threshold(double share) {
        return share >= 1 ? Long.MAX_VALUE : (long) (share * 0x1.0p63);
    }

    /**
     * Whether a line is taken.
     *
     * @param document the document's {@link #hash}
     * @param line number in the document, from 0
     * @param ordinal number in the part, from 0, of those that could be taken
     */
    boolean takes(long document, long line, long ordinal) {
        return ordinal < first
                && (threshold == Long.MAX_VALUE || Mix64.of(document + line * Mix64.STEP) >>> 1 < threshold);
    }

    static long hash(String id) {
        long h = 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; i < id.length(); i++) {
            h = (h ^ id.charAt(i)) * 0x100_0000_01B3L;
        }
        return Mix64.of(h);
    }
}
