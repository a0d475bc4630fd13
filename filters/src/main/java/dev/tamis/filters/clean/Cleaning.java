package dev.tamis.filters.clean;

import dev.tamis.filters.record.MediaMarks;
import java.util.ArrayList;
import java.util.List;

/**
 * Cleaners that are applied one after the other. Immutable and shared by threads.
 *
 * <p>A U+FFFC, which stands for a medium, no cleaner sees: each is given what stands between two of them, and none can take one
 * away. What is said of a text's lines therefore holds of the lines around its media, and a text has as many of them as before.
 */
public final class Cleaning {
    private static final Cleaning NONE = new Cleaning(List.of());

    private final List<Cleaner> cleaners;

    private Cleaning(List<Cleaner> cleaners) {
        this.cleaners = List.copyOf(cleaners);
    }

    /** No cleaner: every text stays as it is. */
    public static Cleaning none() {
        return NONE;
    }

    public static Cleaning of(List<Cleaner> cleaners) {
        return new Cleaning(cleaners);
    }

    /** @throws IllegalArgumentException if there is no cleaner of one of the names */
    public static Cleaning named(List<String> names) {
        return new Cleaning(names.stream().map(Cleaners::byName).toList());
    }

    /** Applies all cleaners in their order, each to what the one before it left. */
    public Cleaned clean(String text) {
        String now = text;
        List<Cleaned.Step> steps = new ArrayList<>(cleaners.size());
        long words = cleaners.isEmpty() ? 0 : FastTextWords.count(text);
        for (Cleaner cleaner : cleaners) {
            Removed removed = new Removed();
            String next =
                    now.indexOf(MediaMarks.MARK) < 0 ? cleaner.clean(now, removed) : between(cleaner, now, removed);
            long left = next.equals(now) ? words : FastTextWords.count(next);
            steps.add(new Cleaned.Step(cleaner.name(), removed, words, left));
            now = next;
            words = left;
        }
        return new Cleaned(text, now, steps);
    }

    /** Cleans what stands between media; white space beside them stays, and is one gap where nothing else is left between. */
    private static String between(Cleaner cleaner, String text, Removed removed) {
        StringBuilder left = new StringBuilder(text.length());
        boolean changed = false;
        int at = 0;
        boolean last = false;
        while (!last) {
            int mark = text.indexOf(MediaMarks.MARK, at);
            last = mark < 0;
            int end = last ? text.length() : mark;
            int from = at;
            while (from < end && isGap(text.charAt(from))) {
                from++;
            }
            int to = end;
            while (to > from && isGap(text.charAt(to - 1))) {
                to--;
            }
            String piece = text.substring(from, to);
            String cleaned = piece.isEmpty() ? piece : cleaner.clean(piece, removed);
            if (cleaned.equals(piece)) {
                left.append(text, at, end);
            } else {
                changed = true;
                if (!cleaned.isBlank()) {
                    // A gap of one line end joins a caption to its medium; what comes after a caption that went is
                    // none.
                    boolean joined = from == at || isFirstLine(piece, cleaned) || isWide(text, at, from);
                    left.append(text, at, from)
                            .append(joined ? "" : "\n")
                            .append(cleaned)
                            .append(text, to, end);
                } else if (at > 0 && !last) {
                    left.append(to - from > 0 && isWide(text, at, from) && isWide(text, to, end) ? "\n\n" : "\n");
                }
            }
            if (!last) {
                left.append(MediaMarks.MARK);
            }
            at = mark + 1;
        }
        return changed ? left.toString() : text;
    }

    private static boolean isFirstLine(String piece, String cleaned) {
        int end = piece.indexOf('\n');
        return cleaned.startsWith(end < 0 ? piece : piece.substring(0, end));
    }

    private static boolean isGap(char c) {
        return c == '\n' || c == ' ' || c == '\t';
    }

    private static boolean isWide(String text, int from, int to) {
        return text.substring(from, to).contains("\n\n");
    }
}
