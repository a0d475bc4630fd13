package dev.tamis.pipeline.table;

import dev.tamis.pipeline.run.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A file whose SHA-256 and length are known the moment it is closed, without reading it again. */
public final class DigestingOutputFile implements OutputFile {
    /** More than any footer of ours: some 20 kB for each 32 MiB of rows. */
    private static final int HELD_BACK = 4 << 20;

    private final FileSystem fs;
    private final Path path;
    private final boolean parquet;
    private final MessageDigest digest = Digests.sha256();
    private long position;
    private String sha256;

    /** @param parquet whether the file ends in a Parquet footer */
    public DigestingOutputFile(FileSystem fs, Path path, boolean parquet) {
        this.fs = fs;
        this.path = path;
        this.parquet = parquet;
    }

    /** Bytes written. */
    public long length() {
        return position;
    }

    /** Hex digest of all bytes; known once the stream is closed. */
    public String sha256() {
        if (sha256 == null) {
            throw new IllegalStateException(path + " is not closed yet");
        }
        return sha256;
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        return new Digesting(fs.create(path, true));
    }

    /** Digests what it writes, and of a Parquet file holds the end back until it can be made canonical. */
    private final class Digesting extends PositionOutputStream {
        private final OutputStream out;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean closed;

        Digesting(OutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            position += length;
            if (!parquet) {
                put(bytes, offset, length);
                return;
            }
            held.write(bytes, offset, length);
            if (held.size() >= 2 * HELD_BACK) {
                byte[] all = held.toByteArray();
                put(all, 0, all.length - HELD_BACK);
                held.reset();
                held.write(all, all.length - HELD_BACK, HELD_BACK);
            }
        }

        private void put(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            digest.update(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (out) {
                byte[] tail = held.toByteArray();
                byte[] canonical = parquet ? ParquetFooter.canonical(tail) : tail;
                put(canonical, 0, canonical.length);
                position += canonical.length - tail.length;
            }
            sha256 = Digests.hex(digest.digest());
        }
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return create(blockSizeHint);
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return path.toString();
    }
}
