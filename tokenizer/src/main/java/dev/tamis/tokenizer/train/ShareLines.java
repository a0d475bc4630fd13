package dev.tamis.tokenizer.train;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines that start in a share of a file, without their LF. What follows the file's last LF is a line unless it is
 * empty.
 *
 * <p>A line may be of any length: of one that overflows the buffer, which has room for {@code longest} bytes at least,
 * the first bytes stay in memory, more than {@code longest}, and the last {@link #TAIL}. Those between are only counted.
 */
final class ShareLines implements Closeable {
    /** Bytes that stay of the end of a line, enough for a TAB and a count. */
    static final int TAIL = 32;

    private static final int READ = 1 << 16;
    /** Some JVMs cannot allocate the last few elements below 2^31. */
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final InputStream in;
    private final long to;
    private final int head;
    private byte[] bytes = new byte[READ];
    private int filled;
    private int start;
    private int length;
    private long dropped;
    private int nextStart;
    /** Where in the file the next line starts. */
    private long position;

    private boolean ended;

    /**
     * Goes to the first line that starts at {@code from} or later.
     *
     * @param in the file's bytes from {@code from - 1} on, or from 0; closed with these lines
     * @param to lines that start here or later are not of this share, and nothing is read to find them
     * @param longest the length up to which lines are wanted whole
     */
    ShareLines(InputStream in, long from, long to, int longest) throws IOException {
        this.in = in;
        this.to = to;
        head = (int) Math.min(longest + 1L, LARGEST - TAIL - READ);
        position = from;
        if (from > 0) {
            skipRemainder();
        }
    }

    /** Skips the line that started before; its last byte may be the LF just before the share. */
    private void skipRemainder() throws IOException {
        position--;
        while (position < to) {
            if (nextStart == filled) {
                filled = 0;
                nextStart = 0;
                fill();
                if (ended) {
                    return;
                }
            }
            position++;
            if (bytes[nextStart++] == '\n') {
                return;
            }
        }
    }

    /** Goes to the next line; false when there is none. */
    boolean next() throws IOException {
        if (position >= to) {
            return false;
        }
        start = nextStart;
        dropped = 0;
        int at = start;
        while (true) {
            while (at < filled && bytes[at] != '\n') {
                at++;
            }
            if (at < filled || ended) {
                break;
            }
            at = makeRoom();
            fill();
        }
        length = at - start;
        nextStart = Math.min(at + 1, filled);
        position += length + dropped + 1;
        return at < filled || length > 0;
    }

    /** Moves the line to the front, and drops its middle or enlarges the buffer if it is full; where the line ends. */
    private int makeRoom() {
        System.arraycopy(bytes, start, bytes, 0, filled - start);
        filled -= start;
        start = 0;
        if (filled == bytes.length) {
            int excess = filled - head - TAIL;
            if (excess >= READ / 2) {
                System.arraycopy(bytes, filled - TAIL, bytes, head, TAIL);
                filled = head + TAIL;
                dropped += excess;
            } else {
                bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, head + TAIL + READ));
            }
        }
        return filled;
    }

    private void fill() throws IOException {
        int read = in.read(bytes, filled, bytes.length - filled);
        if (read < 0) {
            ended = true;
        } else {
            filled += read;
        }
    }

    /** The array that holds what stays of the line; it changes with the next one. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    /** Bytes of the line that are in the array. */
    int length() {
        return length;
    }

    /** Bytes of the line that are not, all before its last {@link #TAIL}. */
    long dropped() {
        return dropped;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
