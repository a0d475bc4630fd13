package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes a one-dimensional NumPy structured array, format version 1.0, byte for byte as {@code numpy.save} does: the
 * magic {@code \x93NUMPY}, bytes 1 and 0, u16 header length, a Python dictionary of {@code descr}, {@code
 * fortran_order} and {@code shape}, spaces up to a multiple of 64 bytes, a line feed; then the records.
 *
 * <p>The number of records stands at the front and is known at the end only, so records are held back in a {@link
 * Spool}. Like NumPy, the header leaves room for any number of records; its size depends on the description alone.
 */
final class NpyWriter implements Closeable {

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    static final int ALIGNMENT = 64;
    /** NumPy leaves room for so many digits of the first axis. */
    private static final int MOST_DIGITS = 21;

    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final String description;
    private final int recordBytes;
    private final Spool spool = new Spool();
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private long records;

    /**
     * @param description the value of {@code descr}, as NumPy writes it
     * @param recordBytes of one record
     */
    NpyWriter(OutputStream out, String description, int recordBytes) {
        this.out = Objects.requireNonNull(out, "out");
        this.description = description;
        this.recordBytes = recordBytes;
    }

    /** Adds the record that stands at the start of the array. */
    void add(byte[] record) throws IOException {
        if (filled > BUFFER - recordBytes) {
            spool.write(buffer, 0, filled);
            filled = 0;
        }
        System.arraycopy(record, 0, buffer, filled, recordBytes);
        filled += recordBytes;
        records++;
    }

    long records() {
        return records;
    }

    /** Writes the file; to be called once. The stream stays open. */
    void finish() throws IOException {
        spool.write(buffer, 0, filled);
        filled = 0;
        out.write(header(description, records));
        spool.copyTo(out);
        out.flush();
    }

    /** Everything before the first record. */
    static byte[] header(String description, long records) {
        String shape = Long.toString(records);
        String text = "{'descr': " + description + ", 'fortran_order': False, 'shape': (" + shape + ",), }"
                + " ".repeat(MOST_DIGITS - shape.length());
        int before = MAGIC.length + 2;
        int size = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[size];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        header[before - 2] = (byte) (size - before);
        header[before - 1] = (byte) ((size - before) >>> 8);
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, header, before, ascii.length);
        header[size - 1] = '\n';
        return header;
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
