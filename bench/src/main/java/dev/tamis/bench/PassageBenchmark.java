package dev.tamis.bench;

import dev.tamis.filters.passage.PassageTokens;
import dev.tamis.filters.passage.PassageUnits;
import dev.tamis.filters.passage.WindowKeys;
import dev.tamis.filters.passage.Winnowing;
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
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * How fast one thread takes fingerprints and keys of passages. The counter {@code bytes} is in bytes of UTF-8 a
 * microsecond, that is, MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class PassageBenchmark {
    private static final int TOKENS = 50;
    private static final int MIN_WORDS = 3;

    @Param({"english", "languages", "made"})
    private String corpus;

    private final List<byte[]> texts = new ArrayList<>();
    private final PassageTokens tokens = new PassageTokens();
    private final Winnowing winnowing = new Winnowing(TOKENS);
    private final WindowKeys keys = new WindowKeys(TOKENS);
    private final PassageUnits lines = new PassageUnits(PassageUnits.Kind.LINE, MIN_WORDS);
    private int next;

    /** Bytes read, as JMH's second counter. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Volume {
        public long bytes;
    }

    @Setup
    public void read() throws IOException {
        List<String> strings = switch (corpus) {
            case "english" -> Corpora.english();
            case "languages" -> Corpora.languages();
            default -> Corpora.made();
        };
        strings.forEach(text -> texts.add(text.getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] next(Volume volume) {
        next = (next + 1) % texts.size();
        volume.bytes += texts.get(next).length;
        return texts.get(next);
    }

    /** Tokens alone. */
    @Benchmark
    public PassageTokens tokens(Volume volume) {
        byte[] text = next(volume);
        tokens.reset(text, text.length);
        return tokens;
    }

    /** The first step, that all text takes: tokens and fingerprints. */
    @Benchmark
    public void fingerprints(Volume volume, Blackhole sink) {
        byte[] text = next(volume);
        tokens.reset(text, text.length);
        winnowing.fingerprints(tokens, sink::consume);
    }

    /** The last step for text of which all is repeated: tokens, windows and the key of each. */
    @Benchmark
    public void keys(Volume volume, Blackhole sink) {
        byte[] text = next(volume);
        tokens.reset(text, text.length);
        keys.reset(tokens);
        winnowing.windows(tokens, hash -> true, (position, hash) -> {
            keys.digest(position);
            sink.consume(keys.high());
        });
    }

    /** Lines with their hashes, without keys. */
    @Benchmark
    public PassageUnits lines(Volume volume) {
        byte[] text = next(volume);
        lines.reset(text, text.length);
        return lines;
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(PassageBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
