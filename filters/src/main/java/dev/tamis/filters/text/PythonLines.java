package dev.tamis.filters.text;

/**
 * The lines of a text as Python's {@code str.splitlines} cuts it, which also breaks at U+000B, U+000C, U+000D, U+001C to
 * U+001E, U+0085, U+2028 and U+2029; CR and LF in a row are one break, and a break at the end opens no line. Filters
 * written in Python measure lines so.
 */
public final class PythonLines {
    private long lines;
    private long chars;
    private long longest;

    public void measure(TextView view) {
        if (hasOnlyLineFeeds(view)) {
            lines = view.lines();
            chars = 0;
            longest = 0;
            for (int line = 0; line < view.lines(); line++) {
                chars += view.lineCodePoints(line);
                longest = Math.max(longest, view.lineCodePoints(line));
            }
        } else {
            split(view.utf8(), view.length());
        }
    }

    public long lines() {
        return lines;
    }

    /** Code points of all lines without what ends them. */
    public long chars() {
        return chars;
    }

    /** Code points of the longest line without what ends it; 0 without lines. */
    public long longest() {
        return longest;
    }

    private static boolean hasOnlyLineFeeds(TextView view) {
        byte[] utf8 = view.utf8();
        for (int at = 0; at < view.length(); at += Swar.WIDTH) {
            long chunk = Swar.load(utf8, at) & Swar.lowest(view.length() - at);
            long high = chunk & Swar.TOP;
            long low = chunk & ~Swar.TOP;
            if ((Swar.between(low, 0x0B, 0x1E) & ~high) != 0 || (high != 0 && hasLead(chunk))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a byte is C2 or E2, with which the other breaks begin. */
    private static boolean hasLead(long chunk) {
        long low = chunk & ~Swar.TOP;
        return (chunk & (Swar.equal(low, 0x42) | Swar.equal(low, 0x62)) & Swar.TOP) != 0;
    }

    private void split(byte[] utf8, int length) {
        lines = 0;
        chars = 0;
        longest = 0;
        long line = 0;
        boolean open = false;
        int at = 0;
        while (at < length) {
            int bytes = breakAt(utf8, at, length);
            if (bytes == 0) {
                line += Utf8.isContinuation(utf8[at]) ? 0 : 1;
                open = true;
                at++;
            } else {
                endLine(line);
                line = 0;
                open = false;
                at += bytes;
            }
        }
        if (open) {
            endLine(line);
        }
    }

    private void endLine(long codePoints) {
        lines++;
        chars += codePoints;
        longest = Math.max(longest, codePoints);
    }

    /** Bytes of the break at a position, or 0. */
    private static int breakAt(byte[] utf8, int at, int length) {
        return switch (utf8[at]) {
            case '\r' -> at + 1 < length && utf8[at + 1] == '\n' ? 2 : 1;
            case '\n', 0x0B, '\f', 0x1C, 0x1D, 0x1E -> 1;
            case (byte) 0xC2 -> utf8[at + 1] == (byte) 0x85 ? 2 : 0;
            case (byte) 0xE2 ->
                utf8[at + 1] == (byte) 0x80 && (utf8[at + 2] == (byte) 0xA8 || utf8[at + 2] == (byte) 0xA9) ? 3 : 0;
            default -> 0;
        };
    }
}
