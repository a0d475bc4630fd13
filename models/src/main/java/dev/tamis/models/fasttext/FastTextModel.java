package dev.tamis.models.fasttext;

import dev.tamis.models.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A model of fastText: its settings, dictionary and matrices. The format is that of fastText's own {@code .bin} and
 * {@code .ftz} (versions 11 and 12): what it reads it also writes, byte for byte where the version was 12.
 *
 * @param args settings of training
 * @param dictionary words, labels and how features become rows of the input matrix
 * @param input a row for each feature
 * @param output a row for each label, or for each word in a model of word vectors
 * @param quantisedOutput the file's flag; only with a quantised input does it tell that the output is quantised
 */
public record FastTextModel(Args args, Dictionary dictionary, Matrix input, Matrix output, boolean quantisedOutput) {
    /** What a file begins with, as a little-endian number. */
    private static final int MAGIC = 793712314;

    private static final int VERSION = 12;
    private static final int OLDEST_VERSION = 11;

    public FastTextModel {
        if (!dictionary.args().equals(args)) {
            throw new IllegalArgumentException("The dictionary is of other settings");
        }
        String problem = problem(args, dictionary, input, output);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** A model with plain matrices, as training makes it. */
    public FastTextModel(Args args, Dictionary dictionary, DenseMatrix input, DenseMatrix output) {
        this(args, dictionary, input, output, false);
    }

    /** Bytes per dimension times rows decide memory: a plain matrix takes 4 bytes a number, a quantised one less. */
    public boolean isQuantised() {
        return input instanceof QuantizedMatrix;
    }

    /** Whether a file with these first bytes, four or more, is fastText's. */
    public static boolean isModel(byte[] first) {
        return first.length >= Integer.BYTES
                && ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC;
    }

    /** Reads a model file. */
    public static FastTextModel read(ModelSource source) throws IOException {
        try (InputStream stream = source.open()) {
            return read(stream, source.length(), source.name());
        }
    }

    /**
     * Reads a model.
     *
     * @param stream from its first byte
     * @param length in bytes; nothing larger is taken into memory
     * @param name for messages
     */
    public static FastTextModel read(InputStream stream, long length, String name) throws IOException {
        LittleEndianInput in = new LittleEndianInput(stream, length, name);
        int magic = in.readInt();
        if (magic != MAGIC) {
            throw in.broken(0, "it begins with " + magic + " instead of " + MAGIC);
        }
        int version = in.readInt();
        if (version < OLDEST_VERSION || version > VERSION) {
            throw in.broken(4, "version " + version + ", known are " + OLDEST_VERSION + " and " + VERSION);
        }
        Args args = Args.read(in, version);
        Dictionary dictionary = Dictionary.read(in, args);
        boolean quantised = in.readBoolean("flag of a quantised input");
        Matrix input = quantised ? QuantizedMatrix.read(in, "input matrix") : DenseMatrix.read(in, "input matrix");
        if (!quantised && dictionary.isPruned()) {
            throw in.broken("the dictionary is pruned but the input is not quantised");
        }
        boolean quantisedOutput = in.readBoolean("flag of a quantised output");
        Matrix output = quantised && quantisedOutput
                ? QuantizedMatrix.read(in, "output matrix")
                : DenseMatrix.read(in, "output matrix");
        String problem = problem(args, dictionary, input, output);
        if (problem != null) {
            throw in.broken(problem);
        }
        return new FastTextModel(args, dictionary, input, output, quantisedOutput);
    }

    /** Writes the model as fastText's own tool reads it; the stream is flushed, not closed. */
    public void write(OutputStream stream) throws IOException {
        LittleEndianOutput out = new LittleEndianOutput(stream);
        out.writeInt(MAGIC);
        out.writeInt(VERSION);
        args.write(out);
        dictionary.write(out);
        out.writeByte(isQuantised() ? 1 : 0);
        input.write(out);
        out.writeByte(quantisedOutput ? 1 : 0);
        output.write(out);
        out.flush();
    }

    private static String problem(Args args, Dictionary dictionary, Matrix input, Matrix output) {
        if (input.columns() != args.dim() || output.columns() != args.dim()) {
            return "dim is " + args.dim() + ", but the matrices have " + input.columns() + " and " + output.columns()
                    + " columns";
        }
        if (input.rows() < dictionary.inputRows()) {
            return "the input matrix has " + input.rows() + " rows, the dictionary names " + dictionary.inputRows();
        }
        int targets = args.task() == Task.SUPERVISED ? dictionary.labels() : dictionary.words();
        if (output.rows() != targets) {
            return "the output matrix has " + output.rows() + " rows, but there are " + targets + " targets";
        }
        if (targets == 0) {
            return "there are no labels";
        }
        if (dictionary.isPruned() && !(input instanceof QuantizedMatrix)) {
            return "the dictionary is pruned but the input is not quantised";
        }
        return null;
    }
}
