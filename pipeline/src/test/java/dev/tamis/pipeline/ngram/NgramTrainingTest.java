package dev.tamis.pipeline.ngram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ngram.ArpaReader;
import dev.tamis.models.ngram.NgramModel;
import dev.tamis.models.ngram.Normalization;
import dev.tamis.models.ngram.train.Estimation;
import dev.tamis.models.ngram.train.LocalEstimation;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NgramTrainingTest {
    private static final String[] WORDS = "the a cat dog sees hears old new house Ünder über 12 , .".split(" ");

    private static final int SHARDS = 4;

    private static JavaSparkContext spark;
    private static List<String> lines;
    private static byte[] tokenizer;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        spark = Engine.start("local[2]");
        SplittableRandom random = new SplittableRandom(11);
        lines = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            StringBuilder line = new StringBuilder();
            for (int words = random.nextInt(14); words > 0; words--) {
                line.append(WORDS[Math.min(random.nextInt(WORDS.length), random.nextInt(WORDS.length))]);
                line.append(words > 1 ? " " : random.nextInt(40) == 0 ? " \u4E2D" : "");
            }
            lines.add(line.toString());
        }
        TrainerOptions options =
                TrainerOptions.parse(Map.of("vocab_size", "60", "hard_vocab_limit", "false", "model_prefix", "none"));
        WordCounter counter = new WordCounter(options);
        lines.stream().limit(300).filter(line -> !line.contains("\u4E2D")).forEach(counter::add);
        tokenizer =
                TokenizerTrainer.train(counter.table(), options, Progress.NONE).serialize();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private Path text(String name, List<String> some) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = String.join("\n", some).getBytes(StandardCharsets.UTF_8);
        if (name.endsWith(".gz")) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(bytes);
            }
        } else {
            Files.write(file, bytes);
        }
        return file;
    }

    private FileTexts texts(long range, Path... files) throws IOException {
        return new FileTexts(Arrays.stream(files).map(Path::toString).toList(), spark.hadoopConfiguration(), range);
    }

    private static final List<Float> FALLBACK = List.of(0.5f, 1f, 1.5f);

    private static NgramTraining.Request request(int order, Normalization normalization, Long... prune) {
        return new NgramTraining.Request(new Estimation(order, List.of(prune), FALLBACK), normalization);
    }

    private byte[] train(TrainingTexts texts, NgramTraining.Request request, String output) throws IOException {
        Path file = folder.resolve(output);
        NgramTraining.train(spark, texts, tokenizer, request, file, line -> {});
        return Files.readAllBytes(file);
    }

    private byte[] local(NgramTraining.Request request) throws IOException {
        Encoder encoder = new Encoder(SentencePieceModel.parse(tokenizer));
        LocalEstimation local =
                new LocalEstimation(request.estimation(), new SharedTokenizer(tokenizer).names(), SHARDS);
        for (String line : lines) {
            int[] ids = encoder.encode(line);
            for (int i = 0; i < ids.length; i++) {
                ids[i] = ids[i] == encoder.model().unkId() ? Estimation.UNK : Estimation.WORDS + ids[i];
            }
            local.add(ids);
        }
        return local.arpa();
    }

    @Test
    void sparkMakesTheSameBytesAsOneThreadHoweverTheTextIsDivided() throws IOException {
        Path whole = text("whole.txt", lines);
        Path first = text("first.txt", lines.subList(0, 700));
        Path second = text("second.txt.gz", lines.subList(700, lines.size()));
        for (NgramTraining.Request request : List.of(
                request(5, Normalization.NONE, 0L, 0L, 1L),
                request(3, Normalization.NONE),
                request(1, Normalization.NONE))) {
            byte[] expected = local(request);
            assertArrayEquals(expected, train(texts(1L << 20, whole), request, "one.arpa"));
            assertArrayEquals(expected, train(texts(977, whole), request, "many.arpa"));
            assertArrayEquals(expected, train(texts(5000, second, first), request, "two.arpa"));
        }
    }

    /** A stage of one task that reads what others sent is a shard that is worked on while all others wait. */
    @Test
    void noShardIsWorkedOnAlone() throws Exception {
        Set<Integer> alone = ConcurrentHashMap.newKeySet();
        Set<Integer> reading = ConcurrentHashMap.newKeySet();
        SparkListener listener = new SparkListener() {
            @Override
            public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                if (submitted.stageInfo().numTasks() == 1) {
                    alone.add(submitted.stageInfo().stageId());
                }
            }

            @Override
            public void onTaskEnd(SparkListenerTaskEnd ended) {
                if (ended.taskMetrics().shuffleReadMetrics().recordsRead() > 0) {
                    reading.add(ended.stageId());
                }
            }
        };
        spark.sc().addSparkListener(listener);
        try {
            train(texts(5000, text("p.txt", lines)), request(3, Normalization.NONE), "p.arpa.gz");
            spark.sc().listenerBus().waitUntilEmpty();
        } finally {
            spark.sc().removeSparkListener(listener);
        }
        assertTrue(reading.size() >= 3 && !alone.isEmpty(), reading + " and " + alone);
        reading.retainAll(alone);
        assertEquals(Set.of(), reading);
    }

    /** A part of a text that can be read no further, which tells whether it was closed. */
    private record BrokenText() implements TrainingTexts {
        private static final AtomicInteger OPEN = new AtomicInteger();

        @Override
        public int parts() {
            return 1;
        }

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public Walk open(int part) {
            OPEN.incrementAndGet();
            return new Walk() {
                @Override
                public boolean next() throws IOException {
                    throw new IOException("broken");
                }

                @Override
                public byte[] bytes() {
                    return new byte[0];
                }

                @Override
                public int start() {
                    return 0;
                }

                @Override
                public int length() {
                    return 0;
                }

                @Override
                public void close() {
                    OPEN.decrementAndGet();
                }
            };
        }
    }

    @Test
    void aTextIsClosedThoughItsTaskFails() {
        assertThrows(SparkException.class, () -> train(new BrokenText(), request(2, Normalization.NONE), "b.arpa"));
        assertEquals(0, BrokenText.OPEN.get());
    }

    @Test
    void gzipHoldsTheSameModel() throws IOException {
        NgramTraining.Request request = request(4, Normalization.NONE);
        train(texts(3000, text("a.txt", lines)), request, "a.arpa.gz");
        byte[] plain = local(request);
        try (InputStream packed = Files.newInputStream(folder.resolve("a.arpa.gz"));
                InputStream again = Files.newInputStream(folder.resolve("a.arpa.gz"))) {
            NgramModel model = ArpaReader.read("a.arpa.gz", packed);
            NgramModel same = ArpaReader.read("a.arpa", new ByteArrayInputStream(plain));
            assertEquals(same.words(), model.words());
            for (int n = 2; n <= 4; n++) {
                assertEquals(same.ngrams(n), model.ngrams(n));
            }
            byte[] magic = again.readNBytes(2);
            assertEquals(0x1F, magic[0]);
        }
    }

    @Test
    void ccnetsFormIsWhatIsCounted() throws IOException {
        NgramTraining.Request request = request(2, Normalization.CCNET);
        String arpa = new String(train(texts(3000, text("a.txt", lines)), request, "n.arpa"), StandardCharsets.UTF_8);
        assertTrue(arpa.contains("0") && arpa.lines().noneMatch(line -> line.contains("\u00DC")));
    }

    @Test
    void everyLineIsReadOnceWhateverTheRange() throws IOException {
        Path file = text("l.txt", List.of("a", "", "bb", "ccc", "", "", "d"));
        Path ended = folder.resolve("ended.txt");
        Files.writeString(ended, "x\ny\n");
        for (long range = 1; range < 20; range++) {
            FileTexts texts = texts(range, file, ended);
            List<String> read = new ArrayList<>();
            for (int part = 0; part < texts.parts(); part++) {
                try (TrainingTexts.Walk walk = texts.open(part)) {
                    while (walk.next()) {
                        read.add(new String(walk.bytes(), walk.start(), walk.length(), StandardCharsets.UTF_8));
                    }
                }
            }
            assertEquals(List.of("a", "", "bb", "ccc", "", "", "d", "x", "y"), read, "range " + range);
        }
    }

    @Test
    void aTextThatGivesNoModelIsRefused() throws IOException {
        NgramTraining.Request strict = new NgramTraining.Request(Estimation.of(3), Normalization.NONE);
        Path small = text("s.txt", List.of("the cat"));
        assertThrows(IllegalArgumentException.class, () -> train(texts(100, small), strict, "s.arpa"));
        Path empty = text("e.txt", List.of(""));
        assertThrows(
                IllegalArgumentException.class,
                () -> train(texts(100, empty), request(3, Normalization.NONE), "e.arpa"));
        assertTrue(Files.notExists(folder.resolve("s.arpa")));
    }
}
