package dev.tamis.bench;

import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.train.ClassifierTraining;
import dev.tamis.models.train.TrainOptions;
import dev.tamis.models.train.TrainProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** How long a classifier trains on two million words, five times, counting of words included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
public class ClassifierTrainingBenchmark {
    private static final int LINES = 20_000;
    private static final int WORDS = 100;

    @Param({"16", "100"})
    private int dim;

    @Param({"1", "2"})
    private int thread;

    private Path file;

    /** Words by Zipf's law, nearly: a number by chance of a number by chance. */
    @Setup
    public void write() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < LINES; line++) {
            boolean positive = random.nextBoolean();
            text.append(positive ? "__label__hq" : "__label__cc");
            for (int word = 0; word < WORDS; word++) {
                int drawn = random.nextInt(1 + random.nextInt(1 + random.nextInt(200_000)));
                text.append(' ')
                        .append(positive && random.nextInt(20) == 0 ? 'p' : 'w')
                        .append(drawn);
            }
            text.append('\n');
        }
        file = Files.createTempFile("classifier", ".txt");
        Files.writeString(file, text);
    }

    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public FastTextModel train() throws IOException, InterruptedException {
        TrainOptions options = new TrainOptions(0.1, 100, dim, 5, 2, 1, 0, 200_000, 0, 0, Loss.SOFTMAX, 5, thread, 17);
        try (ClassifierTraining training =
                new ClassifierTraining(List.of(file), options, file.getParent(), 1L << 28, TrainProgress.SILENT)) {
            return training.train();
        }
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(ClassifierTrainingBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
