package dev.tamis.bench;

import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import dev.tamis.tokenizer.train.WordTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** How long byte pair encoding trains on words that are counted already. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5)
@Measurement(iterations = 5)
public class BpeTrainingBenchmark {

    @Param({"english", "languages"})
    private String corpus;

    @Param({"8000", "32000"})
    private int vocabulary;

    private TrainerOptions options;
    private WordTable words;

    @Setup
    public void read() throws IOException {
        options = TrainerOptions.defaults()
                .withModelType(ModelType.BPE)
                .withVocabSize(vocabulary)
                .withNumThreads(1);
        WordCounter counter = new WordCounter(options);
        for (String text : corpus.equals("english") ? Corpora.english() : Corpora.languages()) {
            counter.add(text.getBytes(StandardCharsets.UTF_8));
        }
        words = counter.table();
    }

    @Benchmark
    public SentencePieceModel train() {
        return TokenizerTrainer.train(words, options, Progress.NONE);
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(BpeTrainingBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
