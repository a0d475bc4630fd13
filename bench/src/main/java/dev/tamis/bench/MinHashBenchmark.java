package dev.tamis.bench;

import dev.tamis.filters.dedup.MinHash;
import dev.tamis.filters.dedup.MinHashPreset;
import dev.tamis.filters.dedup.Shingler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

/**
 * How fast one thread hashes word 5-grams and makes the band keys of MinHash signatures. The counter {@code bytes} is in bytes
 * of UTF-8 a microsecond, that is, MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class MinHashBenchmark {

    @Param({"web", "english", "languages"})
    private String corpus;

    private List<byte[]> texts;
    private final Shingler shingler =
            new Shingler(MinHashPreset.FINEWEB.settings().ngram());
    private final Kernel fineweb = new Kernel(MinHashPreset.FINEWEB);
    private final Kernel dclm = new Kernel(MinHashPreset.DCLM);
    private final Kernel refinedweb = new Kernel(MinHashPreset.REFINEDWEB);
    private int next;

    private static final class Kernel {
        private final MinHash minHash;
        private final long[] keys;

        Kernel(MinHashPreset preset) {
            minHash = new MinHash(preset.settings());
            keys = new long[preset.settings().bands()];
        }
    }

    /** Bytes hashed, as JMH's second counter. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Volume {
        public long bytes;
    }

    @Setup
    public void read() throws IOException {
        List<String> documents = switch (corpus) {
            case "web" -> Corpora.web();
            case "english" -> Corpora.english();
            default -> Corpora.languages();
        };
        texts = new ArrayList<>();
        for (String document : documents) {
            texts.add(document.getBytes(StandardCharsets.UTF_8));
        }
    }

    private int shingle(Volume volume) {
        next = (next + 1) % texts.size();
        byte[] utf8 = texts.get(next);
        volume.bytes += utf8.length;
        return shingler.shingle(utf8, utf8.length);
    }

    private long[] keys(Kernel kernel, Volume volume) {
        int size = shingle(volume);
        if (size > 0) {
            kernel.minHash.bands(shingler.shingles(), size, kernel.keys);
        }
        return kernel.keys;
    }

    /** Words and shingles alone. */
    @Benchmark
    public int shingles(Volume volume) {
        return shingle(volume);
    }

    /** From bytes to 14 keys of 8 minima. */
    @Benchmark
    public long[] fineweb(Volume volume) {
        return keys(fineweb, volume);
    }

    /** From bytes to 93 keys of 15 minima. */
    @Benchmark
    public long[] dclm(Volume volume) {
        return keys(dclm, volume);
    }

    /** From bytes to 450 keys of 20 minima. */
    @Benchmark
    public long[] refinedweb(Volume volume) {
        return keys(refinedweb, volume);
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(MinHashBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
