package dev.tamis.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tamis.filters.decontaminate.BenchmarkIndex;
import dev.tamis.filters.decontaminate.BenchmarkMatcher;
import dev.tamis.filters.ingest.TextLines;
import dev.tamis.filters.record.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
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
 * How fast one thread looks for the questions and answers of GSM8K and HumanEval. The counter {@code bytes} is in bytes of UTF-8
 * a microsecond, that is, MB/s. The peer on the same texts: {@code bench/peers/decontamination.py}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecontaminateBenchmark {

    @Param({"ngram", "full"})
    private String match;

    @Param({"english", "languages", "items"})
    private String corpus;

    private final List<byte[]> texts = new ArrayList<>();
    private BenchmarkMatcher matcher;
    private int next;

    /** Bytes scanned, as JMH's second counter. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Volume {
        public long bytes;
    }

    @Setup
    public void read() throws IOException {
        List<String> items = new ArrayList<>();
        for (String file : List.of("gsm8k-test.jsonl", "humaneval.jsonl.gz")) {
            Path path = Path.of(System.getProperty("tamis.data", "../shared/data"), "eval", file);
            if (!Files.exists(path)) {
                System.out.println("No set at " + path + ": made-up items are looked for (set -Dtamis.data)");
                Corpora.made().stream()
                        .limit(1000)
                        .map(text -> text.substring(0, 400))
                        .forEach(items::add);
                continue;
            }
            try (TextLines lines = new TextLines(Files.newInputStream(path), Limits.DEFAULT)) {
                while (lines.next()) {
                    try (JsonParser parser = new JsonFactory().createParser(lines.line(), 0, lines.length())) {
                        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                            if (token == JsonToken.VALUE_STRING) {
                                items.add(parser.getText());
                            }
                        }
                    }
                }
            }
        }
        BenchmarkIndex.Builder builder = new BenchmarkIndex.Builder(13, match.equals("full"));
        items.forEach(item -> builder.add(item.getBytes(StandardCharsets.UTF_8)));
        matcher = new BenchmarkMatcher(builder.build(), 0, new BitSet());
        List<String> read = switch (corpus) {
            case "english" -> Corpora.english();
            case "languages" -> Corpora.languages();
            default -> items;
        };
        read.forEach(text -> texts.add(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Benchmark
    public boolean scan(Volume volume) {
        next = next + 1 == texts.size() ? 0 : next + 1;
        byte[] text = texts.get(next);
        volume.bytes += text.length;
        return matcher.match(text, text.length);
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(DecontaminateBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
