package dev.tamis.filters.ingest;

import java.io.Closeable;
import java.io.IOException;

/**
 * Reads one shard from its first byte to its last, holding at most one record in memory.
 *
 * <p>Damage is an entry, not an exception: a reader returns {@link ShardEntry.Damaged} and goes on at the next verified
 * start of a unit. It throws only when the underlying stream does.
 */
public interface ShardReader extends Closeable {

    /** The next unit, or null at the end of the shard. Offsets strictly grow. */
    ShardEntry next() throws IOException;

    /** Bytes of the shard as stored that have been consumed so far; equals its length once {@link #next} gave null. */
    long bytesRead();
}
