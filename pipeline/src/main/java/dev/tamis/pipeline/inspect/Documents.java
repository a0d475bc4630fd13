package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** Finds documents of a committed run by what was decided about them, reading texts only of those that are wanted. */
public final class Documents {
    private static final MessageType DECIDED = Tables.project(Tables.DECISIONS, "row", "id", "rejected_by");

    private final RunDirectory run;
    private final Manifest annotate;
    private final Optional<Manifest> decide;
    private final Optional<Manifest> dedup;
    private final Optional<Manifest> passages;
    private final Optional<Manifest> decontaminate;
    private final List<String> sources;

    public Documents(RunDirectory run) throws IOException {
        this.run = run;
        this.annotate = run.required("annotate");
        this.decide = run.manifest("decide");
        this.dedup = madeFrom(decide, "decide", "dedup");
        this.passages = madeFrom(dedup, "dedup", "passages");
        this.decontaminate = madeFrom(passages, "passages", "decontaminate");
        this.sources = Parts.sources(annotate);
    }

    /** What a stage committed, if it was made from this: a dedup of other decisions says nothing about these. */
    private Optional<Manifest> madeFrom(Optional<Manifest> input, String inputName, String stage) throws IOException {
        return run.manifest(stage)
                .filter(manifest -> input.isPresent()
                        && input.get().fingerprint().equals(manifest.inputs().get(inputName)));
    }

    /**
     * What is known of a document without opening it.
     *
     * @param fate what became of it after it was decided on
     */
    public record Verdict(int part, long row, String id, String source, List<String> rejectedBy, Fate fate) {
        public boolean kept() {
            return rejectedBy.isEmpty() && fate.removedBy() == null;
        }

        /** Everything that removed it: the rules it failed, or what removed it later. */
        public List<String> reasons() {
            return fate.removedBy() == null ? rejectedBy : List.of(fate.removedBy());
        }
    }

    /** The first {@code n} documents, by id, that match; see {@link #samples}. */
    public List<StoredDocument> sample(int n, Predicate<Verdict> wanted) throws IOException {
        return samples(n, verdict -> wanted.test(verdict) ? List.of("") : List.of())
                .getOrDefault("", List.of());
    }

    /**
     * For each key the first {@code n} documents, by id, that have it, found in one pass. Ids are hashes, so these are
     * as good as drawn by chance, and the same in every run.
     *
     * @param keys under which a document is wanted; empty where it is not
     */
    public SortedMap<String, List<StoredDocument>> samples(int n, Function<Verdict, List<String>> keys)
            throws IOException {
        Comparator<Verdict> byId = Comparator.comparing(Verdict::id);
        SortedMap<String, PriorityQueue<Verdict>> smallest = new TreeMap<>();
        forEach(verdict -> {
            for (String key : keys.apply(verdict)) {
                PriorityQueue<Verdict> some = smallest.computeIfAbsent(key, k -> new PriorityQueue<>(byId.reversed()));
                some.add(verdict);
                if (some.size() > n) {
                    some.poll();
                }
            }
        });
        List<Verdict> all = smallest.values().stream()
                .flatMap(PriorityQueue::stream)
                .distinct()
                .toList();
        Map<Verdict, StoredDocument> read = new HashMap<>();
        List<StoredDocument> documents = read(all);
        for (int i = 0; i < all.size(); i++) {
            read.put(all.get(i), documents.get(i));
        }
        SortedMap<String, List<StoredDocument>> samples = new TreeMap<>();
        smallest.forEach((key, some) ->
                samples.put(key, some.stream().sorted(byId).map(read::get).toList()));
        return samples;
    }

    /** The document with this id. */
    public Optional<StoredDocument> find(String id) throws IOException {
        return sample(1, verdict -> verdict.id().equals(id)).stream().findFirst();
    }

    /** Hears of every document. */
    @FunctionalInterface
    public interface VerdictConsumer {
        void accept(Verdict verdict);
    }

    public void forEach(VerdictConsumer consumer) throws IOException {
        for (int part = 0; part < annotate.parts(); part++) {
            SortedMap<Long, Fate> fates = fates(part);
            DataFile file =
                    decide.isPresent() ? decide.get().file("decisions", part) : annotate.file("documents", part);
            MessageType projection = decide.isPresent() ? DECIDED : Tables.project(Tables.DOCUMENTS, "id");
            try (TableReader reader = new TableReader(run.path(file.path()), projection, run.conf())) {
                long row = 0;
                for (Group group = reader.next(); group != null; group = reader.next()) {
                    List<String> rejectedBy =
                            decide.isPresent() ? TableReader.strings(group, "rejected_by") : List.of();
                    consumer.accept(new Verdict(
                            part,
                            row,
                            group.getString("id", 0),
                            sources.get(part),
                            rejectedBy,
                            fates.getOrDefault(row, Fate.NONE)));
                    row++;
                }
            }
        }
    }

    /** What became of the documents of a part of which there is something to say, by row. */
    private SortedMap<Long, Fate> fates(int part) throws IOException {
        SortedMap<Long, Fate> fates = new TreeMap<>();
        if (dedup.isPresent()) {
            fates(dedup.get().file("dedup", part), Tables.DEDUP, fates);
        }
        // The later table repeats what the earlier one cut.
        if (decontaminate.isPresent()) {
            fates(passages.get().file("passages", part), Tables.project(Tables.PASSAGES, "row", "removed_by"), fates);
            fates(decontaminate.get().file("decontamination", part), Tables.DECONTAMINATION, fates);
        } else if (passages.isPresent()) {
            fates(passages.get().file("passages", part), Tables.PASSAGES, fates);
        }
        return fates;
    }

    private void fates(DataFile file, MessageType columns, SortedMap<Long, Fate> fates) throws IOException {
        try (TableReader reader = new TableReader(run.path(file.path()), columns, run.conf())) {
            for (Group group = reader.next(); group != null; group = reader.next()) {
                long row = group.getLong("row", 0);
                Fate before = fates.getOrDefault(row, Fate.NONE);
                Fate after = before.and(group);
                if (!after.equals(Fate.NONE)) {
                    fates.put(row, after);
                }
            }
        }
    }

    /** Reads the documents of the verdicts, in their order. */
    public List<StoredDocument> read(List<Verdict> verdicts) throws IOException {
        SortedMap<Integer, SortedMap<Long, Verdict>> byPart = new TreeMap<>();
        for (Verdict verdict : verdicts) {
            byPart.computeIfAbsent(verdict.part(), p -> new TreeMap<>()).put(verdict.row(), verdict);
        }
        SortedMap<String, StoredDocument> read = new TreeMap<>();
        for (var part : byPart.entrySet()) {
            String path = annotate.file("documents", part.getKey()).path();
            try (TableReader reader = new TableReader(run.path(path), Tables.DOCUMENTS, run.conf())) {
                long last = part.getValue().lastKey();
                for (long row = 0; row <= last; row++) {
                    Group group = reader.next();
                    Verdict verdict = part.getValue().get(row);
                    if (verdict != null) {
                        read.put(
                                verdict.part() + "/" + verdict.row(),
                                StoredDocument.of(verdict.part(), row, group, verdict.rejectedBy(), verdict.fate()));
                    }
                }
            }
        }
        List<StoredDocument> inOrder = new ArrayList<>();
        verdicts.forEach(verdict -> inOrder.add(read.get(verdict.part() + "/" + verdict.row())));
        return inOrder;
    }

    /** Up to {@code n} quarantined units, in the order of the shards. */
    public List<QuarantinedUnit> quarantined(int n, Predicate<QuarantinedUnit> wanted) throws IOException {
        List<QuarantinedUnit> units = new ArrayList<>();
        for (DataFile file : annotate.table("quarantine")) {
            if (file.rows() == 0 || units.size() >= n) {
                continue;
            }
            try (TableReader reader = new TableReader(run.path(file.path()), Tables.QUARANTINE, run.conf())) {
                for (Group group = reader.next(); group != null && units.size() < n; group = reader.next()) {
                    QuarantinedUnit unit = QuarantinedUnit.of(group);
                    if (wanted.test(unit)) {
                        units.add(unit);
                    }
                }
            }
        }
        return units;
    }
}
