package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunRecord;
import dev.tamis.pipeline.run.ShardLine;
import dev.tamis.pipeline.run.StageNames;
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
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Checks everything a run claims of itself: seals, checksums, row counts, ledgers, and that stages fit together. */
public final class Verification {
    /** The bytes of so many media are compared with their digests; shards as a whole always are. */
    private static final int MEDIA_COMPARED = 10_000;

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
        sameUnits("annotate", "decide");
        sameUnits("decide", "dedup");
        sameUnits("decide", "signatures");
        sameUnits("dedup", "interleave");
        sameUnits("dedup", "passages");
        sameUnits("interleave", "passages");
        sameUnits("passages", "decontaminate");
        sameUnits("decontaminate", "tokenize");
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
     * Recounts the references to media from the sidecars alone: they must come to the counts, lie within the tars that the
     * manifest of {@code media} names, and say of their bytes what these are.
     */
    private void media() throws IOException {
        Manifest emit = manifests.get("emit");
        Manifest media = manifests.get("media");
        if (emit == null || media == null) {
            return;
        }
        Map<String, DataFile> tars = new TreeMap<>();
        media.table("media").forEach(file -> tars.put(file.path(), file));
        expect(
                "media: samples",
                tars.values().stream().mapToLong(DataFile::rows).sum(),
                media.counts("samples/").values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        long spans = 0;
        long tokens = 0;
        SortedMap<String, MediaReference> distinct = new TreeMap<>();
        for (DataFile file : emit.table("media")) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(run.open(file.path()), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    MediaReference one = MediaReference.parse(line);
                    spans++;
                    tokens += one.length();
                    DataFile tar = tars.get(one.shard());
                    if (tar == null || one.offset() + one.bytes() > tar.bytes()) {
                        problems.add(
                                file.path() + ": line " + one.toJson() + " points at no place of a shard of media");
                        return;
                    }
                    if (distinct.size() < MEDIA_COMPARED) {
                        distinct.putIfAbsent(String.format(Locale.ROOT, "%s %020d", one.shard(), one.offset()), one);
                    }
                }
            } catch (FileNotFoundException e) {
                // Told already: the manifest names a file that is not there.
                return;
            } catch (IOException e) {
                problems.add(file.path() + ": " + e.getMessage());
                return;
            }
        }
        expect("emit: references to media in the sidecars", spans, sum(emit, "media_spans/"));
        expect("emit: placeholders in the sidecars", tokens, sum(emit, "media_tokens/"));
        try (MediaBytes bytes = new MediaBytes(run)) {
            for (MediaReference one : distinct.values()) {
                bytes.read(MediaBytes.OF_RUN + one.shard(), one.offset(), one.bytes(), one.sha256());
            }
        } catch (IOException e) {
            problems.add("media: " + e.getMessage());
        }
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
