package dev.tamis.bench;

import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Predictor;
import dev.tamis.models.fasttext.Predictors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Predictions of a fastText model, a line after the other, on the lines and models that {@code
 * bench/peers/fasttext_parity.py} leaves in the folder of the system property {@code tamis.fasttext}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class FastTextBenchmark {

    @Param({"lid.176.ftz", "hs.bin", "softmax.bin", "bigrams.bin"})
    private String model;

    private final List<byte[]> lines = new ArrayList<>();
    private Predictor predictor;
    private int next;

    @Setup
    public void read() throws IOException {
        Path folder = Path.of(System.getProperty("tamis.fasttext", "runs/fasttext"));
        for (String line : Files.readAllLines(folder.resolve("lines.txt"))) {
            lines.add(line.getBytes(StandardCharsets.UTF_8));
        }
        Path file = folder.resolve(model);
        try (InputStream in = Files.newInputStream(file)) {
            predictor = new Predictors(FastTextModel.read(in, Files.size(file), model)).predictor();
        }
    }

    /** From the bytes to the likeliest label. */
    @Benchmark
    public int best() {
        next = (next + 1) % lines.size();
        byte[] line = lines.get(next);
        predictor.read(line, 0, line.length);
        return predictor.best();
    }

    /** From the bytes to the mean of the features' rows. */
    @Benchmark
    public boolean features() {
        next = (next + 1) % lines.size();
        byte[] line = lines.get(next);
        return predictor.read(line, 0, line.length);
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(FastTextBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.fasttext=" + System.getProperty("tamis.fasttext", "runs/fasttext"))
                        .build())
                .run();
    }
}
