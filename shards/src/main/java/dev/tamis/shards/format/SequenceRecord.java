package dev.tamis.shards.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What {@code *.sequences.npy} says of one packed sequence, 24 bytes: {@code first_run <i8, tokens <i4, crc32c <u4,
 * stock <u2, epoch <u2, reserved <u4}.
 *
 * @param firstRun place of its first run in the shard's {@code *.runs.npy}; its runs end where the next sequence's begin
 * @param tokens without padding
 * @param crc32c CRC-32C (RFC 3720, appendix B.4) of all its tokens as they are stored, padding included
 * @param stock place of its stock in plan.json
 * @param epoch how often the stock had been gone through before, at most 65535; 0 in layout "domains"
 */
public record SequenceRecord(long firstRun, int tokens, int crc32c, int stock, int epoch) {

    /** Size of a record as stored. */
    public static final int BYTES = 24;

    /** The largest epoch that is stored; it also stands for all above. */
    public static final int MOST_EPOCH = 0xFFFF;

    static final String DESCRIPTION = "[('first_run', '<i8'), ('tokens', '<i4'), ('crc32c', '<u4'), ('stock', '<u2'),"
            + " ('epoch', '<u2'), ('reserved', '<u4')]";

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** @throws IllegalArgumentException if a field does not fit */
    public SequenceRecord {
        JsonFields.check(firstRun >= 0, "first_run", firstRun, "must be >= 0");
        JsonFields.check(tokens >= 0, "tokens", tokens, "must be >= 0");
        JsonFields.check(stock >= 0 && stock <= 0xFFFF, "stock", stock, "must be from 0 to 65535");
        JsonFields.check(epoch >= 0 && epoch <= MOST_EPOCH, "epoch", epoch, "must be from 0 to 65535");
    }

    void put(byte[] bytes) {
        LONG.set(bytes, 0, firstRun);
        INT.set(bytes, 8, tokens);
        INT.set(bytes, 12, crc32c);
        SHORT.set(bytes, 16, (short) stock);
        SHORT.set(bytes, 18, (short) epoch);
        INT.set(bytes, 20, 0);
    }

    static SequenceRecord of(byte[] bytes, int at) {
        return new SequenceRecord(
                firstRun(bytes, at), tokens(bytes, at), crc32c(bytes, at), stock(bytes, at), epoch(bytes, at));
    }

    /** The field of a record that stands in an array as stored. */
    public static long firstRun(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    /** The field of a record that stands in an array as stored. */
    public static int tokens(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + 8);
    }

    /** The field of a record that stands in an array as stored. */
    public static int crc32c(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + 12);
    }

    /** The field of a record that stands in an array as stored. */
    public static int stock(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at + 16) & 0xFFFF;
    }

    /** The field of a record that stands in an array as stored. */
    public static int epoch(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at + 18) & 0xFFFF;
    }
}
