package dev.tamis.pipeline.vocabulary;

import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.PackedWords;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.UnigramTrainer;
import dev.tamis.tokenizer.train.WordCounter;
import dev.tamis.tokenizer.train.WordTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Trains a tokenizer from words counted on a cluster. The model's bytes follow from the words, their counts and the
 * options: not from partitions, machines or retries, nor from whether the cluster or the driver trained it.
 */
public final class SparkTraining {
    /**
     * Fewer distinct words than this are trained from on the driver, where they take about 200 MB and a pass over them
     * a few seconds, which is what sending a model to executors costs.
     */
    static final long FEW_WORDS = 4_000_000;

    private SparkTraining() {}

    /**
     * Divides what a task has counted by word, so that {@link #distinct} can add it up; which share a word belongs to
     * follows from its bytes alone.
     *
     * @param shares number of partitions that the words will have
     */
    public static Iterator<Tuple2<Integer, PackedWords>> shares(WordCounter counted, int shares) {
        List<Tuple2<Integer, PackedWords>> blocks = new ArrayList<>();
        List<List<PackedWords>> byShare = counted.packed(shares);
        for (int share = 0; share < shares; share++) {
            for (PackedWords block : byShare.get(share)) {
                blocks.add(new Tuple2<>(share, block));
            }
        }
        return blocks.iterator();
    }

    /**
     * Brings the blocks of each share together and adds up their counts, so that each word lies in one block.
     *
     * @param counted blocks of {@link #shares} made for the same number of shares
     */
    public static JavaRDD<PackedWords> distinct(JavaPairRDD<Integer, PackedWords> counted, int shares) {
        return counted.partitionBy(new HashPartitioner(shares))
                .values()
                .mapPartitions(blocks -> PackedWords.summed(() -> blocks).iterator());
    }

    /**
     * Trains a model. Only unigram models from many words are trained on the cluster; the other types need one machine
     * that holds all distinct words.
     *
     * @param words blocks of distinct words as {@link #distinct} gives; read many times, so to be held by the caller in
     *     the executors' memory or on their disks
     * @throws IllegalArgumentException when the options don't fit together, there is no text, or the vocabulary can't
     *     have the wanted size; the message then says the possible one
     */
    public static SentencePieceModel train(JavaRDD<PackedWords> words, TrainerOptions options, Progress progress) {
        return train(words, options, progress, FEW_WORDS);
    }

    /**
     * The same with another bound.
     *
     * @param fewWords fewer distinct words than this are trained from on the driver
     */
    public static SentencePieceModel train(
            JavaRDD<PackedWords> words, TrainerOptions options, Progress progress, long fewWords) {
        long distinct = words.map(block -> (long) block.size()).fold(0L, Long::sum);
        if (options.modelType() == ModelType.UNIGRAM && distinct >= fewWords) {
            progress.report("training on the cluster: " + distinct + " distinct words in " + words.getNumPartitions()
                    + " partitions");
            return onCluster(words, options, progress);
        }
        // One partition after another: all of them in one result may be more than the driver accepts.
        return TokenizerTrainer.train(WordTable.ofPacked(words::toLocalIterator), options, progress);
    }

    private static SentencePieceModel onCluster(JavaRDD<PackedWords> words, TrainerOptions options, Progress progress) {
        if (!options.countsFollowers()) {
            return UnigramTrainer.train(new SparkWords(words, words), options, progress);
        }
        JavaRDD<PackedWords> plain = words.mapPartitions(
                        blocks -> PackedWords.withoutFollowers(() -> blocks).iterator())
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return UnigramTrainer.train(new SparkWords(plain, words), options, progress);
        } finally {
            plain.unpersist();
        }
    }
}
