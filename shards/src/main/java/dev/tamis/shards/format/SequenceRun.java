package dev.tamis.shards.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A run of tokens of one document in one packed sequence, as {@code *.runs.npy} has it, 48 bytes: {@code id V16, row
 * <i8, document_offset <i8, part <i4, start <i4, length <i4, flags <u4}.
 *
 * @param idHigh upper half of the document's 128-bit id; stored big-endian, so that the bytes read as the id's digits
 * @param idLow its lower half
 * @param row of the document in its part of the run's tables
 * @param documentOffset tokens of the document before this run: above 0 where the document was cut
 * @param part of the run's tables
 * @param start first token in the sequence
 * @param length tokens, at least 1
 * @param flags sum of {@link #FILL_IN_THE_MIDDLE} and of bits that later releases may add
 */
public record SequenceRun(
        long idHigh, long idLow, long row, long documentOffset, int part, int start, int length, int flags) {

    /** Size of a run as stored. */
    public static final int BYTES = 48;

    /** Flag: the document was rearranged for filling in the middle. */
    public static final int FILL_IN_THE_MIDDLE = 1;

    static final String DESCRIPTION = "[('id', '|V16'), ('row', '<i8'), ('document_offset', '<i8'), ('part', '<i4'),"
            + " ('start', '<i4'), ('length', '<i4'), ('flags', '<u4')]";

    static final int ID_BYTES = 16;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BIG_LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** @throws IllegalArgumentException if a number is negative or the run is empty */
    public SequenceRun {
        JsonFields.check(row >= 0, "row", row, "must be >= 0");
        JsonFields.check(documentOffset >= 0, "document_offset", documentOffset, "must be >= 0");
        JsonFields.check(part >= 0, "part", part, "must be >= 0");
        JsonFields.check(start >= 0, "start", start, "must be >= 0");
        JsonFields.check(length >= 1, "length", length, "must be >= 1");
        JsonFields.check(start <= Integer.MAX_VALUE - length, "length", length, "ends beyond 2^31 - 1");
    }

    /**
     * A run of the document of this id.
     *
     * @param id 32 hexadecimal digits
     * @throws IllegalArgumentException if it is none, or another field does not fit
     */
    public static SequenceRun of(String id, long row, long documentOffset, int part, int start, int length, int flags) {
        JsonFields.check(id.length() == 2 * ID_BYTES, "id", id, "must be 32 hexadecimal digits");
        return new SequenceRun(
                HexFormat.fromHexDigitsToLong(id, 0, ID_BYTES),
                HexFormat.fromHexDigitsToLong(id, ID_BYTES, 2 * ID_BYTES),
                row,
                documentOffset,
                part,
                start,
                length,
                flags);
    }

    /** The document's id: 32 lower-case hexadecimal digits. */
    public String id() {
        return HexFormat.of().toHexDigits(idHigh) + HexFormat.of().toHexDigits(idLow);
    }

    void put(byte[] bytes) {
        putId(bytes, 0);
        LONG.set(bytes, 16, row);
        LONG.set(bytes, 24, documentOffset);
        INT.set(bytes, 32, part);
        INT.set(bytes, 36, start);
        INT.set(bytes, 40, length);
        INT.set(bytes, 44, flags);
    }

    void putId(byte[] bytes, int at) {
        BIG_LONG.set(bytes, at, idHigh);
        BIG_LONG.set(bytes, at + 8, idLow);
    }

    /** The run that stands in an array as stored. */
    public static SequenceRun of(byte[] bytes, int at) {
        return new SequenceRun(
                (long) BIG_LONG.get(bytes, at),
                (long) BIG_LONG.get(bytes, at + 8),
                (long) LONG.get(bytes, at + 16),
                (long) LONG.get(bytes, at + 24),
                (int) INT.get(bytes, at + 32),
                start(bytes, at),
                length(bytes, at),
                (int) INT.get(bytes, at + 44));
    }

    /** The field of a run that stands in an array as stored. */
    public static int start(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + 36);
    }

    /** The field of a run that stands in an array as stored. */
    public static int length(byte[] bytes, int at) {
        return (int) INT.get(bytes, at + 40);
    }
}
