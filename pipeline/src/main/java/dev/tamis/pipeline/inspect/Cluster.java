package dev.tamis.pipeline.inspect;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Documents that dedup found to be the same, and the one of them that survived.
 *
 * @param id of the cluster: that of its survivor
 * @param documents of this run in it, the survivor included if it is one of them
 * @param survivor empty where it belongs to an earlier run
 * @param removed the removed documents with the smallest ids, as many as were asked for
 * @param removedBy how many documents each method removed from each source: {@code <method>/<source>}
 */
public record Cluster(
        String id,
        long documents,
        Optional<StoredDocument> survivor,
        List<StoredDocument> removed,
        SortedMap<String, Long> removedBy) {
    public Cluster {
        removed = List.copyOf(removed);
    }
}
