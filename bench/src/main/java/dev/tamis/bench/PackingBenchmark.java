package dev.tamis.bench;

import dev.tamis.pipeline.pack.BestFit;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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

/** How fast one thread packs a window of pieces; the counter {@code pieces} is in pieces a microsecond. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class PackingBenchmark {

    @Param({"2048", "32768"})
    private int capacity;

    @Param({"32768", "1000000"})
    private int documents;

    private int[] lengths;
    private BestFit fit;

    /** Pieces packed, as JMH's second counter. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Volume {
        public long pieces;
    }

    @Setup
    public void make() {
        lengths = PackingSpeed.pieces(documents, capacity);
        fit = new BestFit(capacity);
    }

    @Benchmark
    public int bestFit(Volume volume) {
        volume.pieces += lengths.length;
        return fit.pack(lengths, lengths.length);
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(PackingBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
