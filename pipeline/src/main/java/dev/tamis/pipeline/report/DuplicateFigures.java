package dev.tamis.pipeline.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tamis.pipeline.report.ReportData.Sample;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What dedup found.
 *
 * @param documents that dedup saw
 * @param removed those of them that repeat another
 * @param bySource documents that dedup saw, by source
 * @param earlierRuns runs whose documents counted as published
 * @param survivor the expressions that chose which document of a cluster stays
 * @param methods those that the recipe asks for, in the order in which they ran
 * @param clusterSizes how many clusters there are of which size, smallest first; without documents that are alone
 * @param largest clusters, largest first
 * @param minhash null where the recipe does not ask for it
 * @param images null where the recipe compares no images by their looks
 */
record DuplicateFigures(
        @JsonProperty("documents") long documents,
        @JsonProperty("removed") long removed,
        @JsonProperty("by_source") SortedMap<String, Long> bySource,
        @JsonProperty("earlier_runs") int earlierRuns,
        @JsonProperty("survivor") List<String> survivor,
        @JsonProperty("methods") List<MethodFigures> methods,
        @JsonProperty("cluster_sizes") List<SizeFigures> clusterSizes,
        @JsonProperty("largest") List<ClusterFigures> largest,
        @JsonProperty("minhash") MinHashFigures minhash,
        @JsonProperty("images") ImageFigures images) {

    /**
     * @param reason why it removes documents, as ledgers say it
     * @param scope within which it compares
     * @param bySource how many it removed, by source
     * @param between the same by source, then by the source of the document that survived instead
     */
    record MethodFigures(
            @JsonProperty("reason") String reason,
            @JsonProperty("scope") String scope,
            @JsonProperty("removed") long removed,
            @JsonProperty("by_source") SortedMap<String, Long> bySource,
            @JsonProperty("between") SortedMap<String, SortedMap<String, Long>> between) {}

    /** Clusters of {@code from} to {@code to} documents, both included. */
    record SizeFigures(
            @JsonProperty("from") long from,
            @JsonProperty("to") long to,
            @JsonProperty("clusters") long clusters) {}

    record ClusterFigures(
            @JsonProperty("id") String id,
            @JsonProperty("size") long size,
            @JsonProperty("survivor") Sample survivor) {}

    /**
     * @param verify least true similarity of a link; null where bands alone decide
     * @param half similarity at which a pair becomes a candidate with probability 0.5
     * @param curve that probability over the similarity, 0 to 1
     * @param pairsCompared candidates whose texts were compared; null where none were to be
     * @param pairsAlike those of them that were as similar as they had to be
     */
    record MinHashFigures(
            @JsonProperty("ngram") int ngram,
            @JsonProperty("bands") int bands,
            @JsonProperty("rows") int rows,
            @JsonProperty("verify") Double verify,
            @JsonProperty("half") double half,
            @JsonProperty("curve") List<PointFigures> curve,
            @JsonProperty("pairs_compared") Long pairsCompared,
            @JsonProperty("pairs_alike") Long pairsAlike) {}

    /**
     * Images that were compared by perceptual hashes.
     *
     * @param distance bits in which the hashes of two may differ
     * @param hashes images that have one, those of earlier runs included
     * @param distinct different hashes among them, by scope
     * @param without images of this run that have none
     * @param compared pairs of hashes whose distance was computed; no pair within it was missed
     * @param linked images that have another within the distance
     * @param chained those of them that stay though a better one of their cluster does, being too far from it
     */
    record ImageFigures(
            @JsonProperty("distance") int distance,
            @JsonProperty("hashes") long hashes,
            @JsonProperty("distinct_hashes") long distinct,
            @JsonProperty("without_hash") long without,
            @JsonProperty("pairs_compared") long compared,
            @JsonProperty("linked") long linked,
            @JsonProperty("chained") long chained) {}

    record PointFigures(
            @JsonProperty("jaccard") double jaccard,
            @JsonProperty("probability") double probability) {}

    /** How many documents were removed by source, then by the source of what survived, by any method. */
    SortedMap<String, SortedMap<String, Long>> between() {
        SortedMap<String, SortedMap<String, Long>> all = new TreeMap<>();
        methods.forEach(method -> method.between()
                .forEach((source, survivors) -> survivors.forEach((survivor, n) ->
                        all.computeIfAbsent(source, s -> new TreeMap<>()).merge(survivor, n, Long::sum))));
        return all;
    }
}
