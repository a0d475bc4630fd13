package dev.tamis.bench;

import dev.tamis.filters.embedding.Centroids;
import dev.tamis.filters.embedding.Embedding;
import dev.tamis.filters.embedding.SimilarPairs;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What semantic dedup costs on one thread: 4,096 vectors of 768 numbers are assigned to 100 centroids, then all pairs of
 * them compared. {@code bench/peers/embeddings.py} does the same with NumPy on vectors of the same shape.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EmbeddingBenchmark {
    private static final int VECTORS = 4096;
    private static final int LENGTH = 768;
    private static final int CLUSTERS = 100;

    private float[] vectors;
    private Centroids centroids;
    private final int[] to = new int[VECTORS];
    private long links;

    @Setup
    public void make() {
        SplittableRandom random = new SplittableRandom(17);
        vectors = new float[VECTORS * LENGTH];
        float[] one = new float[LENGTH];
        for (int v = 0; v < VECTORS; v++) {
            for (int i = 0; i < LENGTH; i++) {
                one[i] = (float) (random.nextDouble() - 0.5);
            }
            Embedding.unit(ByteBuffer.wrap(Embedding.bytes(one, LENGTH)), vectors, v * LENGTH);
        }
        centroids = new Centroids(LENGTH, java.util.Arrays.copyOf(vectors, CLUSTERS * LENGTH));
    }

    @Benchmark
    public int[] assign() {
        centroids.assign(vectors, VECTORS, to);
        return to;
    }

    @Benchmark
    public long pairs() {
        links = 0;
        new SimilarPairs(LENGTH, 0.99).join(vectors, 0, VECTORS, v -> false, (a, b) -> links++);
        return links;
    }

    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder().include("EmbeddingBenchmark").build()).run();
    }
}
