package dev.tamis.bench;

import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.vocabulary.SparkTraining;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.CorpusFiles;
import dev.tamis.tokenizer.train.PackedWords;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * Trains a unigram model on a text file and prints when each step was done, in seconds of wall time and of the process's
 * CPU time. Arguments: a Spark master, or the number of threads to train without Spark; the file; the vocabulary's size;
 * and with Spark the number of partitions.
 */
public final class UnigramTrainingSpeed {
    private static final long SHARE = 1 << 23;

    private UnigramTrainingSpeed() {}

    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        Progress progress = line -> System.out.printf(
                Locale.ROOT, "%8.1f s, CPU %8.1f s: %s%n", (System.nanoTime() - start) / 1e9, cpuSeconds(), line);
        boolean local = Character.isDigit(args[0].charAt(0));
        TrainerOptions options =
                TrainerOptions.parse(Map.of("vocab_size", args[2], "num_threads", local ? args[0] : "2"));
        SentencePieceModel model = local
                ? TokenizerTrainer.train(
                        CorpusFiles.count(List.of(Path.of(args[1])), options, progress)
                                .table(),
                        options,
                        progress)
                : onSpark(args[0], args[1], Integer.parseInt(args[3]), options, progress);
        progress.report("trained " + model.size() + " pieces, whose hash is "
                + model.vocab().hashCode());
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : Double.NaN;
    }

    private static SentencePieceModel onSpark(
            String master, String file, int partitions, TrainerOptions options, Progress progress) throws IOException {
        Map<String, String> sent = options.toMap();
        try (JavaSparkContext spark = Engine.start(master)) {
            long size = Files.size(Path.of(file));
            List<Long> starts = LongStream.iterate(0, at -> at < size, at -> at + SHARE)
                    .boxed()
                    .toList();
            JavaRDD<PackedWords> words = SparkTraining.distinct(
                    spark.parallelize(starts, partitions).mapPartitionsToPair(mine -> {
                        WordCounter counter = new WordCounter(TrainerOptions.parse(sent));
                        while (mine.hasNext()) {
                            counter.add(lines(file, mine.next()));
                        }
                        return SparkTraining.shares(counter, partitions);
                    }),
                    partitions)
                    .persist(StorageLevel.MEMORY_AND_DISK());
            return SparkTraining.train(words, options, progress, 0);
        }
    }

    /** The lines that start in the share. */
    private static byte[] lines(String file, long from) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file, "r")) {
            long start = lineStart(in, from);
            byte[] lines = new byte[(int) (lineStart(in, from + SHARE) - start)];
            in.seek(start);
            in.readFully(lines);
            return lines;
        }
    }

    private static long lineStart(RandomAccessFile in, long from) throws IOException {
        if (from == 0 || from >= in.length()) {
            return Math.min(from, in.length());
        }
        in.seek(from - 1);
        in.readLine();
        return in.getFilePointer();
    }
}
