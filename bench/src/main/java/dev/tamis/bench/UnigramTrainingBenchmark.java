package dev.tamis.bench;

import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import dev.tamis.tokenizer.train.WordTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** How long it takes to count the words of texts, and to train a unigram model of 8,000 pieces on the counts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
public class UnigramTrainingBenchmark {

    @Param({"english", "languages"})
    private String corpus;

    @Param({"1", "2"})
    private int threads;

    private final List<byte[]> texts = new ArrayList<>();
    private TrainerOptions options;
    private WordTable words;

    @Setup
    public void read() throws IOException {
        options = TrainerOptions.defaults().withNumThreads(threads);
        for (String text : corpus.equals("english") ? Corpora.english() : Corpora.languages()) {
            texts.add(text.getBytes(StandardCharsets.UTF_8));
        }
        words = count();
    }

    /** One thread's counting. */
    @Benchmark
    public WordTable count() {
        WordCounter counter = new WordCounter(options);
        texts.forEach(counter::add);
        return counter.table();
    }

    @Benchmark
    public SentencePieceModel train() {
        return TokenizerTrainer.train(words, options, Progress.NONE);
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(UnigramTrainingBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
