package dev.tamis.pipeline.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.filters.dedup.MinHashSettings;
import dev.tamis.pipeline.dedup.DedupMethod;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.Fate;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.report.DuplicateFigures.ClusterFigures;
import dev.tamis.pipeline.report.DuplicateFigures.ImageFigures;
import dev.tamis.pipeline.report.DuplicateFigures.MethodFigures;
import dev.tamis.pipeline.report.DuplicateFigures.MinHashFigures;
import dev.tamis.pipeline.report.DuplicateFigures.PointFigures;
import dev.tamis.pipeline.report.DuplicateFigures.SizeFigures;
import dev.tamis.pipeline.report.ReportData.Sample;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** Collects what the dedup of a run found. */
final class Duplicates {
    /** Clusters shown; the stage lists some more. */
    private static final int LARGEST = 20;

    /** Steps of the curve from 0 to 1. */
    private static final int STEPS = 100;

    /** Math's functions may differ in the last digits from machine to machine, a report may not. */
    private static final double ROUNDED = 1e6;

    private final RunDirectory run;
    private final DedupSpec spec;
    private final Manifest dedup;

    Duplicates(RunDirectory run, DedupSpec spec, Manifest dedup) {
        this.run = run;
        this.spec = spec;
        this.dedup = dedup;
    }

    /** @param sample shows a document as the report shows its samples */
    DuplicateFigures figures(Function<StoredDocument, Sample> sample) throws IOException {
        SortedMap<String, Long> bySource = new TreeMap<>();
        dedup.ledger().forEach((source, ledger) -> bySource.put(source, ledger.in()));
        return new DuplicateFigures(
                dedup.total().in(),
                dedup.total().rejectedTotal(),
                bySource,
                spec.against().size(),
                spec.survivor(),
                methods(),
                sizes(),
                largest(sample),
                minhash(),
                spec.images().flatMap(this::images).orElse(null));
    }

    private List<MethodFigures> methods() {
        List<MethodFigures> methods = new ArrayList<>();
        for (DedupMethod method : DedupMethod.values()) {
            scope(method).ifPresent(scope -> methods.add(method(method.reason(), scope)));
        }
        return methods;
    }

    private Optional<DedupSpec.Scope> scope(DedupMethod method) {
        return switch (method) {
            case URL -> spec.url();
            case EXACT -> spec.exact();
            case MINHASH -> spec.minhash().map(DedupSpec.MinHash::scope);
            case SEMANTIC -> spec.semantic().map(DedupSpec.Semantic::scope);
            case IMAGE_BYTES -> images(DedupSpec.Images::bytes);
            case IMAGE_PIXELS -> images(DedupSpec.Images::pixels);
            case IMAGE_PDQ -> images(images -> images.distance().isPresent());
        };
    }

    private Optional<DedupSpec.Scope> images(Predicate<DedupSpec.Images> method) {
        return spec.images().filter(method).map(DedupSpec.Images::scope);
    }

    private MethodFigures method(String reason, DedupSpec.Scope scope) {
        SortedMap<String, Long> bySource = new TreeMap<>();
        SortedMap<String, SortedMap<String, Long>> between = new TreeMap<>();
        dedup.counts("removed/" + reason + "/").forEach((pair, n) -> {
            int slash = pair.indexOf('/');
            bySource.merge(pair.substring(0, slash), n, Long::sum);
            between.computeIfAbsent(pair.substring(0, slash), source -> new TreeMap<>())
                    .merge(pair.substring(slash + 1), n, Long::sum);
        });
        return new MethodFigures(
                reason,
                scope.id(),
                bySource.values().stream().mapToLong(Long::longValue).sum(),
                bySource,
                between);
    }

    private List<SizeFigures> sizes() {
        SortedMap<Long, Long> clusters = new TreeMap<>();
        dedup.counts("cluster_size/").forEach((power, n) -> clusters.put(Long.parseLong(power), n));
        List<SizeFigures> sizes = new ArrayList<>();
        if (!clusters.isEmpty()) {
            // Sizes that no cluster has are shown, too: the bars stand for all of them.
            for (long from = 2; from <= clusters.lastKey(); from *= 2) {
                sizes.add(new SizeFigures(from, 2 * from - 1, clusters.getOrDefault(from, 0L)));
            }
        }
        return sizes;
    }

    private List<ClusterFigures> largest(Function<StoredDocument, Sample> sample) throws IOException {
        List<Documents.Verdict> survivors = new ArrayList<>();
        for (DataFile file : dedup.table("clusters")) {
            for (JsonNode cluster : SealedJson.JSON.readTree(run.bytes(file.path()))) {
                if (survivors.size() < LARGEST) {
                    String id = cluster.get("id").asText();
                    survivors.add(new Documents.Verdict(
                            cluster.get("part").asInt(),
                            cluster.get("row").asLong(),
                            id,
                            cluster.get("source").asText(),
                            List.of(),
                            new Fate(null, null, id, cluster.get("size").asLong(), List.of())));
                }
            }
        }
        return new Documents(run)
                .read(survivors).stream()
                        .map(survivor -> new ClusterFigures(
                                survivor.id(), survivor.fate().clusterSize(), sample.apply(survivor)))
                        .toList();
    }

    private Optional<ImageFigures> images(DedupSpec.Images images) {
        return images.distance().isEmpty()
                ? Optional.empty()
                : Optional.of(new ImageFigures(
                        images.distance().getAsInt(),
                        dedup.count("image_pdq_hashes"),
                        dedup.count("image_pdq_distinct_hashes"),
                        dedup.count("image_pdq_without_hash"),
                        dedup.count("image_pdq_pairs_compared"),
                        dedup.count("image_pdq_linked"),
                        dedup.count("image_pdq_chained")));
    }

    private MinHashFigures minhash() {
        if (spec.minhash().isEmpty()) {
            return null;
        }
        DedupSpec.MinHash minhash = spec.minhash().get();
        MinHashSettings settings = minhash.settings();
        List<PointFigures> curve = new ArrayList<>();
        for (int step = 0; step <= STEPS; step++) {
            double jaccard = (double) step / STEPS;
            curve.add(new PointFigures(jaccard, rounded(settings.probability(jaccard))));
        }
        boolean verified = minhash.verify().isPresent();
        return new MinHashFigures(
                settings.ngram(),
                settings.bands(),
                settings.rows(),
                verified ? minhash.verify().getAsDouble() : null,
                rounded(settings.similarity(0.5)),
                curve,
                verified ? dedup.count("minhash_pairs_compared") : null,
                verified ? dedup.count("minhash_pairs_alike") : null);
    }

    private static double rounded(double value) {
        return Math.rint(value * ROUNDED) / ROUNDED;
    }
}
