package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Writes a shard of MosaicML Streaming (MDS, version 2) of packed sequences; {@link MdsIndex} is its index.json.
 *
 * <p>Little-endian: u32 number of samples n; n + 1 times u32 offset of a sample in the file, and of the file's end; the
 * configuration as JSON; the samples. A sample is the u32 size of each column that has no fixed one, then the columns
 * by name: {@code documents} (n x 16 bytes, the id of each run), {@code domain} (string), {@code epoch}, {@code length}
 * (tokens without padding), {@code sequence} (number in the directory), {@code starts} (first token of each run) and
 * {@code tokens} (all of them, padded).
 *
 * <p>Offsets come first, so samples are held back, on disk beyond some MiB. For use by one thread.
 */
public final class MdsWriter implements Closeable {

    /** Offsets are u32. */
    private static final long MOST_BYTES = 0xFFFF_FFFFL;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private final OutputStream out;
    private final TokenType type;
    private final int sequenceLength;
    private final long mostBytes;
    private final byte[] config;
    private final Spool spool = new Spool();
    /** Sizes of the samples so far. */
    private int[] sizes = new int[1024];

    private int samples;
    private byte[] sample = new byte[0];

    /**
     * A writer at the start of a shard.
     *
     * @param out takes the file; stays open
     * @param sequenceLength tokens of every sequence
     */
    public MdsWriter(OutputStream out, TokenType type, int sequenceLength) {
        this(out, type, sequenceLength, MOST_BYTES);
    }

    MdsWriter(OutputStream out, TokenType type, int sequenceLength, long mostBytes) {
        this.mostBytes = mostBytes;
        this.out = Objects.requireNonNull(out, "out");
        this.type = type;
        this.sequenceLength = sequenceLength;
        config = MdsIndex.config(type, sequenceLength).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Adds a sequence.
     *
     * @param sequence its number in the directory
     * @param ids its tokens, padded to the sequence length
     * @param length tokens without padding
     * @param runs its runs, at least one: Streaming has no empty arrays
     * @throws IllegalStateException if the shard would exceed 4 GiB
     */
    public void add(long sequence, int[] ids, int length, String domain, int epoch, List<SequenceRun> runs)
            throws IOException {
        if (ids.length < sequenceLength || runs.isEmpty()) {
            throw new IllegalArgumentException("Invalid sequence " + sequence + ": " + ids.length + " tokens and "
                    + runs.size() + " runs (must be " + sequenceLength + ", and at least one run)");
        }
        byte[] domainBytes = domain.getBytes(StandardCharsets.UTF_8);
        int shapeBytes = shapeBytes(runs.size());
        int documentBytes = 1 + 2 * shapeBytes + runs.size() * SequenceRun.ID_BYTES;
        int startBytes = 1 + shapeBytes + 4 * runs.size();
        int size = 12 + documentBytes + domainBytes.length + 24 + startBytes + sequenceLength * type.bytes();
        if (4 * (samples + 3L) + config.length + spool.size() + size > mostBytes) {
            throw new IllegalStateException("Sequence " + sequence + " would make an MDS shard larger than " + mostBytes
                    + " bytes, which its offsets cannot tell: lower emit.shard_bytes");
        }
        if (sample.length < size) {
            sample = new byte[size + size / 4];
        }
        INT.set(sample, 0, documentBytes);
        INT.set(sample, 4, domainBytes.length);
        INT.set(sample, 8, startBytes);
        int at = shape(12, 2, shapeBytes, runs.size(), SequenceRun.ID_BYTES);
        for (SequenceRun run : runs) {
            run.putId(sample, at);
            at += SequenceRun.ID_BYTES;
        }
        System.arraycopy(domainBytes, 0, sample, at, domainBytes.length);
        at += domainBytes.length;
        LONG.set(sample, at, (long) epoch);
        LONG.set(sample, at + 8, (long) length);
        LONG.set(sample, at + 16, sequence);
        at = shape(at + 24, 1, shapeBytes, runs.size(), 0);
        for (SequenceRun run : runs) {
            INT.set(sample, at, run.start());
            at += 4;
        }
        if (type == TokenType.UINT16) {
            for (int i = 0; i < sequenceLength; i++) {
                SHORT.set(sample, at + 2 * i, (short) ids[i]);
            }
        } else {
            for (int i = 0; i < sequenceLength; i++) {
                INT.set(sample, at + 4 * i, ids[i]);
            }
        }
        spool.write(sample, 0, size);
        if (samples == sizes.length) {
            sizes = Arrays.copyOf(sizes, samples * 2);
        }
        sizes[samples++] = size;
    }

    /** Bytes of each dimension of a shape whose largest is {@code runs} or 16: 1, 2 or 4. */
    private static int shapeBytes(int runs) {
        return runs < 1 << 8 ? 1 : runs < 1 << 16 ? 2 : 4;
    }

    /** Puts the head of an array of dynamic shape: a byte of dimensions and code of their type, and the dimensions. */
    private int shape(int from, int dimensions, int bytes, int first, int second) {
        sample[from] = (byte) (dimensions << 2 | (bytes == 1 ? 0 : bytes == 2 ? 1 : 2));
        int at = from + 1;
        for (int d = 0; d < dimensions; d++) {
            int value = d == 0 ? first : second;
            for (int i = 0; i < bytes; i++) {
                sample[at++] = (byte) (value >>> (8 * i));
            }
        }
        return at;
    }

    /** Writes the file; to be called once. */
    public void finish() throws IOException {
        byte[] head = new byte[4 * (samples + 2)];
        INT.set(head, 0, samples);
        long offset = (long) head.length + config.length;
        INT.set(head, 4, (int) offset);
        for (int i = 0; i < samples; i++) {
            offset += sizes[i];
            INT.set(head, 8 + 4 * i, (int) offset);
        }
        out.write(head);
        out.write(config);
        spool.copyTo(out);
        out.flush();
    }

    /** Releases what was held back. */
    @Override
    public void close() throws IOException {
        spool.close();
    }
}
