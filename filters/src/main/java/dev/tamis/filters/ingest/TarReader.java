package dev.tamis.filters.ingest;

import dev.tamis.filters.ingest.ShardEntry.Medium;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardEntry.Skipped;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/**
 * Reads tar archives (POSIX.1-1988 and pax, GNU long names), plain or in gzip or zstd.
 *
 * <p>Tar has a checksum over each header and none over contents. In a compressed tar contents are released before the
 * CRC-32 at the end of their gzip member was checked; damage found later is an entry for the rest of the archive.
 *
 * <p>Offsets are those of an entry's first header in the uncompressed stream.
 */
final class TarReader extends ArchiveReader {
    private static final int BLOCK = 512;
    private static final int MOST_NAME_BYTES = 1 << 16;
    private static final int MOST_PAX_BYTES = 1 << 20;

    private final ByteFeed feed;
    private final byte[] header = new byte[BLOCK];
    private boolean done;
    private boolean sawEnd = true;

    TarReader(ShardOptions options, String shard, InputStream in, StoredBytes stored, Limits limits)
            throws IOException {
        super(options, shard, in, stored, limits);
        this.feed = ContentFeed.open(stored, limits);
    }

    @Override
    public ShardEntry next() throws IOException {
        if (done) {
            return null;
        }
        long start = feed.offset();
        try {
            ShardEntry entry = nextEntry();
            done = entry == null;
            return entry;
        } catch (UnitDamage damage) {
            done = true;
            if (damage.reason() == Reason.ARCHIVE_BOMB && !feed.isDamaged()) {
                UnitTape tape = new UnitTape(limits.quarantinedBytes());
                tape.add(header, 0, BLOCK);
                stored.drain();
                return setAside(Origin.at(shard, fresh(start), -1), damage, tape);
            }
            UnitTape tape = feed.recover();
            stored.drain();
            UnitDamage rest = new UnitDamage(
                    damage.reason(),
                    damage.getMessage() + "; entries before byte " + start
                            + " of the content were read before the damage was found, the rest is not",
                    damage.getCause());
            return setAside(Origin.at(shard, fresh(start), -1), rest, tape);
        }
    }

    /** What headers before an entry's own say of it. */
    private static final class Extended {
        private String path;
        private long size = -1;
        private boolean sparse;
    }

    private ShardEntry nextEntry() throws IOException, UnitDamage {
        Extended extended = new Extended();
        long start = feed.offset();
        while (true) {
            if (!feed.ensure(BLOCK)) {
                return atEnd(start);
            }
            if (isZero()) {
                sawEnd = true;
                feed.consume(BLOCK);
                start = feed.offset();
                continue;
            }
            if (!isHeader()) {
                return garbage(start);
            }
            sawEnd = false;
            feed.read(header, 0, BLOCK);
            long size = number(header, 124, 12);
            if (size < 0) {
                UnitTape tape = new UnitTape(limits.quarantinedBytes());
                tape.add(header, 0, BLOCK);
                return setAside(
                        origin(start, feed.offset(), null),
                        new UnitDamage(Reason.ARCHIVE_CORRUPT, "tar header has no valid size"),
                        tape);
            }
            switch (header[156]) {
                case 'L' -> {
                    byte[] name = payload(size, MOST_NAME_BYTES);
                    if (name == null) {
                        return atEnd(start);
                    }
                    int length = name.length;
                    while (length > 0 && name[length - 1] == 0) {
                        length--;
                    }
                    extended.path = name(name, 0, length);
                }
                case 'x', 'X' -> {
                    byte[] pax = payload(size, MOST_PAX_BYTES);
                    if (pax == null) {
                        return atEnd(start);
                    }
                    pax(pax, extended);
                }
                case 'K', 'g' -> {
                    if (!skipPadded(size)) {
                        return atEnd(start);
                    }
                }
                default -> {
                    countEntry();
                    ShardEntry entry = entry(start, size, extended);
                    if (entry != null) {
                        return entry;
                    }
                    start = feed.offset();
                    extended = new Extended();
                }
            }
        }
    }

    /** The entry of a header, or null for a folder. */
    private ShardEntry entry(long start, long headerSize, Extended extended) throws IOException, UnitDamage {
        int type = header[156];
        String path = extended.path != null ? extended.path : path();
        long size = extended.size >= 0 ? extended.size : headerSize;
        boolean regular = type == '0' || type == 0 || type == '7';
        if (type == '5' || (regular && path.endsWith("/"))) {
            return skipPadded(type == '5' ? 0 : size) ? null : atEnd(start);
        }
        // Links, devices and pipes have no content, whatever their size field says.
        if (type >= '1' && type <= '6') {
            Origin origin = origin(start, feed.offset(), path);
            if (isUnsafe(path)) {
                UnitTape tape = new UnitTape(limits.quarantinedBytes());
                tape.add(header, 0, BLOCK);
                return setAside(origin, unsafe(), tape);
            }
            return new Skipped(origin, Reason.NOT_A_DOCUMENT);
        }
        countContent(size);
        UnitDamage damage = null;
        if (isUnsafe(path)) {
            damage = unsafe();
        } else if (type == 'S' || extended.sparse) {
            damage = new UnitDamage(Reason.ARCHIVE_CORRUPT, "sparse entries are not supported");
        } else if (size > recordBytes) {
            damage = tooLarge(size);
        }
        if (damage != null || !regular || !wanted(path)) {
            UnitTape tape = null;
            if (damage != null) {
                tape = new UnitTape(limits.quarantinedBytes());
                tape.add(header, 0, BLOCK);
            }
            if (feed.skip(size, tape) < size) {
                return cut(start, path, tape);
            }
            feed.skip(padding(size), null);
            Origin origin = origin(start, feed.offset(), path);
            return damage != null
                    ? setAside(origin, damage, tape)
                    : new Skipped(origin, regular ? Reason.EXCLUDED : Reason.NOT_A_DOCUMENT);
        }
        // A tar that is not compressed holds its contents byte for byte.
        Medium medium = feed instanceof ByteFeed.Stored ? Medium.at(feed.offset()) : null;
        Growing content = new Growing(size);
        while (content.size < size) {
            int room = content.makeRoom();
            int read = feed.read(content.bytes, content.size, room);
            content.size += read;
            if (read < room) {
                UnitTape tape = new UnitTape(limits.quarantinedBytes());
                tape.add(header, 0, BLOCK);
                tape.add(content.bytes, 0, content.size);
                return cut(start, path, tape);
            }
        }
        feed.skip(padding(size), null);
        return new RawRecord(origin(start, feed.offset(), path), content.bytes, false, Map.of(), null, medium);
    }

    /** A buffer that follows what is there, not what is claimed. */
    private static final class Growing {
        private final long most;
        private byte[] bytes;
        private int size;

        Growing(long most) {
            this.most = most;
            this.bytes = new byte[(int) Math.min(most, 1 << 20)];
        }

        int makeRoom() {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(most, 2L * size));
            }
            return bytes.length - size;
        }
    }

    private ShardEntry cut(long start, String path, UnitTape tape) {
        sawEnd = true;
        UnitTape kept = tape == null ? new UnitTape(limits.quarantinedBytes()) : tape;
        return setAside(
                origin(start, feed.offset(), path),
                new UnitDamage(Reason.ARCHIVE_CORRUPT, "tar archive ends inside an entry"),
                kept);
    }

    /** The feed has fewer bytes than a block left, or none. */
    private ShardEntry atEnd(long start) throws IOException, UnitDamage {
        boolean zero = isZero(feed.available());
        if (sawEnd && zero && feed.offset() == start) {
            feed.consume(feed.available());
            return null;
        }
        sawEnd = true;
        UnitTape tape = new UnitTape(limits.quarantinedBytes());
        feed.skip(BLOCK, tape);
        return setAside(
                origin(start, feed.offset(), null),
                new UnitDamage(
                        Reason.ARCHIVE_CORRUPT, "tar archive ends without its end mark, so that more may be missing"),
                tape);
    }

    /** Passes over blocks up to the next header with a right checksum. */
    private ShardEntry garbage(long start) throws IOException, UnitDamage {
        UnitTape tape = new UnitTape(limits.quarantinedBytes());
        boolean afterEnd = sawEnd && start > 0;
        do {
            feed.skip(BLOCK, tape);
        } while (feed.ensure(BLOCK) && !isHeader());
        if (!feed.ensure(BLOCK)) {
            feed.skip(BLOCK, tape);
            sawEnd = true;
        }
        return setAside(
                origin(start, feed.offset(), null),
                new UnitDamage(
                        Reason.ARCHIVE_CORRUPT,
                        (feed.offset() - start) + " bytes where a tar header must be"
                                + (afterEnd ? ", after the end mark" : "")),
                tape);
    }

    /** Content of at most {@code most} bytes with its padding; null when the archive ends in it. */
    private byte[] payload(long size, int most) throws IOException, UnitDamage {
        if (size > most) {
            return skipPadded(size) ? new byte[0] : null;
        }
        byte[] bytes = new byte[(int) size];
        if (feed.read(bytes, 0, bytes.length) < bytes.length || feed.skip(padding(size), null) < padding(size)) {
            return null;
        }
        return bytes;
    }

    private boolean skipPadded(long size) throws IOException, UnitDamage {
        return feed.skip(size, null) == size && feed.skip(padding(size), null) == padding(size);
    }

    private static long padding(long size) {
        return -size & (BLOCK - 1);
    }

    private static void pax(byte[] bytes, Extended extended) {
        int at = 0;
        while (at < bytes.length) {
            int length = 0;
            int i = at;
            while (i < bytes.length && bytes[i] >= '0' && bytes[i] <= '9' && length < MOST_PAX_BYTES) {
                length = 10 * length + (bytes[i++] - '0');
            }
            int end = at + length;
            if (i == bytes.length || bytes[i] != ' ' || end > bytes.length || end <= i + 1) {
                return;
            }
            int equals = i + 1;
            while (equals < end && bytes[equals] != '=') {
                equals++;
            }
            if (equals < end) {
                String key = name(bytes, i + 1, equals);
                // A record ends in LF.
                if (key.equals("path")) {
                    extended.path = name(bytes, equals + 1, end - 1);
                } else if (key.equals("size")) {
                    extended.size = decimal(bytes, equals + 1, end - 1);
                } else if (key.startsWith("GNU.sparse.")) {
                    extended.sparse = true;
                }
            }
            at = end;
        }
    }

    private static long decimal(byte[] bytes, int from, int to) {
        if (to <= from || to - from > 18) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = 10 * number + (bytes[i] - '0');
        }
        return number;
    }

    private String path() {
        String name = name(header, 0, end(header, 0, 100));
        // POSIX has a prefix here; GNU's magic ends in spaces, and other things are kept in its place.
        boolean posix = header[257] == 'u' && header[262] == 0;
        int prefixEnd = posix ? end(header, 345, 155) : 345;
        return prefixEnd > 345 ? name(header, 345, prefixEnd) + '/' + name : name;
    }

    private static int end(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return end;
    }

    /** An octal number, or GNU's base 256; -1 when it is neither or too large. */
    private static long number(byte[] header, int from, int length) {
        if ((header[from] & 0x80) != 0) {
            long number = header[from] & 0x7f;
            for (int i = from + 1; i < from + length; i++) {
                if (number > Long.MAX_VALUE >> 9) {
                    return -1;
                }
                number = number << 8 | (header[i] & 0xff);
            }
            return number;
        }
        long number = 0;
        boolean digits = false;
        for (int i = from; i < from + length; i++) {
            byte b = header[i];
            if (b >= '0' && b <= '7') {
                number = number << 3 | (b - '0');
                digits = true;
            } else if (b == 0 || (b == ' ' && digits)) {
                break;
            } else if (b != ' ') {
                return -1;
            }
        }
        return number;
    }

    private boolean isZero() {
        return isZero(BLOCK);
    }

    private boolean isZero(int bytes) {
        for (int i = 0; i < bytes; i++) {
            if (feed.at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the block at the position has the right checksum. Historic writers summed signed bytes. */
    private boolean isHeader() {
        int unsigned = 0;
        int signed = 0;
        byte[] bytes = feed.array();
        int from = feed.arrayPosition();
        for (int i = 0; i < BLOCK; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : bytes[from + i];
            unsigned += b & 0xff;
            signed += b;
        }
        long expected = number(bytes, from + 148, 8);
        return bytes[from] != 0 && (expected == unsigned || expected == signed);
    }

    @Override
    public void close() throws IOException {
        feed.close();
        super.close();
    }
}
