package dev.tamis.filters.code;

import dev.tamis.filters.text.Ascii;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The elements of HTML that are open at a place, as Beautiful Soup has them over {@code html.parser}: a start tag opens one
 * unless its name is that of an empty element, and an end tag closes the last one of its name with all that were opened in
 * it. Names are kept as hashes. Elements deeper than a bound, and names beyond a number of them, are taken for empty.
 */
final class OpenElements {
    private static final int MOST_OPEN = 1 << 20;
    private static final int MOST_NAMES = 10_000;

    private static final Set<Long> EMPTY = hashes(
            "area base basefont bgsound br col command embed frame hr image img input isindex keygen link menuitem meta nextid param source spacer track wbr");
    /** Elements in which white space stays as it is. */
    private static final Set<Long> KEPT = hashes("pre textarea");
    /** Elements whose text is none of the page's. */
    private static final Set<Long> HIDDEN = hashes("rt rp template");

    private final Map<Long, int[]> counts = new HashMap<>();
    private long[] stack = new long[64];
    private int depth;
    private int kept;
    private int hidden;

    private static Set<Long> hashes(String names) {
        return Set.copyOf(Arrays.stream(names.split(" "))
                .map(Ascii::phrase)
                .map(name -> hash(name, 0, name.length))
                .toList());
    }

    /** FNV-1a of a name in lower case. */
    private static long hash(byte[] utf8, int start, int end) {
        long hash = 0xcbf29ce484222325L;
        for (int at = start; at < end; at++) {
            int b = utf8[at] >= 'A' && utf8[at] <= 'Z' ? utf8[at] | 0x20 : utf8[at];
            hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
        }
        return hash;
    }

    void clear() {
        counts.clear();
        depth = 0;
        kept = 0;
        hidden = 0;
    }

    void open(byte[] utf8, int start, int end) {
        long name = hash(utf8, start, end);
        boolean known = counts.size() < MOST_NAMES || counts.containsKey(name);
        if (depth == MOST_OPEN || !known || EMPTY.contains(name)) {
            return;
        }
        if (depth == stack.length) {
            stack = Arrays.copyOf(stack, depth * 2);
        }
        stack[depth++] = name;
        count(name, 1);
    }

    void close(byte[] utf8, int start, int end) {
        long name = hash(utf8, start, end);
        int[] count = counts.get(name);
        if (count == null || count[0] == 0) {
            return;
        }
        long closed;
        do {
            closed = stack[--depth];
            count(closed, -1);
        } while (closed != name);
    }

    private void count(long name, int by) {
        counts.computeIfAbsent(name, any -> new int[1])[0] += by;
        kept += KEPT.contains(name) ? by : 0;
        hidden += HIDDEN.contains(name) ? by : 0;
    }

    /** Whether an element in which white space stays as it is is open. */
    boolean kept() {
        return kept > 0;
    }

    /** Whether an element whose text does not count is open. */
    boolean hidden() {
        return hidden > 0;
    }
}
