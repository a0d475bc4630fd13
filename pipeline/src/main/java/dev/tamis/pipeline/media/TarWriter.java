package dev.tamis.pipeline.media;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a tar (POSIX.1-1988 ustar) whose bytes depend on the names and contents alone: every file has mode 644, and owner,
 * group and time 0.
 */
public final class TarWriter implements Closeable {
    private static final int BLOCK = 512;
    private static final int MOST_NAME_BYTES = 100;
    private static final byte[] ZEROS = new byte[2 * BLOCK];

    private final OutputStream out;
    private final byte[] header = new byte[BLOCK];
    private long position;

    /** @param out at the start of the file; need not be buffered. Closed with this */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Bytes written so far. */
    public long position() {
        return position;
    }

    /**
     * Adds a file.
     *
     * @param name at most 100 ASCII characters
     * @return where its content begins in the tar
     */
    public long add(String name, byte[] content) throws IOException {
        byte[] path = name.getBytes(StandardCharsets.US_ASCII);
        if (path.length == 0 || path.length > MOST_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "Invalid name in a tar: " + path.length + " bytes (must be 1 to " + MOST_NAME_BYTES + ")");
        }
        Arrays.fill(header, (byte) 0);
        System.arraycopy(path, 0, header, 0, path.length);
        octal(100, 8, 0644);
        octal(108, 8, 0);
        octal(116, 8, 0);
        octal(124, 12, content.length);
        octal(136, 12, 0);
        header[156] = '0';
        ascii(257, "ustar\00000");
        octal(329, 8, 0);
        octal(337, 8, 0);
        // The checksum is that of a header whose own field is spaces.
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(148, 7, sum);
        out.write(header);
        out.write(content);
        long start = position + BLOCK;
        int padding = -content.length & (BLOCK - 1);
        out.write(ZEROS, 0, padding);
        position = start + content.length + padding;
        return start;
    }

    /** Digits and a NUL in {@code length} bytes. */
    private void octal(int from, int length, long number) {
        long rest = number;
        for (int i = from + length - 2; i >= from; i--) {
            header[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        header[from + length - 1] = 0;
    }

    private void ascii(int from, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, from, bytes.length);
    }

    /** Writes the end mark and closes the stream. */
    @Override
    public void close() throws IOException {
        try (out) {
            out.write(ZEROS);
            position += ZEROS.length;
        }
    }
}
