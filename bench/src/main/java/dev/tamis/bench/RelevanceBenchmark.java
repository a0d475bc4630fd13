package dev.tamis.bench;

import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import dev.tamis.models.relevance.ImportanceModel;
import dev.tamis.models.relevance.NgramCounts;
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
 * How fast one thread counts hashed n-grams and scores texts by importance weights, 10,000 buckets, words and pairs. The counter
 * {@code bytes} is in bytes of UTF-8 a microsecond, that is, MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class RelevanceBenchmark {

    @Param({"web", "english", "languages"})
    private String corpus;

    private List<ScoredText> texts;
    private NgramCounts counts;
    private TextScorer scorer;
    private final Scores scores = new Scores(2);
    private int next;

    /** Bytes read, as JMH's second counter. */
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
        counts = new NgramCounts(2, 10_000);
        NgramCounts target = new NgramCounts(2, 10_000);
        for (String document : documents) {
            byte[] utf8 = document.getBytes(StandardCharsets.UTF_8);
            counts.add(utf8);
            if (texts.size() % 10 == 0) {
                target.add(utf8);
            }
            texts.add(new ScoredText(utf8, null));
        }
        scorer = new ImportanceModel(counts, target).scorer();
    }

    private ScoredText text(Volume volume) {
        next = (next + 1) % texts.size();
        ScoredText text = texts.get(next);
        volume.bytes += text.utf8().length;
        return text;
    }

    /** From bytes to counts, as in fitting. */
    @Benchmark
    public NgramCounts count(Volume volume) {
        counts.add(text(volume).utf8());
        return counts;
    }

    /** From bytes to a log weight. */
    @Benchmark
    public Object score(Volume volume) throws IOException {
        ScoredText text = text(volume);
        scores.reset(1);
        scorer.score(List.of(text), scores);
        return scores.get(0, 0);
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(RelevanceBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
