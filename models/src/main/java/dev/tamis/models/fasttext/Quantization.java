package dev.tamis.models.fasttext;

import java.util.Arrays;

/**
 * Makes a classifier small as fastText does (Joulin et al. 2016, FastText.zip): keeps the features with the longest
 * vectors, and writes each vector as codes of a product quantiser.
 */
public final class Quantization {
    private static final byte OUTPUT_WIDTH = 2;

    private final FastTextModel model;
    private final QuantizeOptions options;
    private final int threads;
    private final long seed;
    private final boolean isCut;
    private Dictionary dictionary;
    private DenseMatrix input;
    private DenseMatrix output;

    /**
     * @param model with plain matrices
     * @param threads to compute with; the result is the same with any number
     * @param seed of the first centroids
     * @throws IllegalArgumentException if it is quantised already, or {@link #problem} tells one
     */
    public Quantization(FastTextModel model, QuantizeOptions options, int threads, long seed) {
        if (!(model.input() instanceof DenseMatrix dense) || !(model.output() instanceof DenseMatrix labels)) {
            throw new IllegalArgumentException("The model is quantised already");
        }
        this.model = model;
        this.options = options;
        this.threads = threads;
        this.seed = seed;
        String problem = problem(options, dense.rows(), labels.rows(), dense.columns());
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        isCut = isCut(options, dense.rows());
        dictionary = model.dictionary();
        input = dense;
        output = labels;
        if (isCut) {
            cut(longest(dense, model.dictionary(), options.cutoff()));
        }
    }

    /**
     * What stands against making a model small, so that it can be told before the model is trained.
     *
     * @param rows of the input: words and buckets
     * @param labels rows of the output
     * @return null where nothing does
     */
    public static String problem(QuantizeOptions options, int rows, int labels, int dim) {
        int kept = isCut(options, rows) ? options.cutoff() : rows;
        String problem = QuantizerTraining.problem("words and buckets", kept, dim, options.dsub());
        if (problem == null && options.qout()) {
            problem = QuantizerTraining.problem("labels, which qout quantises too", labels, dim, OUTPUT_WIDTH);
        }
        return problem;
    }

    private static boolean isCut(QuantizeOptions options, int rows) {
        return options.cutoff() > 0 && options.cutoff() < rows;
    }

    /** Whether features were taken away. */
    public boolean isCut() {
        return isCut;
    }

    /** The dictionary of the kept features. */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** The vectors of the kept features, to be trained further. */
    public DenseMatrix input() {
        return input;
    }

    /** The labels' vectors, from which further training goes on. */
    public DenseMatrix output() {
        return output;
    }

    /** Takes vectors that were trained further. */
    public void retrained(DenseMatrix vectors, DenseMatrix labels) {
        input = vectors;
        output = labels;
    }

    /** The quantised model. */
    public FastTextModel quantize() throws InterruptedException {
        QuantizedMatrix small = QuantizerTraining.quantize(input, options.dsub(), options.qnorm(), threads, seed);
        Matrix labels = options.qout()
                ? QuantizerTraining.quantize(output, OUTPUT_WIDTH, options.qnorm(), threads, seed + 1)
                : output;
        return new FastTextModel(model.args(), dictionary, small, labels, options.qout());
    }

    private void cut(int[] rows) {
        dictionary = model.dictionary().keep(rows);
        DenseMatrix kept = new DenseMatrix(rows.length, input.columns());
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(
                    input.block(rows[i]), input.offset(rows[i]), kept.block(i), kept.offset(i), input.columns());
        }
        input = kept;
    }

    /** The rows with the longest vectors, and that of the line's end, in rising order; of equal ones the first. */
    private static int[] longest(DenseMatrix matrix, Dictionary dictionary, int count) {
        long[] keys = new long[matrix.rows()];
        byte[] end = Dictionary.END_OF_LINE.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int always = dictionary.find(end, 0, end.length);
        for (int row = 0; row < keys.length; row++) {
            float norm = row == always ? Float.POSITIVE_INFINITY : QuantizerTraining.norm(matrix, row);
            // Bits of floats that are not negative rise with them.
            keys[row] = (long) (Integer.MAX_VALUE - Float.floatToIntBits(norm)) << 32 | row;
        }
        Arrays.sort(keys);
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = (int) keys[i];
        }
        Arrays.sort(rows);
        return rows;
    }
}
