package dev.tamis.filters.clean;

import java.util.HashSet;
import java.util.Set;

/**
 * Removes a line that stood in the same text before, white space at its ends aside. Shorter ones stay: refrains, table
 * cells and list marks repeat with reason. Case counts. Our own definition, after DCLM's {@code within_page_dedup}, which
 * has no bound on length; 30 code points are FineWeb's bound between short lines and others.
 */
final class RepeatedLines implements Cleaner {
    private static final int LEAST_CHARS = 30;

    @Override
    public String name() {
        return "repeated_lines";
    }

    @Override
    public String doc() {
        return "Drops second and later copies of a line of at least 30 characters, white space at its ends aside.";
    }

    @Override
    public String clean(String text, Removed removed) {
        Set<String> seen = new HashSet<>();
        StringBuilder left = null;
        int copied = 0;
        for (int at = 0, next; at < text.length(); at = next) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            next = Math.min(text.length(), end + 1);
            if (end - at >= LEAST_CHARS && !isNew(text, at, end, seen)) {
                left = left == null ? new StringBuilder(text.length()) : left;
                left.append(text, copied, at);
                copied = next;
                removed.lines(1);
            }
        }
        if (left == null) {
            return text;
        }
        return removed.shorter(text, left.append(text, copied, text.length()).toString());
    }

    private static boolean isNew(String text, int start, int end, Set<String> seen) {
        int from = start;
        while (from < end && Python.isSpace(text.charAt(from))) {
            from++;
        }
        int to = end;
        while (to > from && Python.isSpace(text.charAt(to - 1))) {
            to--;
        }
        return to - from < LEAST_CHARS
                || text.codePointCount(from, to) < LEAST_CHARS
                || seen.add(text.substring(from, to));
    }
}
