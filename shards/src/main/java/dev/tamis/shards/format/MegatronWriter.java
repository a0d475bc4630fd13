package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/**
 * Writes a Megatron indexed dataset: tokens go to the {@code .bin} stream as they come; {@link #writeIndex} writes the
 * {@code .idx} at the end. Heap use is four bytes a sequence, whatever their length.
 *
 * <p>The index, little-endian: {@code MMIDIDX\0\0}; u64 version 1; u8 dtype code; u64 number of sequences S; u64 number
 * of document bounds D, which is documents + 1; i32 times S lengths in tokens; i64 times S offsets in bytes; i64 times
 * D bounds in sequences, from 0 to S. The {@code .bin} is the tokens and nothing else.
 *
 * <p>Each sequence is one document unless {@link #add(int[], int, int, boolean)} says otherwise. For use by one thread.
 */
public final class MegatronWriter implements Closeable {

    static final byte[] MAGIC = {'M', 'M', 'I', 'D', 'I', 'D', 'X', 0, 0};
    static final long VERSION = 1;
    static final int HEADER_BYTES = 34;

    private static final int BUFFER = 1 << 16;
    private static final int MOST_SEQUENCES = Integer.MAX_VALUE - 16;

    private final OutputStream bin;
    private final TokenType type;
    private final byte[] buffer = new byte[BUFFER];
    private int filled;

    private int[] lengths = new int[1024];
    private int sequences;
    private long tokens;
    /** Sequences after which their document goes on. */
    private final BitSet open = new BitSet();

    /**
     * A writer at the start of a shard.
     *
     * @param bin takes the tokens; closed by {@link #close}
     */
    public MegatronWriter(OutputStream bin, TokenType type) {
        this.bin = Objects.requireNonNull(bin, "bin");
        this.type = Objects.requireNonNull(type, "type");
    }

    /** Adds a sequence that is a document by itself; see {@link #add(int[], int, int, boolean)}. */
    public void add(int[] ids, int offset, int length) throws IOException {
        add(ids, offset, length, true);
    }

    /**
     * Adds a sequence.
     *
     * @param endsDocument whether the document ends here; the last one ends with the shard in any case
     * @throws IllegalArgumentException if an id does not fit the type; the sequence is then not added
     * @throws IOException if the stream fails; the shard is then of no use
     */
    public void add(int[] ids, int offset, int length, boolean endsDocument) throws IOException {
        Objects.checkFromIndexSize(offset, length, ids.length);
        if (sequences == MOST_SEQUENCES) {
            throw new IllegalStateException(
                    "A shard holds at most " + MOST_SEQUENCES + " sequences: lower emit.shard_bytes");
        }
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (ids[i] < 0 || ids[i] > type.maxToken()) {
                throw new IllegalArgumentException("Invalid token id: " + ids[i] + " (must be from 0 to "
                        + type.maxToken() + " for " + type.id() + ") at " + (i - offset) + " of sequence " + sequences);
            }
        }
        for (int i = offset; i < end; i++) {
            if (filled > BUFFER - 4) {
                flush(bin);
            }
            buffer[filled++] = (byte) ids[i];
            buffer[filled++] = (byte) (ids[i] >>> 8);
            if (type == TokenType.INT32) {
                buffer[filled++] = (byte) (ids[i] >>> 16);
                buffer[filled++] = (byte) (ids[i] >>> 24);
            }
        }
        if (sequences == lengths.length) {
            lengths = Arrays.copyOf(lengths, (int) Math.min(MOST_SEQUENCES, sequences * 2L));
        }
        if (!endsDocument) {
            open.set(sequences);
        }
        lengths[sequences++] = length;
        tokens += length;
    }

    /** Sequences added. */
    public long sequences() {
        return sequences;
    }

    /** Tokens added. */
    public long tokens() {
        return tokens;
    }

    /** Bytes that the {@code .bin} has or will have once flushed. */
    public long binBytes() {
        return tokens * type.bytes();
    }

    /**
     * Writes the index of everything added so far and flushes both streams. Does not close the index's stream.
     *
     * @param idx takes the bytes of the {@code .idx} file
     */
    public void writeIndex(OutputStream idx) throws IOException {
        flush(bin);
        bin.flush();
        // One sequence that leaves its document open ends it all the same if it is the last.
        int goingOn = sequences == 0 ? 0 : open.get(0, sequences - 1).cardinality();
        System.arraycopy(MAGIC, 0, buffer, 0, MAGIC.length);
        filled = MAGIC.length;
        put(idx, VERSION, 8);
        put(idx, type.code(), 1);
        put(idx, sequences, 8);
        put(idx, (long) sequences - goingOn + 1, 8);
        for (int i = 0; i < sequences; i++) {
            put(idx, lengths[i], 4);
        }
        long offset = 0;
        for (int i = 0; i < sequences; i++) {
            put(idx, offset, 8);
            offset += (long) lengths[i] * type.bytes();
        }
        put(idx, 0, 8);
        for (int i = 0; i < sequences; i++) {
            if (i == sequences - 1 || !open.get(i)) {
                put(idx, i + 1L, 8);
            }
        }
        flush(idx);
        idx.flush();
    }

    private void put(OutputStream out, long value, int bytes) throws IOException {
        if (filled > BUFFER - 8) {
            flush(out);
        }
        for (int i = 0; i < bytes; i++) {
            buffer[filled++] = (byte) (value >>> (8 * i));
        }
    }

    private void flush(OutputStream out) throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }

    /** Flushes and closes the {@code .bin} stream. */
    @Override
    public void close() throws IOException {
        try (bin) {
            flush(bin);
        }
    }
}
