package dev.tamis.bench;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
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
 * How fast one thread encodes documents, with vocabularies trained on them. The counter {@code bytes} is in bytes of UTF-8 a
 * microsecond, that is, MB/s. Figures against others: {@code bench/peers/encode_throughput.py}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class EncodeBenchmark {

    @Param({"web", "english", "languages"})
    private String corpus;

    private List<byte[]> texts;
    private Encoder unigram;
    private Encoder merges;
    private final IntArray ids = new IntArray(1 << 16);
    private int next;

    /** Bytes encoded, as JMH's second counter. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Volume {
        public long bytes;
    }

    @Setup
    public void train() throws IOException {
        List<String> documents = switch (corpus) {
            case "web" -> Corpora.web();
            case "english" -> Corpora.english();
            default -> Corpora.languages();
        };
        TrainerOptions options = TrainerOptions.parse(Map.of("vocab_size", "8000", "hard_vocab_limit", "false"));
        WordCounter counter = new WordCounter(options);
        texts = new ArrayList<>();
        for (String document : documents) {
            texts.add(document.getBytes(StandardCharsets.UTF_8));
            document.lines().forEach(counter::add);
        }
        SentencePieceModel model = TokenizerTrainer.train(counter.table(), options, Progress.NONE);
        unigram = new Encoder(model);
        merges = new Encoder(asMerges(model));
    }

    /** The same pieces as ranks of merges, in the order of their scores. */
    private static SentencePieceModel asMerges(SentencePieceModel model) {
        List<Piece> pieces = new ArrayList<>();
        for (int id = 0; id < model.size(); id++) {
            Piece piece = model.piece(id);
            pieces.add(piece.type() == PieceType.NORMAL ? Piece.of(piece.text(), -id, PieceType.NORMAL) : piece);
        }
        Spec<TrainerField> trainer = model.trainer().with(TrainerField.MODEL_TYPE, ModelType.BPE);
        return SentencePieceModel.of(pieces, trainer, model.normalizer());
    }

    private int encode(Encoder encoder, Volume volume) {
        next = (next + 1) % texts.size();
        byte[] utf8 = texts.get(next);
        volume.bytes += utf8.length;
        ids.clear();
        return encoder.encode(utf8, 0, utf8.length, ids);
    }

    @Benchmark
    public int unigram(Volume volume) {
        return encode(unigram, volume);
    }

    @Benchmark
    public int bpe(Volume volume) {
        return encode(merges, volume);
    }

    /** Runs this class's benchmarks. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(EncodeBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Dtamis.data=" + System.getProperty("tamis.data", "../shared/data"))
                        .build())
                .run();
    }
}
