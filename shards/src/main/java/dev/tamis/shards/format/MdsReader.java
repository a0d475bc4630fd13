package dev.tamis.shards.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a shard of MosaicML Streaming that {@link MdsWriter} wrote, at any sample: its tokens, and any column as bytes.
 *
 * <p>The offsets are believed only after they have been checked against the file's size, one by one; the sizes within a
 * sample are checked when it is read. Safe for use by many threads if its source is.
 */
public final class MdsReader implements Closeable {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CHUNK = 1 << 13;
    /** More than any list of columns of sensible size. */
    private static final int MOST_CONFIG = 1 << 16;

    private final ByteSource source;
    private final String name;
    private final int samples;
    private final String[] columns;
    /** Bytes of each column, or -1 where each sample says. */
    private final long[] sizes;

    private final int tokenColumn;
    private final TokenType type;
    private final int sequenceLength;

    private MdsReader(ByteSource source, String name) throws IOException {
        this.source = source;
        this.name = name;
        long size = source.size();
        if (size < 8) {
            throw damaged(size + " bytes, less than the header's 8");
        }
        byte[] four = new byte[4];
        source.read(0, four, 0, 4);
        long claimed = (int) INT.get(four, 0) & 0xFFFF_FFFFL;
        if (claimed > (size - 8) / 4 || claimed > Integer.MAX_VALUE - 2) {
            throw damaged(size + " bytes cannot hold the offsets of " + claimed + " samples");
        }
        samples = (int) claimed;
        long configStart = 4 * (claimed + 2);
        long first = checkOffsets(configStart, size);
        if (first - configStart > MOST_CONFIG) {
            throw damaged("its configuration has " + (first - configStart) + " bytes (at most " + MOST_CONFIG + ")");
        }
        byte[] config = new byte[(int) (first - configStart)];
        source.read(configStart, config, 0, config.length);
        JsonNode root;
        try {
            root = new JsonMapper().readTree(config);
        } catch (JsonProcessingException e) {
            throw damaged("its configuration is not JSON: " + e.getOriginalMessage());
        }
        try {
            JsonNode names = JsonFields.array(root, "column_names");
            JsonNode encodings = JsonFields.array(root, "column_encodings");
            JsonNode bytes = JsonFields.array(root, "column_sizes");
            int n = names.size();
            JsonFields.check(
                    n == encodings.size() && n == bytes.size(), "column_sizes", bytes, "must be one for each column");
            columns = new String[n];
            sizes = new long[n];
            int found = -1;
            for (int i = 0; i < n; i++) {
                columns[i] = names.get(i).asText();
                sizes[i] = bytes.get(i).isNull() ? -1 : bytes.get(i).asLong(-1);
                found = columns[i].equals("tokens") ? i : found;
            }
            JsonFields.check(found >= 0, "column_names", names, "must have \"tokens\"");
            tokenColumn = found;
            String encoding = encodings.get(found).asText();
            TokenType of = null;
            for (TokenType one : TokenType.values()) {
                if (encoding.startsWith("ndarray:" + one.id() + ":")) {
                    of = one;
                }
            }
            JsonFields.check(
                    of != null && sizes[found] > 0 && sizes[found] % of.bytes() == 0 && sizes[found] < 1L << 31,
                    "encoding of tokens",
                    encoding,
                    "must be ndarray:uint16:LENGTH or ndarray:int32:LENGTH");
            type = of;
            sequenceLength = (int) (sizes[found] / of.bytes());
            JsonFields.check(
                    encoding.equals("ndarray:" + type.id() + ":" + sequenceLength),
                    "encoding of tokens",
                    encoding,
                    "its size is " + sizes[found]);
        } catch (IllegalArgumentException e) {
            throw new IOException("Damaged MDS shard " + name + ": " + e.getMessage(), e);
        }
    }

    /** Offsets must rise and end at the file's end. Returns the first, where the configuration ends. */
    private long checkOffsets(long configStart, long size) throws IOException {
        byte[] chunk = new byte[CHUNK * 4];
        long before = configStart;
        long first = -1;
        for (long done = 0; done <= samples; done += CHUNK) {
            int count = (int) Math.min(CHUNK, samples + 1 - done);
            source.read(4 + 4 * done, chunk, 0, count * 4);
            for (int i = 0; i < count; i++) {
                long offset = (int) INT.get(chunk, 4 * i) & 0xFFFF_FFFFL;
                if (offset < before || offset > size) {
                    throw damaged("sample " + (done + i) + " is at byte " + offset + " (must be from " + before + " to "
                            + size + ")");
                }
                first = first < 0 ? offset : first;
                before = offset;
            }
        }
        if (before != size) {
            throw damaged("its samples end at byte " + before + " of " + size);
        }
        return first;
    }

    /** Opens a local file, memory-mapped. */
    public static MdsReader open(Path file) throws IOException {
        return of(ByteSource.map(file), file.toString());
    }

    /** A reader over any store. It owns the source and closes it, also when it refuses it. */
    public static MdsReader of(ByteSource source, String name) throws IOException {
        try {
            return new MdsReader(source, name);
        } catch (IOException | RuntimeException e) {
            try (source) {
                throw e;
            }
        }
    }

    private IOException damaged(String what) {
        return new IOException("Damaged MDS shard " + name + ": " + what);
    }

    /** Number of samples. */
    public int samples() {
        return samples;
    }

    /** How tokens are stored. */
    public TokenType type() {
        return type;
    }

    /** Tokens of every sample. */
    public int sequenceLength() {
        return sequenceLength;
    }

    /** Where in the file the tokens of a sample begin; there are {@code sequenceLength * type.bytes()} bytes of them. */
    public long tokensAt(long sample) throws IOException {
        long[] place = place(sample, tokenColumn);
        return place[0];
    }

    /** Reads bytes at a place in the file, such as {@link #tokensAt}. */
    public void read(long position, byte[] into, int at, int length) throws IOException {
        source.read(position, into, at, length);
    }

    /**
     * A column of a sample, as stored.
     *
     * @return its bytes, or null if there is no column of this name
     */
    public byte[] column(long sample, String column) throws IOException {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].equals(column)) {
                long[] place = place(sample, i);
                byte[] bytes = new byte[(int) place[1]];
                source.read(place[0], bytes, 0, bytes.length);
                return bytes;
            }
        }
        return null;
    }

    /** A column of encoding "str" of a sample, or null if there is no column of this name. */
    public String text(long sample, String column) throws IOException {
        byte[] bytes = column(sample, column);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Where a column of a sample begins, and its bytes. */
    private long[] place(long sample, int column) throws IOException {
        if (sample < 0 || sample >= samples) {
            throw new IndexOutOfBoundsException("Sample " + sample + " is outside of [0, " + samples + ") of " + name);
        }
        byte[] bytes = new byte[8];
        source.read(4 + 4 * sample, bytes, 0, 8);
        long start = (int) INT.get(bytes, 0) & 0xFFFF_FFFFL;
        long end = (int) INT.get(bytes, 4) & 0xFFFF_FFFFL;
        long head = start;
        for (long size : sizes) {
            head += size < 0 ? 4 : 0;
        }
        long at = head;
        long found = 0;
        long foundSize = 0;
        long next = start;
        for (int i = 0; i < sizes.length; i++) {
            long size = sizes[i];
            if (size < 0) {
                if (next + 4 > end) {
                    throw damaged("sample " + sample + " of " + (end - start) + " bytes is cut");
                }
                source.read(next, bytes, 0, 4);
                size = (int) INT.get(bytes, 0) & 0xFFFF_FFFFL;
                next += 4;
            }
            if (i == column) {
                found = at;
                foundSize = size;
            }
            at += size;
        }
        if (at != end || foundSize > Integer.MAX_VALUE - 8) {
            throw damaged("the columns of sample " + sample + " take " + (at - start) + " of its " + (end - start)
                    + " bytes");
        }
        return new long[] {found, foundSize};
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
