package dev.tamis.filters.ingest;

import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardEntry.Skipped;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads zip archives (PKWARE APPNOTE 6.3) front to back, from their local headers, and holds what was read against the
 * central directory at the end: the two must list equally many entries.
 *
 * <p>An entry is released after its CRC-32 and sizes were found right. Methods are stored and deflated. An entry whose
 * size comes after it must be deflated: nothing else tells where it ends. That an entry is a symbolic link is said only in
 * the central directory, so a link reads as a small file that holds its target.
 *
 * <p>Offsets are those of local headers.
 */
final class ZipReader extends ArchiveReader {
    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int EXTRA_DATA = 0x08064b50;

    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int ENCRYPTED = 1;
    private static final int SIZES_FOLLOW = 8;
    private static final int CHUNK = 1 << 16;
    private static final int MOST_VERSION = 63;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private byte[] content = new byte[CHUNK];
    private int length;
    private long locals;
    private long centrals;
    private boolean sawEnd;
    private boolean damaged;
    private boolean done;

    ZipReader(ShardOptions options, String shard, InputStream in, StoredBytes stored, Limits limits) {
        super(options, shard, in, stored, limits);
    }

    /** Whether a zip archive with at least one entry, or an empty one, starts at the position. */
    static boolean startsAt(StoredBytes stored) throws IOException {
        if (!stored.ensure(4)) {
            return false;
        }
        int signature = int4(stored, 0);
        return signature == LOCAL || signature == END;
    }

    @Override
    public ShardEntry next() throws IOException {
        while (!done) {
            stored.beginUnit();
            long start = stored.position();
            try {
                if (!stored.ensure(1)) {
                    done = true;
                    return atEnd(start);
                }
                ShardEntry entry = nextPart(start);
                if (entry != null) {
                    damaged |= entry instanceof ShardEntry.Damaged;
                    return entry;
                }
            } catch (UnitDamage damage) {
                // Only bombs come here: everything else has a next entry to go on at.
                done = true;
                stored.drain();
                long end = stored.position();
                return setAside(Origin.at(shard, fresh(start), end - start), damage, stored.tape());
            }
        }
        return null;
    }

    private ShardEntry atEnd(long start) {
        String missing = null;
        if (!sawEnd) {
            missing = "zip archive ends without its end record, so that more may be missing";
        } else if (locals != centrals && !damaged) {
            missing = "zip archive's directory lists " + centrals + " entries where " + locals + " were read";
        }
        return missing == null
                ? null
                : setAside(origin(start, start, null), new UnitDamage(Reason.ARCHIVE_CORRUPT, missing), stored.tape());
    }

    /** Reads an entry, or a part of the directory, for which null is returned. */
    private ShardEntry nextPart(long start) throws IOException, UnitDamage {
        int signature = stored.ensure(4) ? int4(stored, 0) : 0;
        switch (signature) {
            case LOCAL -> {
                if (stored.ensure(LOCAL_BYTES) && stored.ensure(localLength())) {
                    return entry(start);
                }
            }
            case CENTRAL -> {
                if (stored.ensure(CENTRAL_BYTES)) {
                    int bytes = CENTRAL_BYTES + int2(stored, 28) + int2(stored, 30) + int2(stored, 32);
                    if (stored.ensure(bytes)) {
                        stored.consume(bytes);
                        centrals++;
                        return null;
                    }
                }
            }
            case END_64 -> {
                if (stored.ensure(12)) {
                    long bytes = long8(stored, 4);
                    if (bytes >= 0 && skip(12) && skip(bytes)) {
                        return null;
                    }
                }
            }
            case LOCATOR_64 -> {
                if (skip(20)) {
                    return null;
                }
            }
            case EXTRA_DATA -> {
                if (stored.ensure(8) && skip(8 + (int4(stored, 4) & 0xffffffffL))) {
                    return null;
                }
            }
            case END -> {
                if (stored.ensure(END_BYTES) && skip(END_BYTES + int2(stored, 20))) {
                    sawEnd = true;
                    return null;
                }
            }
            default -> {}
        }
        stored.consume(stored.available() > 0 ? 1 : 0);
        seek();
        long end = stored.position();
        return setAside(
                origin(start, end, null),
                new UnitDamage(Reason.ARCHIVE_CORRUPT, (end - start) + " bytes where a zip header must be"),
                stored.tape());
    }

    private int localLength() {
        return LOCAL_BYTES + int2(stored, 26) + int2(stored, 28);
    }

    /** Reads the entry whose whole local header is available. */
    private ShardEntry entry(long start) throws IOException, UnitDamage {
        locals++;
        countEntry();
        int flags = int2(stored, 6);
        int method = int2(stored, 8);
        int expectedCrc = int4(stored, 14);
        long compressed = int4(stored, 18) & 0xffffffffL;
        long size = int4(stored, 22) & 0xffffffffL;
        int nameLength = int2(stored, 26);
        int extraLength = int2(stored, 28);
        int nameFrom = stored.arrayPosition() + LOCAL_BYTES;
        String path = name(stored.array(), nameFrom, nameFrom + nameLength);
        boolean zip64 = false;
        if (compressed == 0xffffffffL || size == 0xffffffffL) {
            int extra = LOCAL_BYTES + nameLength;
            int extraEnd = extra + extraLength;
            while (extraEnd - extra >= 4) {
                int id = int2(stored, extra);
                int bytes = int2(stored, extra + 2);
                if (id == 1 && bytes >= 16 && extraEnd - extra >= 20) {
                    size = long8(stored, extra + 4);
                    compressed = long8(stored, extra + 12);
                    zip64 = true;
                    break;
                }
                extra += 4 + bytes;
            }
        }
        stored.consume(localLength());
        boolean sizesFollow = (flags & SIZES_FOLLOW) != 0 && compressed == 0;
        UnitDamage damage = null;
        if ((flags & ENCRYPTED) != 0) {
            damage = new UnitDamage(Reason.DOCUMENT_ENCRYPTED, "zip entry is encrypted");
        } else if (method != 0 && method != 8) {
            damage = new UnitDamage(
                    Reason.ARCHIVE_CORRUPT,
                    "zip method " + method + " is not supported (0, stored, and 8, deflated, are)");
        } else if (compressed < 0 || size < 0) {
            damage = new UnitDamage(Reason.ARCHIVE_CORRUPT, "zip entry's size is not possible");
            compressed = 0;
        } else if (sizesFollow && method == 0 && !emptyFollows()) {
            damage = new UnitDamage(
                    Reason.ARCHIVE_CORRUPT, "zip entry is stored with its size after it, so its end cannot be told");
        }
        if (damage != null) {
            if (!sizesFollow) {
                skip(compressed);
            }
            if (!atSignature()) {
                seek();
            }
            return setAside(origin(start, stored.position(), path), damage, stored.tape());
        }
        try {
            long produced = method == 0
                    ? copy(sizesFollow ? 0 : compressed)
                    : inflate(sizesFollow ? Long.MAX_VALUE : compressed, sizesFollow);
            long consumed = method == 0 ? produced : inflater.getBytesRead();
            // With the flag set the sizes follow, even where the header already has them.
            if ((flags & SIZES_FOLLOW) != 0) {
                descriptor(consumed, produced, zip64);
            } else {
                check(expectedCrc, size, produced);
            }
            if (produced > recordBytes) {
                damage = tooLarge(produced);
            }
        } catch (UnitDamage corrupt) {
            if (corrupt.reason() == Reason.ARCHIVE_BOMB) {
                throw corrupt;
            }
            damage = corrupt;
            if (!atSignature()) {
                seek();
            }
        }
        if (damage == null && !path.endsWith("/") && isUnsafe(path)) {
            damage = unsafe();
        }
        if (damage == null && path.endsWith("/") && length == 0) {
            return null;
        }
        Origin origin = origin(start, stored.position(), path);
        if (damage != null) {
            return setAside(origin, damage, stored.tape());
        }
        if (!wanted(path)) {
            return new Skipped(origin, Reason.EXCLUDED);
        }
        return new RawRecord(origin, Arrays.copyOf(content, length), false, Map.of());
    }

    private static UnitDamage corrupt(String message) {
        return new UnitDamage(Reason.ARCHIVE_CORRUPT, message);
    }

    private void check(int expectedCrc, long expectedSize, long produced) throws UnitDamage {
        if (produced != expectedSize) {
            throw corrupt("zip entry has " + produced + " bytes where its header says " + expectedSize);
        }
        if ((int) crc.getValue() != expectedCrc) {
            throw corrupt("zip entry's CRC-32 is wrong");
        }
    }

    /** Whether nothing but an empty entry's descriptor is at the position. */
    private boolean emptyFollows() throws IOException {
        return stored.ensure(16) && int4(stored, 0) == DESCRIPTOR && int4(stored, 4) == 0 && long8(stored, 8) == 0;
    }

    /** Reads the sizes that follow an entry: in 4 or 8 bytes each, with a signature or not. All must agree with it. */
    private void descriptor(long consumed, long produced, boolean zip64) throws IOException, UnitDamage {
        int actual = (int) crc.getValue();
        for (int wide = zip64 ? 1 : 0, tries = 0; tries < 2; wide = 1 - wide, tries++) {
            for (int signed = 1; signed >= 0; signed--) {
                int at = 4 * signed;
                int bytes = at + 4 + (wide == 1 ? 16 : 8);
                if (!stored.ensure(bytes) || (signed == 1 && int4(stored, 0) != DESCRIPTOR)) {
                    continue;
                }
                boolean agrees = int4(stored, at) == actual
                        && (wide == 1
                                ? long8(stored, at + 4) == consumed && long8(stored, at + 12) == produced
                                : int4(stored, at + 4) == (int) consumed && int4(stored, at + 8) == (int) produced);
                if (agrees) {
                    stored.consume(bytes);
                    return;
                }
            }
        }
        throw corrupt("zip entry's CRC-32 or sizes, given after it, are wrong");
    }

    /** Copies stored content of a known size; what exceeds limits.record_bytes is only counted. */
    private long copy(long bytes) throws IOException, UnitDamage {
        countContent(bytes);
        crc.reset();
        length = 0;
        long done = 0;
        while (done < bytes) {
            if (!stored.ensure(1)) {
                throw corrupt("zip archive ends inside an entry");
            }
            int step = (int) Math.min(bytes - done, stored.available());
            crc.update(stored.array(), stored.arrayPosition(), step);
            if (done + step <= recordBytes) {
                if (content.length < length + step) {
                    content = Arrays.copyOf(
                            content, (int) Math.min(recordBytes, Math.max(2L * content.length, length + step)));
                }
                System.arraycopy(stored.array(), stored.arrayPosition(), content, length, step);
                length += step;
            }
            stored.consume(step);
            done += step;
        }
        return done;
    }

    /**
     * Inflates the entry at the position.
     *
     * @param most compressed bytes there are
     * @param open whether {@code most} is no more than a bound
     * @return bytes of content, of which {@link #content} has at most limits.record_bytes
     */
    private long inflate(long most, boolean open) throws IOException, UnitDamage {
        inflater.reset();
        inflater.setInput(stored.array(), stored.arrayPosition(), 0);
        crc.reset();
        length = 0;
        byte[] spare = null;
        while (!inflater.finished()) {
            long readBefore = inflater.getBytesRead();
            byte[] out = content;
            int from = length;
            if (length == content.length && length < recordBytes) {
                content = Arrays.copyOf(content, (int) Math.min(recordBytes, 2L * content.length));
                out = content;
            } else if (length >= recordBytes) {
                spare = spare == null ? new byte[CHUNK] : spare;
                out = spare;
                from = 0;
            }
            int produced;
            try {
                produced = inflater.inflate(out, from, out.length - from);
            } catch (DataFormatException e) {
                stored.consume((int) (inflater.getBytesRead() - readBefore));
                if (!open) {
                    skip(most - inflater.getBytesRead());
                }
                throw new UnitDamage(Reason.ARCHIVE_CORRUPT, "zip entry's deflate stream is damaged", e);
            }
            stored.consume((int) (inflater.getBytesRead() - readBefore));
            crc.update(out, from, produced);
            countContent(produced);
            if (out == content) {
                length += produced;
            }
            long written = inflater.getBytesWritten();
            long read = inflater.getBytesRead();
            if (written > GzipMember.RATIO_FREE && written > limits.expansionRatio() * read) {
                throw new UnitDamage(
                        Reason.ARCHIVE_BOMB,
                        "zip entry expands " + read + " bytes to more than " + written + " (limits.expansion_ratio is "
                                + limits.expansionRatio() + ")");
            }
            if (produced == 0 && !inflater.finished()) {
                if (inflater.needsDictionary()) {
                    throw corrupt("zip entry asks for a preset dictionary");
                }
                if (read == most) {
                    throw corrupt("zip entry's deflate stream does not end with it");
                }
                if (!stored.ensure(1)) {
                    throw corrupt("zip archive ends inside an entry");
                }
                inflater.setInput(
                        stored.array(), stored.arrayPosition(), (int) Math.min(stored.available(), most - read));
            }
        }
        if (!open && inflater.getBytesRead() != most) {
            throw corrupt("zip entry's deflate stream has " + inflater.getBytesRead() + " bytes where its header says "
                    + most);
        }
        return inflater.getBytesWritten();
    }

    private boolean skip(long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            if (!stored.ensure(1)) {
                return false;
            }
            int step = (int) Math.min(left, stored.available());
            stored.consume(step);
            left -= step;
        }
        return true;
    }

    /** Moves to the next header that looks right, or the end. */
    private void seek() throws IOException {
        while (stored.ensure(1)) {
            if (stored.at(0) == 'P' && atSignature()) {
                return;
            }
            stored.consume(1);
        }
    }

    private boolean atSignature() throws IOException {
        if (!stored.ensure(4)) {
            return false;
        }
        return switch (int4(stored, 0)) {
            case LOCAL ->
                stored.ensure(LOCAL_BYTES)
                        && (int2(stored, 4) & 0xff) <= MOST_VERSION
                        && int2(stored, 8) <= 99
                        && int2(stored, 26) > 0
                        && stored.ensure(localLength());
            case CENTRAL -> stored.ensure(CENTRAL_BYTES) && (int2(stored, 6) & 0xff) <= MOST_VERSION;
            case END -> stored.ensure(END_BYTES);
            case END_64 -> stored.ensure(56);
            default -> false;
        };
    }

    private static int int2(StoredBytes stored, int ahead) {
        return (stored.at(ahead) & 0xff) | (stored.at(ahead + 1) & 0xff) << 8;
    }

    private static int int4(StoredBytes stored, int ahead) {
        return int2(stored, ahead) | int2(stored, ahead + 2) << 16;
    }

    private static long long8(StoredBytes stored, int ahead) {
        return (int4(stored, ahead) & 0xffffffffL) | (long) int4(stored, ahead + 4) << 32;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        super.close();
    }
}
