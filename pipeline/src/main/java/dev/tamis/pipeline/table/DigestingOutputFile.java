package dev.tamis.pipeline.table;

import dev.tamis.pipeline.run.Digests;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A file whose SHA-256 and length are known the moment it is closed, without reading it again. */
public final class DigestingOutputFile implements OutputFile {
    private final FileSystem fs;
    private final Path path;
    private final MessageDigest digest = Digests.sha256();
    private long position;
    private String sha256;

    public DigestingOutputFile(FileSystem fs, Path path) {
        this.fs = fs;
        this.path = path;
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
        OutputStream out = fs.create(path, true);
        return new PositionOutputStream() {
            @Override
            public long getPos() {
                return position;
            }

            @Override
            public void write(int b) throws IOException {
                out.write(b);
                digest.update((byte) b);
                position++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                digest.update(bytes, offset, length);
                position += length;
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.close();
                if (sha256 == null) {
                    sha256 = Digests.hex(digest.digest());
                }
            }
        };
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
