package dev.tamis.pipeline.table;

import dev.tamis.filters.passage.CutText;
import dev.tamis.filters.passage.Ranges;
import java.util.Arrays;
import java.util.List;

/**
 * A range of a text that is cut from it.
 *
 * @param start its first byte in UTF-8
 * @param end the byte after its last
 * @param by name of what cuts it
 */
public record Cut(int start, int end, String by) {

    /** The text without what is cut, by ranges that are in order and disjoint. */
    public static byte[] apply(CutText cutText, byte[] text, List<Cut> cuts) {
        Ranges ranges = new Ranges();
        cuts.forEach(cut -> ranges.add(cut.start(), cut.end()));
        int length = cutText.cut(text, text.length, ranges);
        return Arrays.copyOf(cutText.utf8(), length);
    }
}
