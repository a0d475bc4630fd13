package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.media.MediaPlace;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunRecord;
import dev.tamis.pipeline.run.ShardLine;
import dev.tamis.pipeline.run.StageNames;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.shards.read.MediaReference;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;

/** Checks everything a run claims of itself: seals, checksums, row counts, ledgers, and that stages fit together. */
public final class Verification {
    /** The bytes of so many media are compared with their digests; shards as a whole always are. */
    private static final int MEDIA_COMPARED = 10_000;

    private static final MessageType MEDIA = Tables.project(Tables.DOCUMENTS, "id", "media");

    private final RunDirectory run;
    private final SortedMap<String, Manifest> manifests = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long files;
    private long bytes;

    private Verification(RunDirectory run) {
        this.run = run;
    }

    /**
     * What was found.
     *
     * @param problems one line each; empty means that the run is whole
     * @param notes what is worth knowing but not wrong, such as a stage older than what it was made from
     */
    public record Result(int stages, long files, long bytes, List<String> problems, List<String> notes) {}

    /** @throws IOException only where the filesystem fails; damage is a problem in the result */
    public static Result verify(RunDirectory run) throws IOException {
        Verification verification = new Verification(run);
        verification.all();
        return new Result(
                verification.manifests.size(),
                verification.files,
                verification.bytes,
                List.copyOf(verification.problems),
                List.copyOf(verification.notes));
    }

    private void all() throws IOException {
        try {
            if (RunRecord.read(run).isEmpty()) {
                problems.add(
                        RunRecord.FILE + ": missing: " + run + " is not a run directory, or its run never got so far");
            }
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            problems.add(e.getMessage());
        }
        for (String stage : StageNames.ALL) {
            try {
                Optional<Manifest> manifest = run.manifest(stage);
                manifest.ifPresent(m -> manifests.put(stage, m));
            } catch (IOException | IllegalArgumentException e) {
                problems.add(RunDirectory.manifestFile(stage) + ": " + e.getMessage());
            }
        }
        for (String stage : StageNames.ALL) {
            Manifest manifest = manifests.get(stage);
            if (manifest != null) {
                files(manifest);
                inputs(manifest);
            }
        }
        annotate();
        stored();
        sameUnits("annotate", "score");
        sameUnits("annotate", "decide");
        sameUnits("decide", "dedup");
        sameUnits("decide", "signatures");
        sameUnits("dedup", "interleave");
        sameUnits("dedup", "passages");
        sameUnits("interleave", "passages");
        sameUnits("passages", "decontaminate");
        sameUnits("decontaminate", "tokenize");
        rows("score", "scores", "annotate");
        rows("decide", "decisions", "annotate");
        rows("signatures", "signatures", "decide");
        rows("dedup", "dedup", "decide");
        rows("interleave", "interleave", "dedup");
        slots();
        rows("passages", "passages", "dedup");
        rows("decontaminate", "decontamination", "passages");
        hits();
        tokens();
        media();
    }

    private void files(Manifest manifest) throws IOException {
        Set<String> seen = new TreeSet<>();
        for (DataFile file : manifest.files()) {
            files++;
            bytes += file.bytes();
            if (!seen.add(file.path())) {
                problems.add(file.path() + ": named twice by the manifest of " + manifest.stage());
            }
            String sha256;
            long length;
            try (InputStream in = run.open(file.path())) {
                length = run.fs().getFileStatus(run.path(file.path())).getLen();
                sha256 = Digests.sha256(in);
            } catch (FileNotFoundException e) {
                problems.add(file.path() + ": missing (the manifest of " + manifest.stage() + " names it)");
                continue;
            }
            if (length != file.bytes()) {
                problems.add(String.format(
                        Locale.ROOT, "%s: %,d bytes, the manifest says %,d", file.path(), length, file.bytes()));
            } else if (!sha256.equals(file.sha256())) {
                problems.add(file.path() + ": its bytes were changed: SHA-256 is " + sha256 + ", the manifest says "
                        + file.sha256());
            } else if (file.path().endsWith(".parquet")) {
                long rows = rowsOf(file);
                if (rows != file.rows()) {
                    problems.add(String.format(
                            Locale.ROOT, "%s: %,d rows, the manifest says %,d", file.path(), rows, file.rows()));
                }
            }
        }
    }

    private long rowsOf(DataFile file) throws IOException {
        try (ParquetFileReader reader =
                ParquetFileReader.open(HadoopInputFile.fromPath(run.path(file.path()), run.conf()))) {
            return reader.getRecordCount();
        }
    }

    private void inputs(Manifest manifest) {
        manifest.inputs().forEach((name, fingerprint) -> {
            Manifest input = manifests.get(name);
            if (input == null) {
                problems.add(manifest.stage() + ": made from stage " + name + ", which is not committed");
            } else if (!input.fingerprint().equals(fingerprint)) {
                notes.add(manifest.stage() + " is out of date: " + name
                        + " was made again since; `tamis run` with the same recipe brings it up to date");
            }
        });
    }

    /** The units of the shards are the units of the sources, and the rows written are the units counted. */
    private void annotate() {
        Manifest annotate = manifests.get("annotate");
        if (annotate == null) {
            return;
        }
        SortedMap<String, Ledger> byShard = new TreeMap<>();
        for (ShardLine shard : annotate.shards()) {
            byShard.merge(shard.source(), shard.ledger(), Ledger::plus);
            if (shard.bytesRead() != shard.bytes()
                    && !shard.ledger().quarantined().containsKey("shard.unreadable")) {
                problems.add(String.format(
                        Locale.ROOT,
                        "annotate: %s: %,d bytes were read of %,d",
                        shard.path(),
                        shard.bytesRead(),
                        shard.bytes()));
            }
        }
        if (!byShard.equals(annotate.ledger())) {
            problems.add(
                    "annotate: the ledgers of the shards sum to " + byShard + ", the stage's is " + annotate.ledger());
        }
        expect(
                "annotate: rows of documents",
                rowsIn(annotate, "documents"),
                annotate.total().out());
        expect(
                "annotate: rows of quarantine",
                rowsIn(annotate, "quarantine"),
                annotate.total().quarantinedTotal());
    }

    /** What documents refer to in the run's own tars lies within these. */
    private void stored() throws IOException {
        Manifest annotate = manifests.get("annotate");
        if (annotate == null || annotate.table(MediaBytes.STORE).isEmpty()) {
            return;
        }
        Map<String, Long> lengths = new TreeMap<>();
        annotate.table(MediaBytes.STORE).forEach(file -> lengths.put(MediaBytes.storeOf(file.part()), file.bytes()));
        Set<Integer> parts = new TreeSet<>();
        annotate.table(MediaBytes.STORE).forEach(file -> parts.add(file.part()));
        for (DataFile file : annotate.table("documents")) {
            if (!parts.contains(file.part())) {
                continue;
            }
            try (TableReader rows = new TableReader(run.path(file.path()), MEDIA, run.conf())) {
                for (Group row = rows.next(); row != null; row = rows.next()) {
                    for (int i = 0; i < MediaList.size(row); i++) {
                        if (!lies(MediaList.get(row, i), lengths)) {
                            problems.add(file.path() + ": document " + row.getString("id", 0)
                                    + " refers to no place of a tar that the manifest of annotate names");
                            return;
                        }
                    }
                }
            } catch (IOException | RuntimeException e) {
                problems.add(file.path() + ": " + e.getMessage());
                return;
            }
        }
    }

    private static boolean lies(Group medium, Map<String, Long> lengths) {
        String shard = TableReader.string(medium, "shard");
        if (shard == null || !shard.startsWith(MediaBytes.OF_RUN)) {
            return true;
        }
        Long length = lengths.get(shard);
        return length != null && lies(medium.getLong("offset", 0), medium.getLong("length", 0), length);
    }

    /** Whether a range is one, and ends within a file. */
    private static boolean lies(long offset, long bytes, long file) {
        return offset >= 0 && bytes >= 0 && bytes <= file - offset;
    }

    /** What went out of one stage went into the next, source by source. */
    private void sameUnits(String from, String to) {
        Manifest before = manifests.get(from);
        Manifest after = manifests.get(to);
        if (before == null
                || after == null
                || !before.fingerprint().equals(after.inputs().get(from))) {
            return;
        }
        Set<String> sources = new TreeSet<>(before.ledger().keySet());
        sources.addAll(after.ledger().keySet());
        for (String source : sources) {
            expect(
                    to + ": units of " + source + " in (out of " + from + ")",
                    after.ledger().getOrDefault(source, Ledger.EMPTY).in(),
                    before.ledger().getOrDefault(source, Ledger.EMPTY).out());
        }
    }

    private void rows(String stage, String table, String before) {
        Manifest manifest = manifests.get(stage);
        if (manifest != null && manifests.containsKey(before)) {
            expect(
                    stage + ": rows of " + table,
                    rowsIn(manifest, table),
                    manifest.total().in());
        }
    }

    /** Every place for an image of a page that came to the join is filled or has a reason. */
    private void slots() {
        Manifest interleave = manifests.get("interleave");
        if (interleave == null) {
            return;
        }
        interleave.counts("slots/").forEach((source, asked) -> {
            long dropped = interleave.counts("slots_dropped/").entrySet().stream()
                    .filter(count -> count.getKey().endsWith("/" + source))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            expect("interleave: slots of " + source, interleave.count("slots_kept/" + source) + dropped, asked);
        });
    }

    /** Every hit of an evaluation set that was counted is listed. */
    private void hits() {
        Manifest decontaminate = manifests.get("decontaminate");
        if (decontaminate != null) {
            expect(
                    "decontaminate: rows of contamination",
                    rowsIn(decontaminate, "contamination"),
                    decontaminate.counts("hits/").values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
        }
    }

    /** Every token is emitted, dropped in a tail too short for a sequence, or was never drawn. */
    private void tokens() {
        Manifest tokenize = manifests.get("tokenize");
        Manifest emit = manifests.get("emit");
        if (tokenize == null || emit == null) {
            return;
        }
        emit.ledger().forEach((source, ledger) -> {
            expect("emit: tokens of " + source + " in", ledger.in(), tokenize.count("tokens/" + source));
            if (ledger.rejected().getOrDefault("not_drawn", 0L) < 0) {
                problems.add("emit: more tokens of " + source + " were emitted in a first epoch than there are");
            }
        });
        for (String counts : List.of("domain_tokens/", "language_tokens/")) {
            expect(
                    "emit: " + counts.replace('_', ' ').replace("/", ""),
                    emit.counts(counts).values().stream()
                            .mapToLong(Long::longValue)
                            .sum(),
                    emit.count("tokens"));
        }
    }

    /**
     * Checks the shards of kept media: their samples are the images that were kept and those that pages keep, and every place
     * lies within them. References are recounted from the sidecars alone: they must come to the counts, lie within the shards,
     * and say of their bytes what these are.
     */
    private void media() throws IOException {
        Manifest media = manifests.get("media");
        if (media == null) {
            return;
        }
        Map<String, DataFile> tars = new TreeMap<>();
        media.table("media").forEach(file -> tars.put(file.path(), file));
        expect(
                "media: samples",
                tars.values().stream().mapToLong(DataFile::rows).sum(),
                sum(media, "samples/"));
        expect(
                "media: images kept, and those of pages",
                media.total().out() + sum(media, "of_pages/"),
                sum(media, "samples/"));
        keptImages(media);
        SortedMap<String, Range> distinct = new TreeMap<>();
        if (places(media, tars, distinct) && references(tars, distinct)) {
            try (MediaBytes bytes = new MediaBytes(run)) {
                for (Range one : distinct.values()) {
                    bytes.read(MediaBytes.OF_RUN + one.shard, one.offset, one.bytes, one.sha256);
                }
            } catch (IOException e) {
                problems.add("media: " + e.getMessage());
            }
        }
    }

    /** Bytes of a shard of media. */
    private record Range(String shard, long offset, long bytes, String sha256) {
        /** Whether it lies in one of the shards; so many of those that do are remembered, each once. */
        boolean liesIn(Map<String, DataFile> tars, SortedMap<String, Range> distinct, int most) {
            DataFile tar = tars.get(shard);
            if (tar == null || !lies(offset, bytes, tar.bytes())) {
                return false;
            }
            if (distinct.size() < most) {
                distinct.putIfAbsent(String.format(Locale.ROOT, "%s %020d", shard, offset), this);
            }
            return true;
        }
    }

    /** Every image that came out of the text stages went into the shards. */
    private void keptImages(Manifest media) {
        Manifest before = manifests.get("decontaminate");
        if (before == null || !before.fingerprint().equals(media.inputs().get("decontaminate"))) {
            return;
        }
        media.ledger()
                .forEach((source, ledger) -> expect(
                        "media: images of " + source + " in (out of decontaminate)",
                        ledger.in(),
                        before.ledger().getOrDefault(source, Ledger.EMPTY).out()));
    }

    private boolean places(Manifest media, Map<String, DataFile> tars, SortedMap<String, Range> distinct)
            throws IOException {
        for (DataFile file : media.table("places")) {
            try (TableReader rows = new TableReader(run.path(file.path()), Tables.MEDIA_PLACES, run.conf())) {
                for (Group row = rows.next(); row != null; row = rows.next()) {
                    MediaPlace place = MediaPlace.read(row);
                    if (!new Range(place.shard(), place.offset(), place.bytes(), place.sha256())
                            .liesIn(tars, distinct, MEDIA_COMPARED / 2)) {
                        problems.add(file.path() + ": row " + row.getLong("row", 0)
                                + " points at no place of a shard of media");
                        return false;
                    }
                }
            } catch (IOException | RuntimeException e) {
                problems.add(file.path() + ": " + e.getMessage());
                return false;
            }
        }
        return true;
    }

    private boolean references(Map<String, DataFile> tars, SortedMap<String, Range> distinct) throws IOException {
        Manifest emit = manifests.get("emit");
        if (emit == null) {
            return true;
        }
        long spans = 0;
        long tokens = 0;
        for (DataFile file : emit.table("media")) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(run.open(file.path()), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    MediaReference one = MediaReference.parse(line);
                    spans++;
                    tokens += one.length();
                    if (!new Range(one.shard(), one.offset(), one.bytes(), one.sha256())
                            .liesIn(tars, distinct, MEDIA_COMPARED)) {
                        problems.add(
                                file.path() + ": line " + one.toJson() + " points at no place of a shard of media");
                        return false;
                    }
                }
            } catch (FileNotFoundException e) {
                // Told already: the manifest names a file that is not there.
                return false;
            } catch (IOException e) {
                problems.add(file.path() + ": " + e.getMessage());
                return false;
            }
        }
        expect("emit: references to media in the sidecars", spans, sum(emit, "media_spans/"));
        expect("emit: placeholders in the sidecars", tokens, sum(emit, "media_tokens/"));
        return true;
    }

    private static long sum(Manifest manifest, String prefix) {
        return manifest.counts(prefix).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long rowsIn(Manifest manifest, String table) {
        return manifest.table(table).stream().mapToLong(DataFile::rows).sum();
    }

    private void expect(String what, long found, long expected) {
        if (found != expected) {
            problems.add(String.format(Locale.ROOT, "%s: %,d, expected %,d", what, found, expected));
        }
    }
}
