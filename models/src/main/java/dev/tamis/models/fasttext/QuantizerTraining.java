package dev.tamis.models.fasttext;

import dev.tamis.filters.text.Mix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Trains product quantisers by k-means on each part of the vectors, with fastText's numbers of points and steps. */
final class QuantizerTraining {
    private static final int CENTROIDS = ProductQuantizer.CENTROIDS;
    private static final int MOST_POINTS = 256 * CENTROIDS;
    private static final int STEPS = 25;
    private static final float APART = 1e-7f;

    private final DenseMatrix matrix;

    /** Divides each row; null for none. */
    private final float[] norms;

    private final int width;
    private final int parts;
    private final int[] sample;
    private final long seed;
    private final float[] centroids;
    private final byte[] codes;

    private QuantizerTraining(DenseMatrix matrix, float[] norms, int width, long seed) {
        this.matrix = matrix;
        this.norms = norms;
        this.width = width;
        this.seed = seed;
        parts = (matrix.columns() + width - 1) / width;
        sample = sample(matrix.rows(), seed);
        centroids = new float[matrix.columns() * CENTROIDS];
        codes = new byte[parts * matrix.rows()];
    }

    /**
     * Why so many vectors cannot be quantised; null where they can.
     *
     * @param what the vectors are of
     */
    static String problem(String what, int rows, int columns, int width) {
        if (rows < CENTROIDS) {
            return "There are " + rows + " " + what + ", too few to quantise: at least " + CENTROIDS + " are needed";
        }
        int parts = (columns + width - 1) / width;
        if ((long) parts * rows > Integer.MAX_VALUE - 16) {
            return rows + " " + what + " of " + parts
                    + " codes are more than 2 GiB; keep fewer features with cutoff, or take a greater dsub";
        }
        return null;
    }

    /** @throws IllegalArgumentException if there are fewer than 256 rows, or more than an array of codes holds */
    static QuantizedMatrix quantize(DenseMatrix matrix, int width, boolean apart, int threads, long seed)
            throws InterruptedException {
        String problem = problem("vectors", matrix.rows(), matrix.columns(), width);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        byte[] normCodes = null;
        ProductQuantizer normQuantizer = null;
        float[] norms = null;
        if (apart) {
            norms = new float[matrix.rows()];
            DenseMatrix column = new DenseMatrix(matrix.rows(), 1);
            for (int row = 0; row < norms.length; row++) {
                norms[row] = norm(matrix, row);
                column.block(row)[column.offset(row)] = norms[row];
            }
            QuantizerTraining ofNorms = new QuantizerTraining(column, null, 1, seed + 1);
            ofNorms.train(threads);
            normCodes = ofNorms.codes;
            normQuantizer = ofNorms.quantizer();
        }
        QuantizerTraining training = new QuantizerTraining(matrix, norms, width, seed);
        training.train(threads);
        return new QuantizedMatrix(matrix.rows(), training.codes, training.quantizer(), normCodes, normQuantizer);
    }

    static float norm(DenseMatrix matrix, int row) {
        float[] block = matrix.block(row);
        int at = matrix.offset(row);
        float sum = 0;
        for (int i = 0; i < matrix.columns(); i++) {
            sum += block[at + i] * block[at + i];
        }
        float norm = (float) Math.sqrt(sum);
        return Float.isFinite(norm) ? norm : Float.MAX_VALUE;
    }

    private ProductQuantizer quantizer() {
        return new ProductQuantizer(matrix.columns(), parts, width, partWidth(parts - 1), centroids);
    }

    private int partWidth(int part) {
        return part == parts - 1 ? matrix.columns() - part * width : width;
    }

    /** Parts do not depend on each other, so that any thread may take the next. */
    private void train(int threads) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> others = new ArrayList<>();
        Runnable work = () -> {
            try {
                for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
                    new Part(part).train();
                }
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        };
        for (int i = 1; i < Math.min(threads, parts); i++) {
            Thread thread = new Thread(work, "quantiser-" + i);
            thread.setDaemon(true);
            thread.start();
            others.add(thread);
        }
        work.run();
        for (Thread thread : others) {
            thread.join();
        }
        if (failure.get() instanceof Error error) {
            throw error;
        }
        if (failure.get() != null) {
            throw new IllegalStateException("Quantising failed", failure.get());
        }
    }

    /** Rows to learn from, in an order by chance. */
    private static int[] sample(int rows, long seed) {
        int[] order = new int[rows];
        Arrays.setAll(order, i -> i);
        Chance chance = new Chance(seed);
        int count = Math.min(rows, MOST_POINTS);
        for (int i = 0; i < count; i++) {
            int other = i + chance.below(rows - i);
            int held = order[i];
            order[i] = order[other];
            order[other] = held;
        }
        return Arrays.copyOf(order, count);
    }

    /** One part of the vectors. */
    private final class Part {
        private final int part;
        private final int columns;

        /** Points of the sample, one column after another. */
        private final float[][] points;

        /** Centroids, one column after another, so that all distances are computed side by side. */
        private final float[][] middles;

        private final float[] distances = new float[CENTROIDS];
        private final float[] point;
        private final Chance chance;

        Part(int part) {
            this.part = part;
            columns = partWidth(part);
            points = new float[columns][sample.length];
            middles = new float[columns][CENTROIDS];
            point = new float[columns];
            chance = new Chance(seed * 31 + part);
        }

        void train() {
            for (int i = 0; i < sample.length; i++) {
                load(sample[i]);
                for (int c = 0; c < columns; c++) {
                    points[c][i] = point[c];
                }
            }
            int[] first = new int[sample.length];
            Arrays.setAll(first, i -> i);
            for (int k = 0; k < CENTROIDS; k++) {
                int other = k + chance.below(first.length - k);
                int held = first[k];
                first[k] = first[other];
                first[other] = held;
                for (int c = 0; c < columns; c++) {
                    middles[c][k] = points[c][first[k]];
                }
            }
            byte[] nearest = new byte[sample.length];
            for (int step = 0; step < STEPS; step++) {
                for (int i = 0; i < nearest.length; i++) {
                    for (int c = 0; c < columns; c++) {
                        point[c] = points[c][i];
                    }
                    nearest[i] = (byte) nearest();
                }
                move(nearest);
            }
            for (int k = 0; k < CENTROIDS; k++) {
                for (int c = 0; c < columns; c++) {
                    centroids[part * CENTROIDS * width + k * columns + c] = middles[c][k];
                }
            }
            for (int row = 0; row < matrix.rows(); row++) {
                load(row);
                codes[row * parts + part] = (byte) nearest();
            }
        }

        private void load(int row) {
            float[] block = matrix.block(row);
            int at = matrix.offset(row) + part * width;
            float by = norms == null || norms[row] == 0 ? 1 : norms[row];
            for (int c = 0; c < columns; c++) {
                point[c] = block[at + c] / by;
            }
        }

        /** Of equally near ones the first. */
        private int nearest() {
            float[] column = middles[0];
            float x = point[0];
            for (int k = 0; k < CENTROIDS; k++) {
                float d = x - column[k];
                distances[k] = d * d;
            }
            for (int c = 1; c < columns; c++) {
                column = middles[c];
                x = point[c];
                for (int k = 0; k < CENTROIDS; k++) {
                    float d = x - column[k];
                    distances[k] += d * d;
                }
            }
            int best = 0;
            float least = distances[0];
            for (int k = 1; k < CENTROIDS; k++) {
                if (distances[k] < least) {
                    least = distances[k];
                    best = k;
                }
            }
            return best;
        }

        private void move(byte[] nearest) {
            int[] counts = new int[CENTROIDS];
            for (byte code : nearest) {
                counts[code & 0xFF]++;
            }
            for (int c = 0; c < columns; c++) {
                float[] column = middles[c];
                Arrays.fill(column, 0);
                for (int i = 0; i < nearest.length; i++) {
                    column[nearest[i] & 0xFF] += points[c][i];
                }
                for (int k = 0; k < CENTROIDS; k++) {
                    column[k] /= Math.max(1, counts[k]);
                }
            }
            for (int k = 0; k < CENTROIDS; k++) {
                if (counts[k] == 0) {
                    split(k, counts);
                }
            }
        }

        /** Gives a centroid without points half of those of another, chosen by chance by its points. */
        private void split(int empty, int[] counts) {
            long crowd = 0;
            for (int count : counts) {
                crowd += Math.max(0, count - 1);
            }
            if (crowd == 0) {
                return;
            }
            long drawn = chance.below((int) Math.min(Integer.MAX_VALUE, crowd));
            int full = 0;
            while (drawn >= Math.max(0, counts[full] - 1)) {
                drawn -= Math.max(0, counts[full] - 1);
                full++;
            }
            for (int c = 0; c < columns; c++) {
                float apart = c % 2 == 0 ? -APART : APART;
                middles[c][empty] = middles[c][full] + apart;
                middles[c][full] -= apart;
            }
            counts[empty] = counts[full] / 2;
            counts[full] -= counts[empty];
        }
    }

    /** Numbers by chance (SplitMix64, Steele et al. 2014). */
    private static final class Chance {
        private long state;

        Chance(long seed) {
            state = seed;
        }

        int below(int bound) {
            state += Mix64.STEP;
            return (int) Math.multiplyHigh(Mix64.of(state) >>> 1, (long) bound << 1);
        }
    }
}
