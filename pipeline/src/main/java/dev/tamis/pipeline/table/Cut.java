package dev.tamis.pipeline.table;

import dev.tamis.filters.passage.CutText;
import dev.tamis.filters.passage.Ranges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A range of a text that is cut from it.
 *
 * @param start its first byte in UTF-8
 * @param end the byte after its last
 * @param by name of what cuts it
 */
public record Cut(int start, int end, String by) {
    /** What cuts the marks of media that a document goes on without; all other cuts leave marks where they are. */
    public static final String INTERLEAVE = "interleave";

    /** Adds the range to those that take marks away or to the others. */
    public void addTo(Ranges ranges, Ranges whole) {
        (by.equals(INTERLEAVE) ? whole : ranges).add(start, end);
    }

    /** Cuts of two lists that are in order, none over another, in one. */
    public static List<Cut> inOrder(List<Cut> some, List<Cut> others) {
        if (some.isEmpty()) {
            return others;
        }
        List<Cut> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(Comparator.comparingInt(Cut::start));
        return all;
    }

    /** The text without what is cut, by ranges that are in order and disjoint. */
    public static byte[] apply(CutText cutText, byte[] text, List<Cut> cuts) {
        Ranges ranges = new Ranges();
        Ranges whole = new Ranges();
        cuts.forEach(cut -> cut.addTo(ranges, whole));
        int length = cutText.cut(text, text.length, ranges, whole);
        return Arrays.copyOf(cutText.utf8(), length);
    }
}
