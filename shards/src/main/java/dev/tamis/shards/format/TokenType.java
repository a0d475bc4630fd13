package dev.tamis.shards.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** How a token id is stored: the two Megatron dtypes that shards of text use, little-endian. */
public enum TokenType {
    /** Ids from 0 to 65,535. */
    UINT16("uint16", 8, 2, 0xFFFF),
    /** Ids from 0 to 2^31 - 1. */
    INT32("int32", 4, 4, Integer.MAX_VALUE);

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final String id;
    private final int code;
    private final int bytes;
    private final int maxToken;

    TokenType(String id, int code, int bytes, int maxToken) {
        this.id = id;
        this.code = code;
        this.bytes = bytes;
        this.maxToken = maxToken;
    }

    /**
     * The type for a vocabulary: two bytes below 65,500 entries, as Megatron's {@code optimal_dtype} has it, else four.
     */
    public static TokenType forVocabulary(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("Invalid vocabulary size: " + size + " (must be >= 1)");
        }
        return size < 65_500 ? UINT16 : INT32;
    }

    /** The type of this {@link #id}, or null. */
    public static TokenType ofId(String id) {
        for (TokenType type : values()) {
            if (type.id.equals(id)) {
                return type;
            }
        }
        return null;
    }

    /** The type of this {@link #code}, or null. */
    static TokenType ofCode(int code) {
        for (TokenType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }

    /** The name in index.json, which is also NumPy's: {@code uint16}, {@code int32}. */
    public String id() {
        return id;
    }

    /** Megatron's dtype code in the header of an {@code .idx} file. */
    public int code() {
        return code;
    }

    /** Bytes of a token. */
    public int bytes() {
        return bytes;
    }

    /** The largest id that fits. */
    public int maxToken() {
        return maxToken;
    }

    /**
     * Encodes ids as they are stored.
     *
     * @throws IllegalArgumentException if one does not fit
     */
    public void encode(int[] ids, int offset, int length, byte[] into, int at) {
        int seen = 0;
        if (this == UINT16) {
            for (int i = 0; i < length; i++) {
                int id = ids[offset + i];
                seen |= id;
                SHORT.set(into, at + 2 * i, (short) id);
            }
        } else {
            for (int i = 0; i < length; i++) {
                int id = ids[offset + i];
                seen |= id;
                INT.set(into, at + 4 * i, id);
            }
        }
        if (seen < 0 || seen > maxToken) {
            for (int i = offset; i < offset + length; i++) {
                if (ids[i] < 0 || ids[i] > maxToken) {
                    throw new IllegalArgumentException("Invalid token id: " + ids[i] + " (must be from 0 to " + maxToken
                            + " for " + id + ") at " + (i - offset));
                }
            }
        }
    }

    /**
     * Decodes ids that are stored in this type.
     *
     * @return whether all are valid: a stored INT32 may be negative
     */
    public boolean decode(byte[] from, int at, int length, int[] ids, int offset) {
        int seen = 0;
        if (this == UINT16) {
            for (int i = 0; i < length; i++) {
                ids[offset + i] = (short) SHORT.get(from, at + 2 * i) & 0xFFFF;
            }
        } else {
            for (int i = 0; i < length; i++) {
                int id = (int) INT.get(from, at + 4 * i);
                ids[offset + i] = id;
                seen |= id;
            }
        }
        return seen >= 0;
    }
}
