package dev.tamis.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream as byte ranges, without their LF. What follows the last LF is a line unless it is empty. */
public final class Lines {
    private final InputStream in;
    private byte[] bytes = new byte[1 << 16];
    private int filled;
    private int start;
    private int length;
    private int nextStart;
    private boolean ended;

    public Lines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false when there is none. */
    public boolean next() throws IOException {
        start = nextStart;
        int at = start;
        while (true) {
            while (at < filled && bytes[at] != '\n') {
                at++;
            }
            if (at < filled) {
                length = at - start;
                nextStart = at + 1;
                return true;
            }
            if (ended) {
                length = filled - start;
                nextStart = filled;
                return length > 0;
            }
            int seen = at - start;
            fill();
            at = start + seen;
        }
    }

    private void fill() throws IOException {
        if (start > 0) {
            System.arraycopy(bytes, start, bytes, 0, filled - start);
            filled -= start;
            start = 0;
        }
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, ByteArray.grown(bytes.length, filled + 1L));
        }
        int read = in.read(bytes, filled, bytes.length - filled);
        if (read < 0) {
            ended = true;
        } else {
            filled += read;
        }
    }

    /** The array that holds the line; it changes with the next one. */
    public byte[] bytes() {
        return bytes;
    }

    public int start() {
        return start;
    }

    public int length() {
        return length;
    }
}
