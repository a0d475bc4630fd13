package dev.tamis.shards.read;

import java.io.IOException;
import java.nio.file.Path;

/** The stored tokens of a sequence are not those that were emitted: its CRC-32C differs from the table's. */
public final class DamagedSequenceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long sequence;
    private final long offset;

    DamagedSequenceException(Path file, long sequence, long offset, int bytes, int found, int listed) {
        super(String.format(
                "%s: sequence %d, bytes %d to %d: crc32c is %08x, but its table says %08x. The file or the table has"
                        + " changed since it was emitted: copy both again, or emit anew",
                file, sequence, offset, offset + bytes, found, listed));
        this.file = file;
        this.sequence = sequence;
        this.offset = offset;
    }

    /** The file of tokens. */
    public Path file() {
        return file;
    }

    /** Number of the sequence in its directory. */
    public long sequence() {
        return sequence;
    }

    /** First byte of the sequence's tokens in the file. */
    public long offset() {
        return offset;
    }
}
