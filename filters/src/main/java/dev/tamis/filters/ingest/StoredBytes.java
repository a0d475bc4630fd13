package dev.tamis.filters.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A shard's bytes as stored, with a position, and a window behind it for going back after damage.
 *
 * <p>The window reaches back to the start of the current unit, but not further than {@link #LOOKBACK}. That is far more
 * than a damaged deflate stream runs past its end: the next block header, at most some ten thousand symbols on, does not
 * survive random bits.
 */
final class StoredBytes {
    static final int LOOKBACK = 1 << 20;

    /** Most bytes that {@link #ensure} can be asked for. */
    static final int LOOKAHEAD = 1 << 18;

    private static final int CHUNK = 1 << 16;
    private static final int LARGEST_BUFFER = 4 * LOOKBACK;
    private static final long FREE_REWINDS = 64L << 20;

    private final InputStream in;
    private final int quarantinedBytes;
    private byte[] buffer;
    private int position;
    private int limit;
    private long base;
    private boolean ended;
    private long unitStart;
    private UnitTape evicted;
    private long rewound;

    /** @param quarantinedBytes most first bytes kept of a unit that is set aside */
    StoredBytes(InputStream in, int quarantinedBytes) {
        this.in = in;
        this.quarantinedBytes = quarantinedBytes;
        this.buffer = new byte[2 * CHUNK];
    }

    private StoredBytes(byte[] bytes, int from, int to) {
        this.in = InputStream.nullInputStream();
        this.quarantinedBytes = 1;
        this.buffer = bytes;
        this.position = from;
        this.limit = to;
        this.ended = true;
    }

    /** A view of bytes already in memory; nothing is copied. */
    static StoredBytes of(byte[] bytes, int from, int to) {
        return new StoredBytes(bytes, from, to);
    }

    /** Offset in the shard of the next byte, which is also the number of bytes consumed. */
    long position() {
        return base + position;
    }

    byte[] array() {
        return buffer;
    }

    int arrayPosition() {
        return position;
    }

    int available() {
        return limit - position;
    }

    void consume(int bytes) {
        position += bytes;
    }

    /** The byte {@code ahead} of the position, which must be available. */
    byte at(int ahead) {
        return buffer[position + ahead];
    }

    /** Whether {@code bytes} are available, after reading as far as needed. */
    boolean ensure(int bytes) throws IOException {
        while (limit - position < bytes) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** Makes at least one more byte available; false at the end of the shard. */
    boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (limit == buffer.length) {
            makeRoom();
        }
        // Neither available() nor a short read says anything about the end: only -1 does.
        int read = in.read(buffer, limit, Math.min(buffer.length - limit, CHUNK));
        if (read == 0) {
            int one = in.read();
            if (one >= 0) {
                buffer[limit] = (byte) one;
                read = 1;
            } else {
                read = -1;
            }
        }
        if (read < 0) {
            ended = true;
            return false;
        }
        limit += read;
        return true;
    }

    private void makeRoom() {
        int keepFrom = (int) (Math.max(unitStart, position() - LOOKBACK) - base);
        if (keepFrom < buffer.length / 2 && buffer.length < LARGEST_BUFFER) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            return;
        }
        int unitFrom = (int) Math.max(0, unitStart - base);
        if (unitFrom < keepFrom) {
            if (evicted == null) {
                evicted = new UnitTape(quarantinedBytes);
            }
            evicted.add(buffer, unitFrom, keepFrom - unitFrom);
        }
        System.arraycopy(buffer, keepFrom, buffer, 0, limit - keepFrom);
        base += keepFrom;
        position -= keepFrom;
        limit -= keepFrom;
    }

    /** Begins a unit at the position: what is set aside later starts here. */
    void beginUnit() {
        unitStart = position();
        evicted = null;
    }

    long unitStart() {
        return unitStart;
    }

    /** Digest and first bytes from the start of the unit to the position. Ends the unit. */
    UnitTape tape() {
        UnitTape tape = evicted == null ? new UnitTape(quarantinedBytes) : evicted;
        int from = (int) (Math.max(unitStart, base) - base);
        tape.add(buffer, from, position - from);
        beginUnit();
        return tape;
    }

    /**
     * Goes back to the second byte of the unit, or as far as the window reaches.
     *
     * <p>All going back together is bounded by a multiple of what was read, so that a shard made of false starts costs
     * linear time. Beyond that the position stays.
     */
    void rewindIntoUnit() {
        long to = Math.max(unitStart + 1, base);
        long distance = position() - to;
        if (distance > 0 && rewound + distance <= FREE_REWINDS + 4 * position()) {
            rewound += distance;
            position -= (int) distance;
        } else if (distance < 0 && available() > 0) {
            position++;
        }
    }

    /** Reads to the end of the shard. */
    void drain() throws IOException {
        do {
            position = limit;
        } while (fill());
    }
}
