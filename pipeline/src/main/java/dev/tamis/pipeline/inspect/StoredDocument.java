package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.table.TableReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;

/**
 * A document as a run holds it, with what was decided about it.
 *
 * @param part and row: its place in the run's tables
 * @param signals all that was measured, scores of models included, in the order of the columns; without those that are null
 * @param rejectedBy all rules it failed; empty where it was kept, or where nothing was decided yet
 * @param fate what became of it after it was decided on
 */
public record StoredDocument(
        int part,
        long row,
        String id,
        String source,
        String kind,
        Map<String, Object> origin,
        String text,
        Map<String, Object> signals,
        Map<String, String> meta,
        List<String> rejectedBy,
        Fate fate) {

    static StoredDocument of(
            int part, long row, Group group, Map<String, Object> signals, List<String> rejectedBy, Fate fate) {
        Group origin = group.getGroup("origin", 0);
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("shard", origin.getString("shard", 0));
        place.put("offset", origin.getLong("offset", 0));
        place.put("length", origin.getLong("length", 0));
        for (String field : List.of("record_id", "url", "fetched_at", "content_type")) {
            String value = TableReader.string(origin, field);
            if (value != null) {
                place.put(field, value);
            }
        }
        Group entries = group.getGroup("meta", 0);
        Map<String, String> meta = new TreeMap<>();
        for (int i = 0; i < entries.getFieldRepetitionCount(0); i++) {
            Group entry = entries.getGroup(0, i);
            meta.put(entry.getString("key", 0), entry.getString("value", 0));
        }
        return new StoredDocument(
                part,
                row,
                group.getString("id", 0),
                group.getString("source", 0),
                group.getString("kind", 0),
                place,
                group.getString("text", 0),
                signals,
                meta,
                rejectedBy,
                fate);
    }

    /** Whether neither a rule nor a later stage removed it. */
    public boolean kept() {
        return rejectedBy.isEmpty() && fate.removedBy() == null;
    }

    /**
     * What was decided, in words: {@code kept}, {@code kept, stands for a cluster of 3 documents}, {@code rejected by
     * gopher_word_count}, {@code removed as minhash_duplicate of 0f3c...}.
     */
    public String verdict() {
        if (!rejectedBy.isEmpty()) {
            return "rejected by " + String.join(", ", rejectedBy);
        }
        String size = fate.clusterSize() > 1 ? ", stands for a cluster of " + fate.clusterSize() + " documents" : "";
        int cuts = fate.cuts().size();
        String cut = cuts == 0 ? "" : ", " + cuts + (cuts == 1 ? " passage cut" : " passages cut");
        if (fate.removedBy() == null) {
            return "kept" + size + cut;
        }
        return fate.isDuplicate()
                ? "removed as " + fate.removedBy() + " of " + fate.duplicateOf()
                : "removed by " + fate.removedBy() + size + cut;
    }

    public String lang() {
        return String.valueOf(signals.getOrDefault("lang", "und"));
    }
}
