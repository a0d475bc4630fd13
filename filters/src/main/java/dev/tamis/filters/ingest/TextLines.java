package dev.tamis.filters.ingest;

import dev.tamis.filters.record.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a file that must be whole: plain, gzip or zstd, told apart by their first bytes. For files that a recipe names
 * and a run cannot go on without; shards of documents, whose damage is set aside, are for {@link ShardReader}s.
 *
 * <p>Only LF ends a line. A line longer than {@code limits.recordBytes()} fails. Belongs to one thread.
 */
public final class TextLines implements Closeable {
    private static final int FIRST_LINE = 1 << 12;

    private final InputStream in;
    private final ByteFeed feed;
    private final int mostBytes;
    private byte[] line = new byte[FIRST_LINE];
    private int length;
    private long number;

    /** @param in the file as stored; closed with this */
    public TextLines(InputStream in, Limits limits) throws IOException {
        this.in = in;
        this.mostBytes = ByteFeed.recordBytes(limits);
        this.feed = ContentFeed.open(new StoredBytes(in, limits.quarantinedBytes()), limits);
    }

    /**
     * Goes on to the next line, if there is one.
     *
     * @throws IOException if the file is damaged, ends early, or the line is too long; the message tells which
     */
    public boolean next() throws IOException {
        length = 0;
        try {
            if (!feed.ensure(1)) {
                return false;
            }
            number++;
            while (feed.ensure(1)) {
                byte[] bytes = feed.array();
                int from = feed.arrayPosition();
                int to = from + feed.available();
                int end = from;
                while (end < to && bytes[end] != '\n') {
                    end++;
                }
                append(bytes, from, end - from);
                feed.consume(end - from);
                if (end < to) {
                    feed.consume(1);
                    return true;
                }
            }
            return true;
        } catch (UnitDamage damage) {
            throw new IOException(
                    "the file is damaged (" + damage.reason().id() + ": " + damage.getMessage() + ")", damage);
        }
    }

    private void append(byte[] bytes, int from, int count) throws IOException {
        if (count > mostBytes - length) {
            throw new IOException("the line is longer than " + mostBytes + " bytes");
        }
        if (line.length < length + count) {
            line = Arrays.copyOf(line, (int) Math.min(mostBytes, Math.max(2L * line.length, length + count)));
        }
        System.arraycopy(bytes, from, line, length, count);
        length += count;
    }

    /** The bytes of the line, without LF, and anything after them. For reading only. */
    public byte[] line() {
        return line;
    }

    /** Bytes of the line. */
    public int length() {
        return length;
    }

    /** Number of the line, from 1. */
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        feed.close();
        in.close();
    }
}
