package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.ShardLine;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What one successful task gives to the driver: its files and its share of the stage's ledger. Both travel in the one
 * result that Spark takes from a partition, so that a retried or speculative twin counts nothing twice.
 */
record TaskResult(
        int part,
        List<WrittenFile> files,
        SortedMap<String, Ledger> ledger,
        SortedMap<String, Long> counts,
        List<ShardLine> shards)
        implements Serializable {

    /** The counts whose names begin with a prefix, over all results, by the rest of their names. */
    static SortedMap<String, Long> counts(List<TaskResult> results, String prefix) {
        SortedMap<String, Long> sums = new TreeMap<>();
        for (TaskResult result : results) {
            result.counts.tailMap(prefix).forEach((name, n) -> {
                if (name.startsWith(prefix)) {
                    sums.merge(name.substring(prefix.length()), n, Long::sum);
                }
            });
        }
        return sums;
    }

    /** The results without some of their counts: those that the driver has put elsewhere than into the manifest. */
    static List<TaskResult> withoutCounts(List<TaskResult> results, Predicate<String> taken) {
        return results.stream()
                .map(result -> {
                    SortedMap<String, Long> others = new TreeMap<>(result.counts);
                    others.keySet().removeIf(taken);
                    return new TaskResult(result.part, result.files, result.ledger, others, result.shards);
                })
                .toList();
    }
}
