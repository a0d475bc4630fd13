package dev.tamis.filters.ingest;

import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.Medium;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardEntry.Skipped;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads a shard that is one record: its content, without gzip or zstd around it.
 *
 * <p>The record is released after every check of its compression passed. What follows the last gzip member is an entry of
 * its own.
 */
final class FileReader implements ShardReader {
    private static final int FIRST_CONTENT = 1 << 16;

    private final String shard;
    private final List<Glob> include;
    private final List<Glob> exclude;
    private final Limits limits;
    private final int recordBytes;
    private final InputStream in;
    private final StoredBytes stored;
    private boolean done;

    FileReader(ShardOptions options, String shard, InputStream in, Limits limits) {
        this.shard = shard;
        this.include = options.include().stream().map(Glob::compile).toList();
        this.exclude = options.exclude().stream().map(Glob::compile).toList();
        this.limits = limits;
        this.recordBytes = ByteFeed.recordBytes(limits);
        this.in = in;
        this.stored = new StoredBytes(in, limits.quarantinedBytes());
    }

    @Override
    public ShardEntry next() throws IOException {
        if (done) {
            return null;
        }
        done = true;
        if (!wanted()) {
            stored.drain();
            return new Skipped(origin(), Reason.EXCLUDED);
        }
        stored.beginUnit();
        try (ByteFeed feed = ContentFeed.open(stored, limits)) {
            return whole(feed);
        }
    }

    private ShardEntry whole(ByteFeed feed) throws IOException {
        byte[] content = new byte[FIRST_CONTENT];
        int length = 0;
        try {
            while (feed.ensure(1)) {
                if (length == content.length) {
                    content = Arrays.copyOf(content, (int) Math.min(recordBytes + 1L, 2L * length));
                }
                length += feed.read(content, length, Math.min(feed.available(), content.length - length));
                if (length > recordBytes) {
                    UnitTape tape = new UnitTape(limits.quarantinedBytes());
                    tape.add(content, 0, length);
                    feed.skip(Long.MAX_VALUE, tape);
                    return setAside(
                            new UnitDamage(
                                    Reason.RECORD_TOO_LARGE,
                                    "file of " + feed.offset() + " bytes (limits.record_bytes is " + recordBytes + ")"),
                            tape);
                }
            }
        } catch (UnitDamage damage) {
            UnitTape tape = feed.recover();
            stored.drain();
            return setAside(damage, tape);
        }
        Medium medium = feed instanceof ByteFeed.Stored ? Medium.at(0) : null;
        return new RawRecord(origin(), Arrays.copyOf(content, length), false, Map.of(), null, medium);
    }

    /** Patterns may be of the whole path or of the file's name alone. */
    private boolean wanted() {
        String name = name();
        return (include.isEmpty() || matches(include, name)) && !matches(exclude, name);
    }

    private boolean matches(List<Glob> globs, String name) {
        for (Glob glob : globs) {
            if (glob.matches(shard) || glob.matches(name)) {
                return true;
            }
        }
        return false;
    }

    private ShardEntry setAside(UnitDamage damage, UnitTape tape) {
        return new Damaged(
                origin(), damage.reason(), damage.errorClass(), damage.getMessage(), tape.head(), tape.sha256());
    }

    private Origin origin() {
        return new Origin(shard, 0, stored.position(), name(), null, null, null);
    }

    private String name() {
        return shard.substring(shard.lastIndexOf('/') + 1);
    }

    @Override
    public long bytesRead() {
        return stored.position();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
