package dev.tamis.bench;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.Cleaners;
import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.clean.Removed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** How fast one thread cleans. The counter {@code bytes} is in bytes of UTF-8 a microsecond, that is, MB/s. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CleanBenchmark {

    @Param({"c4_lines_tfds", "refinedweb_lines", "refinedweb_urls", "page_numbers"})
    private String name;

    @Param({"english", "languages"})
    private String corpus;

    private List<String> texts;
    private long[] bytes;
    private Cleaner cleaner;
    private Cleaning chain;
    private int next;

    /** Bytes cleaned, as JMH's second counter. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Volume {
        public long bytes;
    }

    @Setup
    public void read() throws IOException {
        texts = corpus.equals("english") ? Corpora.english() : Corpora.languages();
        bytes = texts.stream()
                .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .toArray();
        cleaner = Cleaners.byName(name);
        chain = Cleaning.named(List.of(name));
    }

    /** The cleaner alone. */
    @Benchmark
    public String clean(Volume volume) {
        next = (next + 1) % texts.size();
        volume.bytes += bytes[next];
        return cleaner.clean(texts.get(next), new Removed());
    }

    /** As a run applies it, with words counted before and after. */
    @Benchmark
    public Cleaned chain(Volume volume) {
        next = (next + 1) % texts.size();
        volume.bytes += bytes[next];
        return chain.clean(texts.get(next));
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(CleanBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
