package dev.tamis.filters.ingest;

import dev.tamis.filters.record.Limits;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/**
 * Uncompressed bytes with an offset, read through one buffer.
 *
 * <p>Damage is met in order: the bytes before it are given out first, then every attempt to read past them throws.
 */
abstract class ByteFeed implements Closeable {
    /** Most bytes that {@link #ensure} can be asked for. */
    static final int LOOKAHEAD = 1 << 17;

    private static final int PULL = 1 << 16;
    private static final long FREE_REWINDS = 64L << 20;

    private byte[] buffer = new byte[2 * PULL];
    private int position;
    private int limit;
    private long base;
    private boolean ended;
    private UnitDamage pending;
    private long unread;

    /** @param offset offset of the feed's first byte */
    ByteFeed(long offset) {
        this.base = offset;
    }

    /**
     * Goes on after damage at the next verified start of a member, or ends the feed.
     *
     * @return what was lost, as stored
     */
    UnitTape recover() throws IOException {
        throw new IllegalStateException("This feed leaves what follows damage to its owner");
    }

    /** limits.record_bytes, or what one array can hold where that is less. */
    static int recordBytes(Limits limits) {
        return (int) Math.min(limits.recordBytes(), Integer.MAX_VALUE - 64);
    }

    /** Reads at least one byte into {@code out}, or gives -1 at the end. */
    abstract int pull(byte[] out, int from, int length) throws IOException, UnitDamage;

    /** Offset in the uncompressed stream of the next byte. */
    final long offset() {
        return base + position;
    }

    final byte[] array() {
        return buffer;
    }

    final int arrayPosition() {
        return position;
    }

    final int available() {
        return limit - position;
    }

    final byte at(int ahead) {
        return buffer[position + ahead];
    }

    final void consume(int bytes) {
        position += bytes;
    }

    /** Whether {@code bytes} are available, after reading as far as needed. */
    final boolean ensure(int bytes) throws IOException, UnitDamage {
        while (limit - position < bytes) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** Whether damage was met, which every attempt to read past it tells again. */
    final boolean isDamaged() {
        return pending != null;
    }

    /** Makes at least one more byte available; false at the end. */
    final boolean fill() throws IOException, UnitDamage {
        if (pending != null) {
            throw pending;
        }
        if (ended) {
            return false;
        }
        if (buffer.length - limit < PULL) {
            makeRoom();
        }
        try {
            int read = pull(buffer, limit, Math.min(buffer.length - limit, PULL));
            if (read < 0) {
                ended = true;
                return false;
            }
            limit += read;
            return true;
        } catch (UnitDamage damage) {
            pending = damage;
            throw damage;
        }
    }

    private void makeRoom() {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        base += position;
        limit -= position;
        position = 0;
        if (buffer.length - limit < PULL) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
    }

    /**
     * Copies up to {@code length} bytes and consumes them.
     *
     * @return number of bytes copied; fewer than {@code length} only at the end
     */
    final int read(byte[] out, int from, int length) throws IOException, UnitDamage {
        int done = 0;
        while (done < length) {
            if (limit == position) {
                if (pending != null) {
                    throw pending;
                }
                if (ended) {
                    break;
                }
                // The buffer is empty, so large reads need not pass through it.
                base += position;
                position = 0;
                limit = 0;
                if (length - done >= PULL) {
                    try {
                        int read = pull(out, from + done, length - done);
                        if (read < 0) {
                            ended = true;
                            break;
                        }
                        base += read;
                        done += read;
                        continue;
                    } catch (UnitDamage damage) {
                        pending = damage;
                        throw damage;
                    }
                }
                if (!fill()) {
                    break;
                }
            }
            int step = Math.min(length - done, limit - position);
            System.arraycopy(buffer, position, out, from + done, step);
            position += step;
            done += step;
        }
        return done;
    }

    /**
     * Consumes up to {@code length} bytes.
     *
     * @param tape receives what is skipped, or null
     * @return number of bytes skipped; fewer than {@code length} only at the end
     */
    final long skip(long length, UnitTape tape) throws IOException, UnitDamage {
        long done = 0;
        while (done < length && ensure(1)) {
            int step = (int) Math.min(length - done, available());
            if (tape != null) {
                tape.add(buffer, position, step);
            }
            position += step;
            done += step;
        }
        return done;
    }

    /**
     * Puts back the {@code length} bytes last consumed, if all putting back together stays within a multiple of what was
     * read. Otherwise nothing changes: a stream made of false starts must not cost quadratic time.
     *
     * @return whether the bytes were put back
     */
    final boolean unread(byte[] bytes, int length) {
        if (unread + length > FREE_REWINDS + 4 * offset()) {
            return false;
        }
        unread += length;
        if (length <= position) {
            System.arraycopy(bytes, 0, buffer, position - length, length);
            position -= length;
        } else {
            int rest = limit - position;
            byte[] joined = length + rest + PULL <= buffer.length ? buffer : new byte[length + rest + 2 * PULL];
            System.arraycopy(buffer, position, joined, length, rest);
            System.arraycopy(bytes, 0, joined, 0, length);
            base = offset() - length;
            buffer = joined;
            position = 0;
            limit = length + rest;
        }
        return true;
    }

    final boolean startsWith(byte[] prefix) {
        return available() >= prefix.length
                && Arrays.equals(buffer, position, position + prefix.length, prefix, 0, prefix.length);
    }

    /** Forgets damage and end, after the subclass has found a place to go on from. What was buffered is dropped. */
    final void goOn() {
        base += limit;
        position = 0;
        limit = 0;
        pending = null;
        ended = false;
    }

    /** Counts on from {@code offset}, with nothing buffered. */
    final void restartAt(long offset) {
        goOn();
        base = offset;
    }

    /** Bytes as they are stored. */
    static final class Stored extends ByteFeed {
        private final StoredBytes stored;

        Stored(StoredBytes stored) {
            super(0);
            this.stored = stored;
        }

        @Override
        int pull(byte[] out, int from, int length) throws IOException {
            if (!stored.ensure(1)) {
                return -1;
            }
            int step = Math.min(length, stored.available());
            System.arraycopy(stored.array(), stored.arrayPosition(), out, from, step);
            stored.consume(step);
            // Nothing is set aside by stored bytes here, so no window is needed.
            stored.beginUnit();
            return step;
        }

        @Override
        public void close() {}
    }

    /** The content of one gzip member after the other, each opened by the owner of the feed. */
    static final class Member extends ByteFeed {
        private final GzipMember member;

        Member(GzipMember member) {
            super(0);
            this.member = member;
        }

        @Override
        int pull(byte[] out, int from, int length) throws IOException, UnitDamage {
            return member.read(out, from, length);
        }

        @Override
        public void close() {
            member.close();
        }
    }
}
