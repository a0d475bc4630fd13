package dev.tamis.pipeline.vocabulary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.stage.Engine;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.PackedWords;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.UnigramTrainer;
import dev.tamis.tokenizer.train.WordCounter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparkTrainingTest {
    private static final Map<String, String> OPTIONS =
            Map.of("vocab_size", "600", "normalization_rule_name", "identity", "hard_vocab_limit", "false");

    private static final String[] SYLLABLES = {
        "ka", "to", "mi", "ren", "s", "ing", "er", "un", "\u043a\u0430", "\u0442\u043e", "\u043c\u0438", "\u043d",
        "\u65e5", "\u672c", "\u8a9e", "\u3068", "\u30ab", "1", "20", "7", "\u03b1\u03b2", "\u03b3", ",", "."
    };

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        // Three attempts a task, so that a task may fail and run again.
        spark = Engine.start("local[2,3]");
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static List<String> lines(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder line = new StringBuilder();
            for (int words = 1 + random.nextInt(12); words > 0; words--) {
                int script = random.nextInt(4) * 6;
                for (int syllables = 1 + random.nextInt(4); syllables > 0; syllables--) {
                    // The smaller of two draws, so that some syllables are frequent.
                    line.append(SYLLABLES[script + Math.min(random.nextInt(6), random.nextInt(6))]);
                }
                line.append(words > 1 ? " ".repeat(1 + random.nextInt(8) / 7) : "");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static TrainerOptions options(String... changes) {
        Map<String, String> options = new HashMap<>(OPTIONS);
        for (int i = 0; i < changes.length; i += 2) {
            options.put(changes[i], changes[i + 1]);
        }
        return TrainerOptions.parse(options);
    }

    private static JavaRDD<PackedWords> words(List<String> lines, Map<String, String> options, int partitions) {
        return SparkTraining.distinct(
                spark.parallelize(lines, partitions).mapPartitionsToPair(some -> {
                    WordCounter counter = new WordCounter(TrainerOptions.parse(options));
                    some.forEachRemaining(counter::add);
                    return SparkTraining.shares(counter, partitions);
                }),
                partitions);
    }

    private static byte[] local(List<String> lines, TrainerOptions options) {
        WordCounter counter = new WordCounter(options);
        lines.forEach(counter::add);
        return TokenizerTrainer.train(counter.table(), options, Progress.NONE).serialize();
    }

    private static byte[] onCluster(List<String> lines, TrainerOptions options, int partitions) {
        return SparkTraining.train(words(lines, options.toMap(), partitions), options, Progress.NONE, 0)
                .serialize();
    }

    @Test
    void driverAndClusterGiveTheSameBytesForAnyPartitioning() {
        List<String> lines = lines(3000, 1);
        TrainerOptions options = options();
        byte[] expected = local(lines, options);
        assertEquals(600, SentencePieceModel.parse(expected).size());
        for (int partitions : new int[] {1, 7, 64}) {
            assertArrayEquals(expected, onCluster(lines, options, partitions), partitions + " partitions");
        }
        List<String> said = new ArrayList<>();
        byte[] few = SparkTraining.train(words(lines, options.toMap(), 7), options, said::add)
                .serialize();
        assertArrayEquals(expected, few);
        assertTrue(said.stream().noneMatch(line -> line.contains("cluster")), said.toString());
    }

    @Test
    void everyOptionGivesTheSameBytesOnTheCluster() {
        List<String> lines = lines(800, 2);
        String[][] changes = {
            {"byte_fallback", "true", "character_coverage", "0.98"},
            {"split_digits", "true", "user_defined_symbols", "ka,20"},
            {"split_by_number", "false", "split_by_unicode_script", "false"},
            {"treat_whitespace_as_suffix", "true"},
            {"treat_whitespace_as_suffix", "true", "split_by_whitespace", "false"},
            {"split_by_whitespace", "false"},
            {"allow_whitespace_only_pieces", "true", "remove_extra_whitespaces", "false"},
            {"required_chars", "xyz\u00e9", "add_dummy_prefix", "false"},
            {"seed_sentencepiece_size", "37"},
            {"seed_sentencepiece_size", "900", "max_sentencepiece_length", "5"},
            {"max_sentencepiece_length", "1"},
            {"shrinking_factor", "0.9", "num_sub_iterations", "3", "vocab_size", "400"},
        };
        for (String[] change : changes) {
            TrainerOptions options = options(change);
            assertArrayEquals(local(lines, options), onCluster(lines, options, 5), String.join(" ", change));
        }
    }

    @Test
    void aTaskThatFailsOnceInEveryPassChangesNothing() {
        List<String> lines = lines(800, 3);
        TrainerOptions options = options();
        // Not kept in memory: each pass computes the words anew, and some of its tasks fail at their first attempt.
        JavaRDD<PackedWords> failing = words(lines, options.toMap(), 6).map(block -> {
            TaskContext task = TaskContext.get();
            if (task.attemptNumber() == 0 && task.partitionId() % 2 == 1) {
                throw new IllegalStateException("a task that was killed, on purpose");
            }
            return block;
        });
        byte[] found = UnigramTrainer.train(new SparkWords(failing, failing), options, Progress.NONE)
                .serialize();
        assertArrayEquals(local(lines, options), found);
    }

    @Test
    void otherTypesOfModelsAreTrainedOnTheDriver() {
        List<String> lines = lines(200, 4);
        TrainerOptions options = options("model_type", "word", "vocab_size", "50");
        assertArrayEquals(local(lines, options), onCluster(lines, options, 3));
    }

    @Test
    void noTextIsAnError() {
        TrainerOptions options = options();
        String message = assertThrows(IllegalArgumentException.class, () -> onCluster(List.of("", " "), options, 2))
                .getMessage();
        assertTrue(message.contains("no words"), message);
    }
}
