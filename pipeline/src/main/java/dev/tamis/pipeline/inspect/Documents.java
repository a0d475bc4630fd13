package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.MeasuredReader;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** Finds documents of a committed run by what was decided about them, reading texts only of those that are wanted. */
public final class Documents {
    private static final MessageType DECIDED = Tables.project(Tables.DECISIONS, "row", "id", "rejected_by");
    private static final Comparator<Verdict> BY_ID = Comparator.comparing(Verdict::id);

    private final RunDirectory run;
    private final Manifest annotate;
    private final Optional<Manifest> decide;
    private final Optional<Manifest> dedup;
    private final Optional<Manifest> interleave;
    private final Optional<Manifest> passages;
    private final Optional<Manifest> decontaminate;
    private final List<String> sources;
    private final List<MeasuredFiles> measured;

    public Documents(RunDirectory run) throws IOException {
        this.run = run;
        this.annotate = run.required("annotate");
        this.decide = run.manifest("decide");
        this.dedup = madeFrom(decide, "decide", "dedup");
        Optional<Manifest> joined = madeFrom(dedup, "dedup", "interleave");
        Optional<Manifest> cutAfterJoin = madeFrom(joined, "interleave", "passages");
        this.passages = cutAfterJoin.isPresent() ? cutAfterJoin : madeFrom(dedup, "dedup", "passages");
        // What a recipe with images left says nothing about one without.
        this.interleave = passages.isPresent() && cutAfterJoin.isEmpty() ? Optional.empty() : joined;
        this.decontaminate = madeFrom(passages, "passages", "decontaminate");
        this.sources = Parts.sources(annotate);
        this.measured = MeasuredFiles.byPart(annotate, layers());
    }

    /** What was measured besides the signals, if it was for these documents, and for these decisions where there are some. */
    private List<MeasuredFiles.Layer> layers() throws IOException {
        List<MeasuredFiles.Layer> layers = new ArrayList<>();
        for (Map.Entry<String, String> one : List.of(Map.entry("score", "scores"), Map.entry("rank", "ranks"))) {
            Optional<Manifest> manifest = decide.isPresent()
                    ? run.manifest(one.getKey())
                            .filter(some -> some.fingerprint()
                                    .equals(decide.get().inputs().get(one.getKey())))
                    : madeFrom(Optional.of(annotate), "annotate", one.getKey());
            if (manifest.isPresent()) {
                layers.add(MeasuredFiles.Layer.stored(run, manifest.get(), one.getValue()));
            }
        }
        return layers;
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
        SortedMap<String, PriorityQueue<Verdict>> smallest = new TreeMap<>();
        forEach(verdict -> {
            for (String key : keys.apply(verdict)) {
                PriorityQueue<Verdict> some = smallest.computeIfAbsent(key, k -> new PriorityQueue<>(BY_ID.reversed()));
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
                samples.put(key, some.stream().sorted(BY_ID).map(read::get).toList()));
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

    /** Walks all documents, in the order of the parts and of the rows, one at a time. */
    public void forEach(VerdictConsumer consumer) throws IOException {
        for (int part = 0; part < annotate.parts(); part++) {
            forEach(part, consumer);
        }
    }

    private void forEach(int part, VerdictConsumer consumer) throws IOException {
        DataFile file = decide.isPresent() ? decide.get().file("decisions", part) : annotate.file("documents", part);
        MessageType projection = decide.isPresent() ? DECIDED : Tables.project(Tables.DOCUMENTS, "id");
        List<FateCursor> later = new ArrayList<>();
        try (TableReader reader = new TableReader(run.path(file.path()), projection, run.conf())) {
            openLater(part, later);
            long row = 0;
            for (Group group = reader.next(); group != null; group = reader.next()) {
                List<String> rejectedBy = decide.isPresent() ? TableReader.strings(group, "rejected_by") : List.of();
                Fate fate = Fate.NONE;
                for (FateCursor cursor : later) {
                    fate = cursor.at(row, fate);
                }
                consumer.accept(new Verdict(part, row, group.getString("id", 0), sources.get(part), rejectedBy, fate));
                row++;
            }
        } finally {
            for (FateCursor cursor : later) {
                cursor.close();
            }
        }
    }

    /** Opens the tables that say what became of a part's documents after the decision, in the order of their stages. */
    private void openLater(int part, List<FateCursor> later) throws IOException {
        if (dedup.isPresent()) {
            later.add(new FateCursor(run, dedup.get().file("dedup", part).path(), Tables.DEDUP));
        }
        if (interleave.isPresent()) {
            MessageType columns = passages.isPresent()
                    ? Tables.project(Tables.INTERLEAVE, "row", "removed_by")
                    : Tables.project(Tables.INTERLEAVE, "row", "removed_by", "cuts");
            later.add(new FateCursor(
                    run, interleave.get().file("interleave", part).path(), columns));
        }
        if (passages.isPresent()) {
            // The later table repeats what the earlier one cut.
            MessageType columns =
                    decontaminate.isPresent() ? Tables.project(Tables.PASSAGES, "row", "removed_by") : Tables.PASSAGES;
            later.add(new FateCursor(run, passages.get().file("passages", part).path(), columns));
        }
        if (decontaminate.isPresent()) {
            later.add(new FateCursor(
                    run, decontaminate.get().file("decontamination", part).path(), Tables.DECONTAMINATION));
        }
    }

    /**
     * The cluster that a document belongs to; empty where no document of the run has this id and none is a duplicate of one
     * that has, and where the document is alone.
     *
     * @param id of any member
     * @param n at most so many of the removed documents are read
     */
    public Optional<Cluster> cluster(String id, int n) throws IOException {
        Optional<String> cluster = clusterOf(id);
        if (cluster.isEmpty()) {
            return Optional.empty();
        }
        PriorityQueue<Verdict> removed = new PriorityQueue<>(BY_ID.reversed());
        List<Verdict> survivor = new ArrayList<>();
        SortedMap<String, Long> removedBy = new TreeMap<>();
        forEach(verdict -> {
            if (!cluster.get().equals(verdict.fate().cluster())) {
                return;
            }
            if (!verdict.fate().isDuplicate()) {
                survivor.add(verdict);
                return;
            }
            removedBy.merge(verdict.fate().removedBy() + "/" + verdict.source(), 1L, Long::sum);
            removed.add(verdict);
            if (removed.size() > n) {
                removed.poll();
            }
        });
        return Optional.of(new Cluster(
                cluster.get(),
                survivor.size()
                        + removedBy.values().stream().mapToLong(Long::longValue).sum(),
                read(survivor).stream().findFirst(),
                read(removed.stream().sorted(BY_ID).toList()),
                removedBy));
    }

    private Optional<String> clusterOf(String id) throws IOException {
        // A survivor in an earlier run is no document here, but its duplicates name it.
        String[] found = new String[1];
        forEach(verdict -> {
            String cluster = verdict.fate().cluster();
            if (cluster != null && (verdict.id().equals(id) || cluster.equals(id))) {
                found[0] = cluster;
            }
        });
        return Optional.ofNullable(found[0]);
    }

    /** The place of a document in the tables of a run. */
    record Place(int part, long row) {}

    /** Reads the documents at some places, in their order, with what was decided about each. */
    List<StoredDocument> at(List<Place> places) throws IOException {
        SortedMap<Integer, Set<Long>> byPart = new TreeMap<>();
        places.forEach(place ->
                byPart.computeIfAbsent(place.part(), p -> new TreeSet<>()).add(place.row()));
        Map<Place, Verdict> verdicts = new HashMap<>();
        for (var part : byPart.entrySet()) {
            forEach(part.getKey(), verdict -> {
                if (part.getValue().contains(verdict.row())) {
                    verdicts.put(new Place(verdict.part(), verdict.row()), verdict);
                }
            });
        }
        return read(places.stream().map(verdicts::get).toList());
    }

    /** Reads the documents of the verdicts, in their order. */
    public List<StoredDocument> read(List<Verdict> verdicts) throws IOException {
        SortedMap<Integer, SortedMap<Long, Verdict>> byPart = new TreeMap<>();
        for (Verdict verdict : verdicts) {
            byPart.computeIfAbsent(verdict.part(), p -> new TreeMap<>()).put(verdict.row(), verdict);
        }
        SortedMap<String, StoredDocument> read = new TreeMap<>();
        for (var part : byPart.entrySet()) {
            MeasuredFiles files = measured.get(part.getKey());
            List<String> names = List.copyOf(files.types().keySet());
            try (MeasuredReader reader =
                    new MeasuredReader(run, files, names, "id", "source", "kind", "origin", "text", "meta")) {
                long last = part.getValue().lastKey();
                for (long row = 0; row <= last; row++) {
                    Group group = reader.next();
                    Verdict verdict = part.getValue().get(row);
                    if (verdict != null) {
                        read.put(
                                verdict.part() + "/" + verdict.row(),
                                StoredDocument.of(
                                        verdict.part(),
                                        row,
                                        group,
                                        signals(names, reader.values()),
                                        verdict.rejectedBy(),
                                        verdict.fate()));
                    }
                }
            }
        }
        List<StoredDocument> inOrder = new ArrayList<>();
        verdicts.forEach(verdict -> inOrder.add(read.get(verdict.part() + "/" + verdict.row())));
        return inOrder;
    }

    /** What was measured, in the order of the columns, without what is null. */
    private static Map<String, Object> signals(List<String> names, Object[] values) {
        Map<String, Object> signals = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                signals.put(names.get(i), values[i]);
            }
        }
        return signals;
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
