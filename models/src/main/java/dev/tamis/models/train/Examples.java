package dev.tamis.models.train;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts as lists of features, made once and read in every epoch. They are held in memory up to a bound; above it, all
 * are in a temporary file that is mapped into memory. An example is {@code tokens, number of labels, labels, features}.
 */
final class Examples implements Closeable {
    private static final int SEGMENT_INTS = 1 << 20;
    private static final int HEAD = 2;

    /** What a text takes beside its features: its place here, twice while the lists grow, and its turn in the order. */
    static final long BYTES_OF_A_TEXT = 2 * (Long.BYTES + Integer.BYTES) + Integer.BYTES;

    private final long memory;
    private final Path directory;
    private final List<IntBuffer> segments = new ArrayList<>();
    private int[] filling = new int[SEGMENT_INTS];
    private int filled;
    private long held;
    private Path file;
    private FileChannel channel;

    /** Segment of each example and place in it, as {@code segment << 32 | place}; and how many ints it takes. */
    private long[] starts = new long[1024];

    private int[] lengths = new int[1024];
    private int count;
    private long tokens;

    /**
     * @param memory most bytes of features held in memory
     * @param directory where the temporary file goes
     */
    Examples(long memory, Path directory) {
        this.memory = memory;
        this.directory = directory;
    }

    /**
     * Most bytes that the features of some texts can take.
     *
     * @param lines of the texts, each an example or none
     * @param tokens of all, labels and ends of lines included
     * @param bytes of all
     */
    static long most(TrainOptions options, long lines, long tokens, long bytes) {
        long lengths = options.maxn() > 0 ? options.maxn() - Math.max(1, options.minn()) + 1L : 0;
        // A word and the n-grams that begin with it; an n-gram of characters begins at a byte or at a mark.
        long ints = tokens * options.wordNgrams() + (bytes + 2 * tokens) * lengths + HEAD * lines;
        return Integer.BYTES * ints;
    }

    /** Adds an example. */
    void add(int tokensOfText, int[] labels, int labelCount, int[] features, int featureCount) throws IOException {
        int length = HEAD + labelCount + featureCount;
        if (filled + length > filling.length) {
            endSegment();
            if (length > filling.length) {
                filling = new int[length];
            }
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        starts[count] = (long) segments.size() << 32 | filled;
        lengths[count] = length;
        count++;
        tokens += tokensOfText;
        filling[filled++] = tokensOfText;
        filling[filled++] = labelCount;
        System.arraycopy(labels, 0, filling, filled, labelCount);
        filled += labelCount;
        System.arraycopy(features, 0, filling, filled, featureCount);
        filled += featureCount;
    }

    /** Ends adding. */
    void finish() throws IOException {
        endSegment();
        filling = null;
    }

    private void endSegment() throws IOException {
        if (filled == 0) {
            return;
        }
        int[] segment = Arrays.copyOf(filling, filled);
        held += (long) filled * Integer.BYTES;
        filled = 0;
        if (file == null && held > memory) {
            file = Files.createTempFile(directory, "examples", ".ints");
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            for (int i = 0; i < segments.size(); i++) {
                segments.set(i, mapped(segments.get(i)));
            }
        }
        IntBuffer buffer = IntBuffer.wrap(segment);
        segments.add(file == null ? buffer : mapped(buffer));
        if (filling.length != SEGMENT_INTS) {
            filling = new int[SEGMENT_INTS];
        }
    }

    private IntBuffer mapped(IntBuffer segment) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(segment.limit() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(segment.duplicate().rewind());
        long at = channel.size();
        while (bytes.hasRemaining()) {
            channel.write(bytes, at + bytes.position());
        }
        return channel.map(FileChannel.MapMode.READ_ONLY, at, bytes.limit())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
    }

    int count() {
        return count;
    }

    /** Words of all examples, line ends and labels included, as fastText counts them. */
    long tokens() {
        return tokens;
    }

    /** Ints that {@link #copy} gives. */
    int length(int example) {
        return lengths[example];
    }

    /** Copies an example; any thread may. */
    void copy(int example, int[] into, int at) {
        long start = starts[example];
        segments.get((int) (start >>> 32)).get((int) start, into, at, lengths[example]);
    }

    /** Whether they are in a file. */
    boolean spilled() {
        return file != null;
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
