package dev.tamis.pipeline.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a stage committed. Readers start from it and never list a directory; a file that no manifest names does not
 * exist for them.
 *
 * @param stage the stage's name
 * @param fingerprint of the stage's inputs, its part of the recipe and the code
 * @param inputs fingerprints of the stages it read
 * @param parts number of parts of its tables
 * @param files every file it committed, by table and part
 * @param ledger what became of the units, by source
 * @param counts further figures, by name, such as {@code rule/gopher_word_count/fails}
 * @param shards the ledger lines of the input shards; empty for later stages
 */
public record Manifest(
        @JsonProperty("stage") String stage,
        @JsonProperty("fingerprint") String fingerprint,
        @JsonProperty("inputs") SortedMap<String, String> inputs,
        @JsonProperty("parts") int parts,
        @JsonProperty("files") List<DataFile> files,
        @JsonProperty("ledger") SortedMap<String, Ledger> ledger,
        @JsonProperty("counts") SortedMap<String, Long> counts,
        @JsonProperty("shards") List<ShardLine> shards) {

    public Manifest {
        inputs = new TreeMap<>(inputs);
        files = List.copyOf(files);
        ledger = new TreeMap<>(ledger);
        counts = new TreeMap<>(counts);
        shards = List.copyOf(shards);
    }

    /** The files of one table, by part. */
    public List<DataFile> table(String table) {
        return files.stream().filter(file -> file.table().equals(table)).toList();
    }

    /** The one file of a table in a part. */
    public DataFile file(String table, int part) {
        return files.stream()
                .filter(file -> file.table().equals(table) && file.part() == part)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Stage " + stage + " has no " + table + " of part " + part));
    }

    /** The path of a table's file in each part; a plain list, for tasks that need no more of the manifest. */
    public List<String> pathsByPart(String table) {
        List<String> paths = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            paths.add(file(table, part).path());
        }
        return paths;
    }

    public Ledger total() {
        return ledger.values().stream().reduce(Ledger.EMPTY, Ledger::plus);
    }

    public long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    /** The counts whose names start with {@code prefix}, under the rest of their names. */
    public SortedMap<String, Long> counts(String prefix) {
        SortedMap<String, Long> some = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(prefix)) {
                some.put(name.substring(prefix.length()), count);
            }
        });
        return some;
    }

    public Stream<String> paths() {
        return files.stream().map(DataFile::path);
    }
}
