package dev.tamis.filters.ingest;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.io.InputStream;

/**
 * A whole shard's content as one stream: plain, gzip members joined, or zstd frames joined. The magic bytes decide which.
 *
 * <p>Content is given out before the check at the end of its member or frame: a member may be larger than memory.
 */
final class ContentFeed {
    private static final byte[] ANYTHING = {};
    private static final byte[] ZSTD_MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    /** Largest zstd window taken on, as in the zstd tool without --long: 128 MiB. */
    private static final int ZSTD_WINDOW_LOG = 27;

    private ContentFeed() {}

    static ByteFeed open(StoredBytes stored, Limits limits) throws IOException {
        if (GzipMember.startsAt(stored)) {
            return new Gzip(stored, limits);
        }
        if (startsWithZstd(stored)) {
            return new Zstd(stored, limits);
        }
        return new ByteFeed.Stored(stored);
    }

    private static boolean startsWithZstd(StoredBytes stored) throws IOException {
        if (!stored.ensure(ZSTD_MAGIC.length)) {
            return false;
        }
        for (int i = 0; i < ZSTD_MAGIC.length; i++) {
            if (stored.at(i) != ZSTD_MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static final class Gzip extends ByteFeed {
        private final StoredBytes stored;
        private final GzipMember member;
        private boolean inMember;

        Gzip(StoredBytes stored, Limits limits) {
            super(0);
            this.stored = stored;
            this.member = new GzipMember(stored, limits);
        }

        @Override
        int pull(byte[] out, int from, int length) throws IOException, UnitDamage {
            while (true) {
                if (inMember) {
                    int read = member.read(out, from, length);
                    if (read > 0) {
                        return read;
                    }
                    inMember = false;
                    while (stored.ensure(1) && stored.at(0) == 0) {
                        stored.consume(1);
                    }
                }
                stored.beginUnit();
                if (!stored.ensure(1)) {
                    return -1;
                }
                member.open();
                inMember = true;
            }
        }

        @Override
        UnitTape recover() throws IOException {
            inMember = false;
            stored.rewindIntoUnit();
            GzipMember.seek(stored, ANYTHING);
            goOn();
            return stored.tape();
        }

        @Override
        public void close() {
            member.close();
        }
    }

    private static final class Zstd extends ByteFeed {
        private final StoredBytes stored;
        private final ZstdInputStreamNoFinalizer in;
        private final int expansionRatio;
        private final long start;
        private long produced;
        private boolean lost;

        Zstd(StoredBytes stored, Limits limits) throws IOException {
            super(0);
            this.stored = stored;
            this.expansionRatio = limits.expansionRatio();
            this.start = stored.position();
            this.in = new ZstdInputStreamNoFinalizer(new Rest(stored));
            in.setLongMax(ZSTD_WINDOW_LOG);
        }

        @Override
        int pull(byte[] out, int from, int length) throws IOException, UnitDamage {
            if (lost) {
                return -1;
            }
            int read;
            try {
                read = in.read(out, from, length);
            } catch (ZstdIOException e) {
                throw new UnitDamage(
                        Reason.ZSTD_CORRUPT, "zstd stream is damaged or ends early near byte " + stored.position(), e);
            }
            if (read < 0) {
                return -1;
            }
            produced += read;
            long consumed = stored.position() - start;
            if (produced > GzipMember.RATIO_FREE && produced > expansionRatio * consumed) {
                throw new UnitDamage(
                        Reason.ARCHIVE_BOMB,
                        "zstd stream expands " + consumed + " bytes to more than " + produced
                                + " (limits.expansion_ratio is " + expansionRatio + ")");
            }
            return read;
        }

        @Override
        UnitTape recover() throws IOException {
            lost = true;
            stored.drain();
            goOn();
            return stored.tape();
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw new IllegalStateException("Closing a decoder over memory failed", e);
            }
        }
    }

    /** The rest of the stored bytes as a stream, for a decoder that wants one. Closing it does nothing. */
    private static final class Rest extends InputStream {
        private final StoredBytes stored;

        Rest(StoredBytes stored) {
            this.stored = stored;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] out, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!stored.ensure(1)) {
                return -1;
            }
            int step = Math.min(length, stored.available());
            System.arraycopy(stored.array(), stored.arrayPosition(), out, from, step);
            stored.consume(step);
            return step;
        }
    }
}
