package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a Megatron indexed dataset at any sequence. The layout is at {@link MegatronWriter}.
 *
 * <p>The index is believed only after it has been checked against the sizes of both files, entry by entry, in memory
 * that does not depend on what it claims. It then stays in its file: a reader holds no table. Safe for use by many
 * threads if its sources are.
 */
public final class MegatronReader implements Closeable {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Most entries or bytes that are held at once. */
    private static final int CHUNK = 1 << 13;

    private final ByteSource bin;
    private final ByteSource idx;
    private final String name;
    private final TokenType type;
    private final long sequences;
    private final long documents;
    private final long tokens;

    private MegatronReader(ByteSource bin, ByteSource idx, String name) throws IOException {
        this.bin = bin;
        this.idx = idx;
        this.name = name;
        long idxBytes = idx.size();
        if (idxBytes < MegatronWriter.HEADER_BYTES) {
            throw damaged(idxBytes + " bytes, less than the header's " + MegatronWriter.HEADER_BYTES);
        }
        byte[] header = new byte[MegatronWriter.HEADER_BYTES];
        idx.read(0, header, 0, header.length);
        int magic = MegatronWriter.MAGIC.length;
        if (!Arrays.equals(header, 0, magic, MegatronWriter.MAGIC, 0, magic)) {
            throw damaged("does not start with MMIDIDX");
        }
        long version = (long) LONG.get(header, 9);
        if (version != MegatronWriter.VERSION) {
            throw damaged("version " + version + " (this release reads " + MegatronWriter.VERSION + ")");
        }
        type = TokenType.ofCode(header[17]);
        if (type == null) {
            throw damaged("dtype code " + header[17] + " (allowed: 8 for uint16, 4 for int32)");
        }
        sequences = (long) LONG.get(header, 18);
        long bounds = (long) LONG.get(header, 26);
        long room = idxBytes - MegatronWriter.HEADER_BYTES;
        // Each bound by itself first, so that the sum cannot overflow.
        if (sequences < 0 || sequences > room / 12 || bounds < 1 || bounds > room / 8) {
            throw damaged(idxBytes + " bytes cannot hold " + Long.toUnsignedString(sequences) + " sequences and "
                    + Long.toUnsignedString(bounds) + " document bounds");
        }
        long tables = 12 * sequences + 8 * bounds;
        // Multimodal sets append a byte of mode for each sequence, which text has no use for.
        if (tables != room && tables + sequences != room) {
            throw damaged(idxBytes + " bytes, but " + sequences + " sequences and " + bounds + " document bounds take "
                    + (MegatronWriter.HEADER_BYTES + tables));
        }
        documents = bounds - 1;
        byte[] chunk = new byte[CHUNK * 8];
        tokens = checkSequences(chunk, bin.size());
        checkBounds(chunk, bounds);
    }

    /**
     * Opens a pair of local files, memory-mapped.
     *
     * @throws IOException if they cannot be read, or contradict each other; the message says where
     */
    public static MegatronReader open(Path bin, Path idx) throws IOException {
        return of(ByteSource.map(bin), ByteSource.map(idx), idx.toString());
    }

    /**
     * A reader over any store. It owns both sources and closes them, also when it refuses them.
     *
     * @param name of the index, for messages
     */
    public static MegatronReader of(ByteSource bin, ByteSource idx, String name) throws IOException {
        try {
            return new MegatronReader(bin, idx, name);
        } catch (IOException | RuntimeException e) {
            try (bin;
                    idx) {
                throw e;
            }
        }
    }

    /** Sequences must lie in the {@code .bin} one after the other and fill it. Returns their sum. */
    private long checkSequences(byte[] chunk, long binBytes) throws IOException {
        byte[] lengths = new byte[CHUNK * 4];
        long offset = 0;
        for (long first = 0; first < sequences; first += CHUNK) {
            int count = (int) Math.min(CHUNK, sequences - first);
            idx.read(lengthAt(first), lengths, 0, count * 4);
            idx.read(offsetAt(first), chunk, 0, count * 8);
            for (int i = 0; i < count; i++) {
                int length = (int) INT.get(lengths, i * 4);
                long found = (long) LONG.get(chunk, i * 8);
                if (length < 0) {
                    throw damaged("sequence " + (first + i) + " has length " + length);
                }
                if (found != offset) {
                    throw damaged(
                            "sequence " + (first + i) + " is at byte " + found + ", but those before end at " + offset);
                }
                offset += (long) length * type.bytes();
                if (offset > binBytes) {
                    throw damaged("sequence " + (first + i) + " ends at byte " + offset + " of a .bin of " + binBytes
                            + " bytes");
                }
            }
        }
        if (offset != binBytes) {
            throw damaged("its sequences end at byte " + offset + " of a .bin of " + binBytes + " bytes");
        }
        return offset / type.bytes();
    }

    private void checkBounds(byte[] chunk, long bounds) throws IOException {
        long before = 0;
        for (long first = 0; first < bounds; first += CHUNK) {
            int count = (int) Math.min(CHUNK, bounds - first);
            idx.read(boundAt(first), chunk, 0, count * 8);
            for (int i = 0; i < count; i++) {
                long bound = (long) LONG.get(chunk, i * 8);
                boolean inOrder = first + i == 0 ? bound == 0 : bound >= before && bound <= sequences;
                if (!inOrder) {
                    throw damaged("document bound " + (first + i) + " is " + bound + " (must be from " + before + " to "
                            + (first + i == 0 ? 0 : sequences) + ")");
                }
                before = bound;
            }
        }
        if (before != sequences) {
            throw damaged("the last document ends at sequence " + before + " of " + sequences);
        }
    }

    private long lengthAt(long sequence) {
        return MegatronWriter.HEADER_BYTES + 4 * sequence;
    }

    private long offsetAt(long sequence) {
        return MegatronWriter.HEADER_BYTES + 4 * sequences + 8 * sequence;
    }

    private long boundAt(long document) {
        return MegatronWriter.HEADER_BYTES + 12 * sequences + 8 * document;
    }

    private IOException damaged(String what) {
        return new IOException("Damaged Megatron index " + name + ": " + what);
    }

    /** How tokens are stored. */
    public TokenType type() {
        return type;
    }

    /** Number of sequences. */
    public long sequences() {
        return sequences;
    }

    /** Number of documents. */
    public long documents() {
        return documents;
    }

    /** Tokens of all sequences. */
    public long tokens() {
        return tokens;
    }

    /** Tokens of one sequence. */
    public int length(long sequence) throws IOException {
        byte[] bytes = new byte[4];
        idx.read(lengthAt(checked(sequence)), bytes, 0, 4);
        return (int) INT.get(bytes, 0);
    }

    /** The tokens of one sequence, in an array of its length. */
    public int[] sequence(long sequence) throws IOException {
        int[] ids = new int[length(sequence)];
        read(sequence, ids, 0);
        return ids;
    }

    /**
     * Reads one sequence into an array of the caller's.
     *
     * @return how many tokens it has
     * @throws IndexOutOfBoundsException if there is no such sequence or it does not fit
     * @throws IOException if it cannot be read or holds a negative id
     */
    public int read(long sequence, int[] into, int at) throws IOException {
        int length = length(sequence);
        if (at < 0 || length > into.length - at) {
            throw new IndexOutOfBoundsException("Sequence " + sequence + " of " + length + " tokens does not fit into "
                    + into.length + " from " + at);
        }
        byte[] bytes = new byte[(int) Math.max(8, Math.min(CHUNK, (long) length * type.bytes()))];
        idx.read(offsetAt(sequence), bytes, 0, 8);
        long offset = (long) LONG.get(bytes, 0);
        int perChunk = bytes.length / type.bytes();
        int signs = 0;
        for (int done = 0; done < length; done += perChunk) {
            int count = Math.min(perChunk, length - done);
            bin.read(offset + (long) done * type.bytes(), bytes, 0, count * type.bytes());
            if (type == TokenType.UINT16) {
                for (int i = 0; i < count; i++) {
                    into[at + done + i] = (short) SHORT.get(bytes, 2 * i) & 0xFFFF;
                }
            } else {
                for (int i = 0; i < count; i++) {
                    int id = (int) INT.get(bytes, 4 * i);
                    into[at + done + i] = id;
                    signs |= id;
                }
            }
        }
        if (signs < 0) {
            throw new IOException(
                    "Damaged Megatron tokens of " + name + ": sequence " + sequence + " holds a negative id");
        }
        return length;
    }

    /**
     * The tokens of one sequence as they are stored: a read-only buffer, little-endian, of {@link TokenType#bytes} each.
     * Of a mapped file it is a view without a copy; nothing of it is checked or read.
     */
    public ByteBuffer stored(long sequence) throws IOException {
        byte[] bytes = new byte[8];
        idx.read(lengthAt(checked(sequence)), bytes, 0, 4);
        int length = (int) INT.get(bytes, 0);
        idx.read(offsetAt(sequence), bytes, 0, 8);
        return bin.view((long) LONG.get(bytes, 0), Math.multiplyExact(length, type.bytes()));
    }

    private long checked(long sequence) {
        if (sequence < 0 || sequence >= sequences) {
            throw new IndexOutOfBoundsException(
                    "Sequence " + sequence + " is outside of [0, " + sequences + ") of " + name);
        }
        return sequence;
    }

    @Override
    public void close() throws IOException {
        try (bin;
                idx) {
            // Both are closed, whatever the other does.
            return;
        }
    }
}
