package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a one-dimensional NumPy structured array of one known description, at any record. The header must be as {@link
 * NpyWriter} and {@code numpy.save} write it, and its claim is checked against the size. Safe for use by many threads
 * if its source is.
 */
final class NpyReader implements Closeable {

    private final ByteSource source;
    private final String name;
    private final int recordBytes;
    private final long start;
    private final long records;

    private NpyReader(ByteSource source, String name, String description, int recordBytes) throws IOException {
        this.source = source;
        this.name = name;
        this.recordBytes = recordBytes;
        int headerBytes = NpyWriter.header(description, 0).length;
        if (source.size() < headerBytes) {
            throw damaged(source.size() + " bytes, less than the header's " + headerBytes);
        }
        byte[] header = new byte[headerBytes];
        source.read(0, header, 0, headerBytes);
        records = claim(header);
        if (records < 0 || !Arrays.equals(header, NpyWriter.header(description, records))) {
            throw damaged("the header is not that of an array of " + description);
        }
        start = headerBytes;
        long room = source.size() - headerBytes;
        if (room % recordBytes != 0 || room / recordBytes != records) {
            throw damaged(source.size() + " bytes cannot hold " + records + " records of " + recordBytes + " bytes");
        }
    }

    /** The number in {@code 'shape': (n,)}, or -1. */
    private static long claim(byte[] header) {
        String text = new String(header, StandardCharsets.ISO_8859_1);
        String key = "'shape': (";
        int at = text.lastIndexOf(key);
        if (at < 0) {
            return -1;
        }
        int from = at + key.length();
        int end = from;
        long n = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            if (end - from == 18) {
                return -1;
            }
            n = n * 10 + text.charAt(end++) - '0';
        }
        return end == from ? -1 : n;
    }

    /** A reader over any store. It owns the source and closes it, also when it refuses it. */
    static NpyReader of(ByteSource source, String name, String description, int recordBytes) throws IOException {
        try {
            return new NpyReader(source, name, description, recordBytes);
        } catch (IOException | RuntimeException e) {
            try (source) {
                throw e;
            }
        }
    }

    long records() {
        return records;
    }

    String name() {
        return name;
    }

    /**
     * Reads records as they are stored.
     *
     * @throws IOException if there are not that many from {@code first} on, or they can't be read
     */
    void read(long first, int count, byte[] into, int at) throws IOException {
        if (first < 0 || count < 0 || first > records - count) {
            throw damaged("records " + first + " to " + (first + count) + " of " + records + " are asked for");
        }
        source.read(start + first * recordBytes, into, at, count * recordBytes);
    }

    private IOException damaged(String what) {
        return new IOException("Damaged NumPy array " + name + ": " + what);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
