package dev.tamis.bench;

import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.Removed;
import dev.tamis.filters.safety.Masker;
import dev.tamis.filters.safety.PersonalData;
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
 * How fast one thread finds and masks personal data and secrets. The counter {@code bytes} is in bytes of UTF-8 a
 * microsecond, that is, MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class SafetyBenchmark {
    private static final int HOSTILE_CHARS = 100_000;

    /** English books; verses in fifteen languages; near misses of every detector; phone numbers and nothing else. */
    @Param({"english", "languages", "hostile", "phones"})
    private String corpus;

    private List<String> texts;
    private List<byte[]> bytes;
    private final PersonalData data = new PersonalData();
    private final Cleaner masker = Masker.all().stream()
            .filter(m -> m.name().equals("mask_personal_data"))
            .findFirst()
            .orElseThrow();
    private int next;

    /** Bytes looked through, as JMH's second counter. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Volume {
        public long bytes;
    }

    @Setup
    public void read() throws IOException {
        texts = switch (corpus) {
            case "english" -> Corpora.english();
            case "languages" -> Corpora.languages();
            case "phones" -> repeated("212-736-5000 +44 20 7946 0958\n");
            default ->
                repeated(
                        "a@a@a@",
                        "1.1.1.",
                        "1 2 3 ",
                        "-----BEGIN ",
                        "eyJ.eyJ.",
                        "sk_live_",
                        "2001:",
                        "password=",
                        "(1)-");
        };
        bytes = new ArrayList<>();
        for (String text : texts) {
            bytes.add(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> repeated(String... units) {
        List<String> repeated = new ArrayList<>();
        for (String unit : units) {
            repeated.add(unit.repeat(HOSTILE_CHARS / unit.length()));
        }
        return repeated;
    }

    /** All spans of all kinds. */
    @Benchmark
    public PersonalData find(Volume volume) {
        next = (next + 1) % bytes.size();
        byte[] utf8 = bytes.get(next);
        data.find(utf8, utf8.length, () -> "en");
        volume.bytes += utf8.length;
        return data;
    }

    /** From string to string. */
    @Benchmark
    public String mask(Volume volume) {
        next = (next + 1) % bytes.size();
        volume.bytes += bytes.get(next).length;
        return masker.clean(texts.get(next), new Removed());
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(SafetyBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
