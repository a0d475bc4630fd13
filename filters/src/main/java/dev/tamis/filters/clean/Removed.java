package dev.tamis.filters.clean;

/** What one cleaner took out of one text. */
public final class Removed {
    private long chars;
    private long lines;
    private long spans;

    /** Counts code points that are in the text no more, masked ones included. */
    public void chars(long count) {
        chars += count;
    }

    /** Counts whole lines that are in the text no more, blank ones left out. */
    public void lines(long count) {
        lines += count;
    }

    /** Counts runs of characters, such as addresses, that were cut out of a line or masked. */
    public void spans(long count) {
        spans += count;
    }

    public long chars() {
        return chars;
    }

    public long lines() {
        return lines;
    }

    public long spans() {
        return spans;
    }

    /** Counts the code points by which a text became shorter, and gives the text back. */
    String shorter(String before, String after) {
        chars(before.codePointCount(0, before.length()) - after.codePointCount(0, after.length()));
        return after;
    }
}
