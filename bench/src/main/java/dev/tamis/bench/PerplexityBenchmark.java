package dev.tamis.bench;

import dev.tamis.models.ngram.ArpaReader;
import dev.tamis.models.ngram.CcnetText;
import dev.tamis.models.ngram.NgramModel;
import dev.tamis.models.ngram.NgramScorer;
import dev.tamis.models.ngram.train.ArpaText;
import dev.tamis.models.ngram.train.Estimation;
import dev.tamis.models.ngram.train.LocalEstimation;
import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.io.ByteArrayInputStream;
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
 * How fast one thread scores words by a model of the documents they are from, order 5, and brings text to CCNet's normal form.
 * The counter {@code bytes} is in bytes of UTF-8 a microsecond, that is, MB/s. Figures against KenLM: {@code
 * bench/peers/perplexity.py}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class PerplexityBenchmark {
    private static final int MOST_CHARS = 2_000_000;

    @Param({"english", "languages"})
    private String corpus;

    private final List<byte[]> texts = new ArrayList<>();
    private final List<int[]> words = new ArrayList<>();
    private final ByteArray normal = new ByteArray(1 << 16);
    private NgramScorer scorer;
    private int next;

    /** Bytes of text and words scored, as JMH's further counters. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Volume {
        public long bytes;
        public long tokens;
    }

    @Setup
    public void train() throws IOException {
        List<String> documents = some(corpus.equals("english") ? Corpora.english() : Corpora.languages());
        TrainerOptions options = TrainerOptions.parse(Map.of("vocab_size", "8000", "hard_vocab_limit", "false"));
        WordCounter counter = new WordCounter(options);
        documents.forEach(document -> document.lines().forEach(counter::add));
        SentencePieceModel tokenizer = TokenizerTrainer.train(counter.table(), options, Progress.NONE);
        Encoder encoder = new Encoder(tokenizer);
        byte[][] names = new byte[Estimation.WORDS + tokenizer.size()][];
        for (int id = 0; id < tokenizer.size(); id++) {
            names[Estimation.WORDS + id] = tokenizer.piece(id).bytes().toByteArray();
        }
        names[Estimation.UNK] = "<unk>".getBytes(StandardCharsets.UTF_8);
        names[Estimation.BOS] = "<s>".getBytes(StandardCharsets.UTF_8);
        names[Estimation.EOS] = "</s>".getBytes(StandardCharsets.UTF_8);
        LocalEstimation estimation = new LocalEstimation(
                new Estimation(5, List.of(), List.of(0.5f, 1f, 1.5f)), new ArpaText.Words(names), 4);
        for (String document : documents) {
            texts.add(document.getBytes(StandardCharsets.UTF_8));
            int[] ids = encoder.encode(document);
            for (int i = 0; i < ids.length; i++) {
                ids[i] = ids[i] == tokenizer.unkId() ? Estimation.UNK : Estimation.WORDS + ids[i];
            }
            estimation.add(ids);
        }
        NgramModel model = ArpaReader.read("benchmark", new ByteArrayInputStream(estimation.arpa()));
        scorer = model.scorer();
        for (String document : documents) {
            words.add(encoder.encodePieces(document).stream()
                    .mapToInt(model::word)
                    .toArray());
        }
    }

    /** The first documents of about so much text, for all is done in memory. */
    private static List<String> some(List<String> documents) {
        int chars = 0;
        int count = 0;
        while (count < documents.size() && chars < MOST_CHARS) {
            chars += documents.get(count++).length();
        }
        return documents.subList(0, count);
    }

    @Benchmark
    public double score(Volume volume) {
        next = (next + 1) % texts.size();
        int[] sentence = words.get(next);
        volume.bytes += texts.get(next).length;
        volume.tokens += sentence.length + 1;
        return scorer.score(sentence, 0, sentence.length, true, true);
    }

    @Benchmark
    public int ccnet(Volume volume) {
        next = (next + 1) % texts.size();
        byte[] utf8 = texts.get(next);
        volume.bytes += utf8.length;
        CcnetText.normalize(utf8, 0, utf8.length, normal);
        return normal.size();
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(PerplexityBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
