package dev.tamis.bench;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.read.Batch;
import dev.tamis.shards.read.DataLoader;
import dev.tamis.shards.read.TokenCorpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/**
 * How long one thread takes for a batch of 64 sequences of 2,048 tokens from the page cache: 262,144 bytes. Figures
 * against others: {@code bench/peers/reader.py}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class ReaderBenchmark {

    @Param({"PHASES", "DOMAINS"})
    private String layout;

    @Param({"true", "false"})
    private boolean verify;

    private Path directory;
    private TokenCorpus corpus;
    private DataLoader loader;

    /** Writes a corpus of 100 MB. */
    @Setup
    public void open() throws IOException {
        directory = Files.createTempDirectory("reader");
        ReaderCorpus.write(
                directory,
                CorpusIndex.Layout.valueOf(layout),
                25_000,
                2048,
                700,
                256L << 20,
                EnumSet.of(ShardFormat.MEGATRON));
        corpus = TokenCorpus.open(directory);
        loader = corpus.loader().batchSequences(64).verify(verify).open();
    }

    @TearDown
    public void delete() throws IOException {
        corpus.close();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private Batch following() throws IOException {
        Batch batch = loader.next();
        if (batch == null) {
            loader = corpus.loader().batchSequences(64).verify(verify).open();
            batch = loader.next();
        }
        return batch;
    }

    @Benchmark
    public int[] tokens() throws IOException {
        return following().tokens();
    }

    @Benchmark
    public byte[] tokensAndMasks() throws IOException {
        Batch batch = following();
        batch.positions();
        batch.segments();
        return batch.lossMask();
    }

    /** Runs this benchmark alone. */
    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(ReaderBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
