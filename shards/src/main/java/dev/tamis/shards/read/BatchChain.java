package dev.tamis.shards.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * One value that stands for all global batches up to a step: two runs whose values are equal have been given the same
 * tokens in the same order. The chain is {@code h_t = SHA-256(h_{t-1} || t || crc_0 || ... || crc_{B-1})}, with t as
 * big-endian i64, the CRC-32C of each sequence's stored tokens as big-endian u32, and h_{-1} of 32 zero bytes.
 *
 * <p>It follows from the tables of sequences alone ({@link #ofTables}), from what one worker read, or from the joined
 * parts of many. For use by one thread.
 */
public final class BatchChain {

    /** Bytes of a value. */
    public static final int BYTES = 32;

    private final MessageDigest digest = TokenCorpus.sha256();
    private final byte[] value;
    private byte[] buffer = new byte[0];

    /** The chain before the first batch. */
    public BatchChain() {
        value = new byte[BYTES];
    }

    /**
     * The chain after some batch.
     *
     * @param value 64 hexadecimal digits
     */
    public BatchChain(String value) {
        this.value = HexFormat.of().parseHex(value);
        if (this.value.length != BYTES) {
            throw new IllegalArgumentException("Invalid chain: " + value + " (must be 64 hexadecimal digits)");
        }
    }

    /**
     * Goes on by a batch.
     *
     * @param step t
     * @param checksums of all its sequences, in order
     */
    public void add(long step, int[] checksums) {
        add(step, checksums, checksums.length);
    }

    void add(long step, int[] checksums, int count) {
        int size = 8 + 4 * count;
        if (buffer.length < size) {
            buffer = new byte[size];
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer);
        bytes.putLong(step);
        for (int i = 0; i < count; i++) {
            bytes.putInt(checksums[i]);
        }
        digest.update(value);
        digest.update(buffer, 0, size);
        try {
            digest.digest(value, 0, BYTES);
        } catch (DigestException e) {
            throw new AssertionError("a SHA-256 has " + BYTES + " bytes", e);
        }
    }

    /** The value: 64 lower-case hexadecimal digits. */
    public String value() {
        return HexFormat.of().formatHex(value);
    }

    void copyTo(byte[] into) {
        System.arraycopy(value, 0, into, 0, BYTES);
    }

    /**
     * The chain of the first batches of a schedule, from the tables of sequences; no token is read.
     *
     * @param steps how many batches
     */
    public static BatchChain ofTables(TokenCorpus corpus, BatchSchedule schedule, long steps) throws IOException {
        BatchChain chain = new BatchChain();
        SequenceReader reader = new SequenceReader(corpus, false);
        int[] checksums = new int[schedule.largest()];
        for (long step = 0; step < steps; step++) {
            int phase = schedule.phase(step);
            long slot = schedule.firstSlot(step);
            int size = schedule.size(step);
            for (int j = 0; j < size; j++) {
                checksums[j] = reader.listedChecksum(phase, slot + j);
            }
            chain.add(step, checksums, size);
        }
        return chain;
    }
}
