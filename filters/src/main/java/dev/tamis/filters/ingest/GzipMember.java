package dev.tamis.filters.ingest;

import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads gzip members (RFC 1952) one at a time, each checked against its CRC-32 and length.
 *
 * <p>The JDK's own stream is not used: it stops before a second member when the stream underneath reports nothing
 * available, and ignores what follows the last one.
 */
final class GzipMember implements Closeable {
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int INVALID = -1;
    private static final int INCOMPLETE = -2;

    /** Output below this may have any ratio: a page of blanks is no bomb. */
    static final int RATIO_FREE = 1 << 20;

    private static final int PROBE_INPUT = 1 << 15;

    private final StoredBytes stored;
    private final int expansionRatio;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private long start;
    private UnitDamage pending;
    private boolean done;

    GzipMember(StoredBytes stored, Limits limits) {
        this.stored = stored;
        this.expansionRatio = limits.expansionRatio();
    }

    /** Whether the position is at gzip's magic, method and possible flags. */
    static boolean startsAt(StoredBytes stored) throws IOException {
        return stored.ensure(4)
                && stored.at(0) == 0x1f
                && stored.at(1) == (byte) 0x8b
                && stored.at(2) == 8
                && (stored.at(3) & RESERVED) == 0;
    }

    /** Reads the header at the position. */
    void open() throws IOException, UnitDamage {
        start = stored.position();
        inflater.reset();
        inflater.setInput(stored.array(), stored.arrayPosition(), 0);
        crc.reset();
        pending = null;
        done = false;
        int length;
        while ((length = headerLength(
                        stored.array(), stored.arrayPosition(), stored.arrayPosition() + stored.available()))
                == INCOMPLETE) {
            if (stored.available() >= StoredBytes.LOOKAHEAD) {
                length = INVALID;
                break;
            }
            if (!stored.fill()) {
                throw new UnitDamage(
                        Reason.GZIP_TRUNCATED, "gzip header at byte " + start + " ends early, at the end of the shard");
            }
        }
        if (length == INVALID) {
            throw new UnitDamage(Reason.GZIP_HEADER, "no valid gzip header at byte " + start);
        }
        stored.consume(length);
    }

    /** Offset in the shard of the member's first byte. */
    long start() {
        return start;
    }

    /**
     * Inflates into {@code out}, at least one byte.
     *
     * @return number of bytes, or -1 at the end of the member, once its CRC-32 and length were found right
     */
    int read(byte[] out, int from, int length) throws IOException, UnitDamage {
        while (!done) {
            if (pending != null) {
                throw pending;
            }
            long readBefore = inflater.getBytesRead();
            long writtenBefore = inflater.getBytesWritten();
            try {
                inflater.inflate(out, from, length);
            } catch (DataFormatException e) {
                pending = new UnitDamage(
                        Reason.GZIP_CORRUPT, "deflate stream of the gzip member at byte " + start + " is damaged", e);
            }
            // Also after an error: what was decoded before it counts.
            stored.consume((int) (inflater.getBytesRead() - readBefore));
            int produced = (int) (inflater.getBytesWritten() - writtenBefore);
            crc.update(out, from, produced);
            if (inflater.getBytesWritten() > RATIO_FREE
                    && inflater.getBytesWritten() > expansionRatio * inflater.getBytesRead()) {
                pending = new UnitDamage(
                        Reason.ARCHIVE_BOMB,
                        "gzip member at byte " + start + " expands " + inflater.getBytesRead() + " bytes to more than "
                                + inflater.getBytesWritten() + " (limits.expansion_ratio is " + expansionRatio + ")");
                continue;
            }
            if (produced > 0) {
                return produced;
            }
            if (inflater.needsDictionary()) {
                pending = new UnitDamage(
                        Reason.GZIP_CORRUPT, "gzip member at byte " + start + " asks for a preset dictionary");
            } else if (inflater.finished() && pending == null) {
                checkTrailer();
            } else if (inflater.needsInput() && pending == null) {
                if (stored.available() == 0 && !stored.fill()) {
                    pending = new UnitDamage(
                            Reason.GZIP_TRUNCATED,
                            "gzip member of at least " + (stored.position() - start) + " bytes ends early at byte "
                                    + stored.position());
                } else {
                    inflater.setInput(stored.array(), stored.arrayPosition(), stored.available());
                }
            }
        }
        return -1;
    }

    private void checkTrailer() throws IOException, UnitDamage {
        if (!stored.ensure(8)) {
            stored.consume(stored.available());
            pending = new UnitDamage(
                    Reason.GZIP_TRUNCATED,
                    "gzip member at byte " + start + " ends early, in its trailer, at byte " + stored.position());
            return;
        }
        int expectedCrc = littleEndian(stored.array(), stored.arrayPosition());
        int expectedLength = littleEndian(stored.array(), stored.arrayPosition() + 4);
        stored.consume(8);
        if (expectedCrc != (int) crc.getValue()) {
            pending = new UnitDamage(
                    Reason.GZIP_CORRUPT,
                    "gzip member at byte " + start + " has CRC-32 " + Integer.toHexString((int) crc.getValue())
                            + " where its trailer says " + Integer.toHexString(expectedCrc));
        } else if (expectedLength != (int) inflater.getBytesWritten()) {
            pending = new UnitDamage(
                    Reason.GZIP_CORRUPT,
                    "gzip member at byte " + start + " inflates to " + inflater.getBytesWritten()
                            + " bytes where its trailer says " + Integer.toUnsignedString(expectedLength));
        } else {
            done = true;
        }
    }

    private static int littleEndian(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }

    /** Length of the header at {@code from}, or {@link #INVALID}, or {@link #INCOMPLETE} when {@code to} cuts it. */
    private static int headerLength(byte[] bytes, int from, int to) {
        byte[] magic = {0x1f, (byte) 0x8b, 8};
        for (int i = 0; i < 3 && from + i < to; i++) {
            if (bytes[from + i] != magic[i]) {
                return INVALID;
            }
        }
        if (to - from < 10) {
            return INCOMPLETE;
        }
        int flags = bytes[from + 3];
        if ((flags & RESERVED) != 0) {
            return INVALID;
        }
        int at = from + 10;
        if ((flags & FEXTRA) != 0) {
            if (to - at < 2) {
                return INCOMPLETE;
            }
            at += 2 + ((bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8);
        }
        for (int flag : new int[] {FNAME, FCOMMENT}) {
            if ((flags & flag) != 0) {
                while (at < to && bytes[at] != 0) {
                    at++;
                }
                at++;
            }
        }
        if (at > to) {
            return INCOMPLETE;
        }
        if ((flags & FHCRC) != 0) {
            if (to - at < 2) {
                return INCOMPLETE;
            }
            CRC32 crc = new CRC32();
            crc.update(bytes, from, at - from);
            int expected = (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
            if ((crc.getValue() & 0xffff) != expected) {
                return INVALID;
            }
            at += 2;
        }
        return at - from;
    }

    /**
     * Moves to the next verified start of a member, at or after the position: one whose header is right and whose content
     * inflates and begins as expected.
     *
     * @param expected what the content must begin with; empty for anything
     * @return false when there is none; the position is then at the end of the shard
     */
    static boolean seek(StoredBytes stored, byte[] expected) throws IOException {
        Inflater prober = new Inflater(true);
        try {
            while (stored.ensure(1)) {
                int ahead = 0;
                byte[] bytes = stored.array();
                int from = stored.arrayPosition();
                int available = stored.available();
                while (ahead < available && bytes[from + ahead] != 0x1f) {
                    ahead++;
                }
                stored.consume(ahead);
                if (ahead < available) {
                    if (startsAt(stored) && verified(stored, expected, prober)) {
                        return true;
                    }
                    stored.consume(1);
                }
            }
            return false;
        } finally {
            prober.end();
        }
    }

    /** Whether a member whose content begins as expected starts at the position. */
    static boolean verifiedAt(StoredBytes stored, byte[] expected) throws IOException {
        if (!startsAt(stored)) {
            return false;
        }
        Inflater prober = new Inflater(true);
        try {
            return verified(stored, expected, prober);
        } finally {
            prober.end();
        }
    }

    private static boolean verified(StoredBytes stored, byte[] expected, Inflater prober) throws IOException {
        int header;
        int wanted = 512;
        while (true) {
            boolean enough = stored.ensure(wanted);
            header = headerLength(stored.array(), stored.arrayPosition(), stored.arrayPosition() + stored.available());
            if (header != INCOMPLETE) {
                break;
            }
            if (!enough || wanted >= StoredBytes.LOOKAHEAD - PROBE_INPUT) {
                return false;
            }
            wanted *= 2;
        }
        if (header == INVALID) {
            return false;
        }
        stored.ensure(header + PROBE_INPUT);
        byte[] out = new byte[expected.length > 0 ? expected.length : PROBE_INPUT];
        prober.reset();
        prober.setInput(
                stored.array(), stored.arrayPosition() + header, Math.min(stored.available() - header, PROBE_INPUT));
        int produced = 0;
        try {
            int more;
            do {
                more = prober.inflate(out, produced, out.length - produced);
                produced += more;
            } while (more > 0 && produced < out.length);
        } catch (DataFormatException e) {
            return false;
        }
        if (expected.length == 0) {
            return produced > 0;
        }
        return produced == expected.length && Arrays.equals(out, expected);
    }

    @Override
    public void close() {
        inflater.end();
    }
}
