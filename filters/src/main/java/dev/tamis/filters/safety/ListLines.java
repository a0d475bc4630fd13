package dev.tamis.filters.safety;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The entries of a list, one a line: trimmed, without blank lines, comments ({@code #}) and a byte order mark. */
final class ListLines {
    /** Bytes of the longest line that is read; longer ones are left out. */
    private static final int MAX_LINE = 1 << 14;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final byte[] line = new byte[MAX_LINE];
    private int at;
    private int filled;

    /** @param in UTF-8; not closed here */
    ListLines(InputStream in) {
        this.in = in;
    }

    /** The next entry, or null after the last. */
    String next() throws IOException {
        while (true) {
            int length = read();
            if (length < 0) {
                return null;
            }
            String text = new String(line, 0, Math.min(length, MAX_LINE), StandardCharsets.UTF_8);
            String entry = (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
            if (length <= MAX_LINE && !entry.isEmpty() && entry.charAt(0) != '#') {
                return entry;
            }
        }
    }

    /** Reads a line; gives its bytes, more than {@link #MAX_LINE} if they did not all fit, or -1 at the end. */
    private int read() throws IOException {
        int length = 0;
        while (true) {
            if (at == filled) {
                at = 0;
                filled = Math.max(in.read(buffer), 0);
                if (filled == 0) {
                    return length == 0 ? -1 : length;
                }
            }
            byte b = buffer[at++];
            if (b == '\n') {
                return length;
            }
            if (length < MAX_LINE) {
                line[length] = b;
            }
            length = Math.min(length + 1, MAX_LINE + 1);
        }
    }
}
