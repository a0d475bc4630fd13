package dev.tamis.pipeline.vocabulary;

import dev.tamis.tokenizer.train.CharacterCounts;
import dev.tamis.tokenizer.train.FoundSeeds;
import dev.tamis.tokenizer.train.PackedWords;
import dev.tamis.tokenizer.train.SeedSearch;
import dev.tamis.tokenizer.train.WordShards;
import dev.tamis.tokenizer.train.WordSum;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The words of a corpus on a cluster. Each question goes out to the words as a broadcast; a partition answers with one
 * array of integers, and these are added up on the executors in a tree. Results come from actions, never from
 * accumulators, so a task that runs twice counts once.
 */
final class SparkWords implements WordShards {
    /** Levels of the tree that adds answers up: of 2,000 answers about ten reach the driver. */
    private static final int DEPTH = 3;

    /** Answers to ask for where Spark does not know its executors yet. */
    private static final int FEWEST_ANSWERS = 64;

    private final JavaSparkContext spark;
    private final JavaRDD<PackedWords> words;
    private final JavaRDD<PackedWords> seedWords;

    /**
     * @param words blocks of words; every question reads all of them
     * @param seedWords the same words as seeds are taken from
     */
    SparkWords(JavaRDD<PackedWords> words, JavaRDD<PackedWords> seedWords) {
        this.spark = JavaSparkContext.fromSparkContext(words.context());
        this.words = words;
        this.seedWords = seedWords;
    }

    @Override
    public CharacterCounts characters() {
        return fewPartitions()
                .mapPartitions(blocks -> List.of(CharacterCounts.of(blocks)).iterator())
                .treeReduce(CharacterCounts::plus, DEPTH);
    }

    @Override
    public long[] sum(WordSum sum) {
        Broadcast<WordSum> sent = spark.broadcast(sum);
        try {
            return fewPartitions()
                    .mapPartitions(blocks -> List.of(sent.value().over(blocks)).iterator())
                    .treeReduce(WordSum::plus, DEPTH);
        } finally {
            sent.destroy();
        }
    }

    /**
     * The words in as many partitions as keep the executors busy. An answer is an array of up to 16 MB whatever the
     * number of its words: one from each of thousands of partitions would be more than the driver accepts.
     */
    private JavaRDD<PackedWords> fewPartitions() {
        return words.coalesce(
                Math.min(words.getNumPartitions(), Math.max(FEWEST_ANSWERS, 2 * spark.defaultParallelism())));
    }

    @Override
    public FoundSeeds seeds(SeedSearch search) {
        Broadcast<SeedSearch> sent = spark.broadcast(search);
        int shares = seedWords.getNumPartitions();
        JavaRDD<FoundSeeds> found = seedWords
                .flatMapToPair(block -> suffixes(sent.value().suffixes(block, shares)))
                .partitionBy(new HashPartitioner(shares))
                .values()
                .mapPartitions(suffixes -> List.of(sent.value().in(suffixes)).iterator())
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long[] histogram = found.map(FoundSeeds::histogram).treeReduce(WordSum::plus);
            int least = FoundSeeds.leastBucket(histogram, search.most());
            return FoundSeeds.merged(found.map(seeds -> seeds.from(least)).collect(), search.most());
        } finally {
            found.unpersist();
            sent.destroy();
        }
    }

    private static Iterator<Tuple2<Integer, SeedSearch.Suffixes>> suffixes(SeedSearch.Suffixes[] byShare) {
        List<Tuple2<Integer, SeedSearch.Suffixes>> some = new ArrayList<>();
        for (int share = 0; share < byShare.length; share++) {
            if (byShare[share] != null) {
                some.add(new Tuple2<>(share, byShare[share]));
            }
        }
        return some.iterator();
    }
}
