package dev.tamis.pipeline.relevance;

import dev.tamis.filters.record.Limits;
import dev.tamis.models.relevance.NgramCounts;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.wordcount.StoredTexts;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Counts the hashed n-grams that importance weights are fitted on. Counts are whole numbers, so that neither parts nor
 * tasks change a sum.
 */
public final class RelevanceFit {
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
        return spark.parallelize(parts, parts.size())
                .map(part -> count(texts, part, ngrams, buckets))
                .reduce(NgramCounts::plus);
    }

    private static NgramCounts count(StoredTexts texts, int part, int ngrams, int buckets) throws IOException {
        NgramCounts counts = new NgramCounts(ngrams, buckets);
        try (StoredTexts.Walk walk = texts.walk(part)) {
            while (walk.next()) {
                counts.add(walk.text());
            }
        }
        return counts;
    }

    /**
     * The n-grams of a target sample in files.
     *
     * @param files as {@link TargetFiles#list} gave them
     * @param run for the settings of the file systems
     */
    public static NgramCounts ofFiles(
            JavaSparkContext spark, RunReference run, List<String> files, Limits limits, int ngrams, int buckets) {
        return spark.parallelize(files, files.size())
                .map(file -> {
                    NgramCounts counts = new NgramCounts(ngrams, buckets);
                    TargetFiles.read(file, limits, run.conf(), counts::add);
                    return counts;
                })
                .reduce(NgramCounts::plus);
    }
}
