package dev.tamis.pipeline.relevance;

import dev.tamis.filters.record.Limits;
import dev.tamis.models.relevance.NgramCounts;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.wordcount.StoredTexts;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Counts the hashed n-grams that importance weights are fitted on. Counts are whole numbers, so that neither parts nor
 * tasks change a sum.
 */
public final class RelevanceFit {
    /** Memory that the counts of all tasks together take, where buckets are many. */
    private static final long BYTES_OF_ALL = 8L << 30;

    /** Sums are made by other tasks first, so that the driver gets a few of them, however many tasks there are. */
    private static final int SUM_DEPTH = 3;

    private RelevanceFit() {}

    /**
     * The n-grams of a run's documents: all of them, whatever rules say. The reference stops after 100,000 n-grams for each
     * bucket; here none is left out.
     *
     * @param texts those after the stage {@code annotate}
     * @param sources whose documents are counted
     * @return counts of nothing where these sources have no document
     */
    public static NgramCounts ofDocuments(
            JavaSparkContext spark, StoredTexts texts, Set<String> sources, int ngrams, int buckets) {
        List<Integer> parts = IntStream.range(0, texts.parts())
                .filter(part -> sources.contains(texts.source(part)))
                .boxed()
                .toList();
        if (parts.isEmpty()) {
            return new NgramCounts(ngrams, buckets);
        }
        return sum(spark, parts, tasks(parts.size(), buckets), ngrams, buckets, (part, counts) -> {
            try (StoredTexts.Walk walk = texts.walk(part)) {
                while (walk.next()) {
                    counts.add(walk.text());
                }
            }
        });
    }

    /**
     * The n-grams of a target sample in files.
     *
     * @param files as {@link TargetFiles#list} gave them
     * @param run for the settings of the file systems
     */
    public static NgramCounts ofFiles(
            JavaSparkContext spark, RunReference run, List<String> files, Limits limits, int ngrams, int buckets) {
        return sum(
                spark,
                files,
                tasks(files.size(), buckets),
                ngrams,
                buckets,
                (file, counts) -> TargetFiles.read(file, limits, run.conf(), counts::add));
    }

    /** Counts the texts of a part. */
    interface Counting<T> extends Serializable {
        void count(T part, NgramCounts counts) throws IOException;
    }

    static <T> NgramCounts sum(
            JavaSparkContext spark, List<T> parts, int tasks, int ngrams, int buckets, Counting<T> counting) {
        return spark.parallelize(parts, tasks)
                .mapPartitions(some -> {
                    // One array a task, whatever the number of its parts.
                    NgramCounts counts = new NgramCounts(ngrams, buckets);
                    while (some.hasNext()) {
                        counting.count(some.next(), counts);
                    }
                    return List.of(counts).iterator();
                })
                .treeReduce(NgramCounts::plus, SUM_DEPTH);
    }

    /** A task for each part, but fewer where their counts would take too much to send. */
    static int tasks(int parts, int buckets) {
        return (int) Math.min(parts, BYTES_OF_ALL / Long.BYTES / buckets);
    }
}
