package dev.tamis.pipeline.inspect;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tamis.pipeline.table.Cut;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.TableReader;
import java.util.List;
import org.apache.parquet.example.data.Group;

/**
 * What became of a document that no rule rejected.
 *
 * @param removedBy what removed it, such as {@code exact_duplicate}, or null
 * @param duplicateOf id of the document that survived in its stead, or null
 * @param cluster id of the cluster it belongs to, which is that of the cluster's survivor; null where it is alone
 * @param clusterSize documents that it stands for, itself included; 0 where it does not stand for itself
 * @param cuts what is cut from its text
 */
public record Fate(String removedBy, String duplicateOf, String cluster, long clusterSize, List<Cut> cuts) {
    /** Of a document that went through, or that no stage after the decision has seen. */
    public static final Fate NONE = new Fate(null, null, null, 0, List.of());

    public Fate {
        cuts = List.copyOf(cuts);
    }

    /** Whether dedup removed it. */
    @JsonIgnore
    public boolean isDuplicate() {
        return duplicateOf != null;
    }

    /** With what a row of a later table adds. */
    Fate and(Group row) {
        boolean clusters = row.getType().containsField("cluster");
        String removed = TableReader.string(row, "removed_by");
        String inCluster = clusters ? TableReader.string(row, "cluster") : cluster;
        return new Fate(
                removed == null ? removedBy : removed,
                clusters ? TableReader.string(row, "duplicate_of") : duplicateOf,
                inCluster,
                clusters && inCluster != null && row.getFieldRepetitionCount("cluster_size") > 0
                        ? row.getLong("cluster_size", 0)
                        : clusterSize,
                row.getType().containsField("cuts") ? KeptDocument.cuts(row) : cuts);
    }
}
