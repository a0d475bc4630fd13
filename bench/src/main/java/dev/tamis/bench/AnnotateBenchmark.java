package dev.tamis.bench;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * How fast one thread measures all signals, language left out. The counter {@code bytes} is in bytes of UTF-8 a
 * microsecond, that is, MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class AnnotateBenchmark {

    @Param({"english", "languages", "made"})
    private String corpus;

    @Param({"WEB", "BOOK", "CODE"})
    private Kind kind;

    private List<String> texts;
    private List<byte[]> bytes;
    private final TextView view = new TextView();
    private final Subject subject = new Subject(Settings.none(), text -> null);
    private final SignalRow row = new SignalRow();
    private int next;

    /** Bytes measured, as JMH's second counter. */
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
            default -> Corpora.made();
        };
        bytes = new ArrayList<>();
        for (String text : texts) {
            bytes.add(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Splitting and counting alone. */
    @Benchmark
    public TextView view(Volume volume) {
        next = (next + 1) % texts.size();
        byte[] utf8 = bytes.get(next);
        view.reset(utf8, utf8.length);
        volume.bytes += utf8.length;
        return view;
    }

    /** Everything, from the string to the row. */
    @Benchmark
    public SignalRow signals(Volume volume) {
        next = (next + 1) % texts.size();
        row.measure(subject.reset(kind, texts.get(next), null, Map.of()));
        volume.bytes += subject.view().length();
        return row;
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(AnnotateBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
