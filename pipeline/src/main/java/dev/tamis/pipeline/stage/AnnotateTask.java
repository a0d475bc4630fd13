package dev.tamis.pipeline.stage;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.extract.Extraction;
import dev.tamis.filters.hashlist.HashLists;
import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardEntry.Skipped;
import dev.tamis.filters.ingest.ShardReader;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.PageImage;
import dev.tamis.filters.record.Reason;
import dev.tamis.filters.safety.OptOuts;
import dev.tamis.filters.signal.Settings;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.run.CodeVersion;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.ShardLine;
import dev.tamis.pipeline.source.Shard;
import dev.tamis.pipeline.source.Shards;
import dev.tamis.pipeline.source.Split;
import dev.tamis.pipeline.table.Measurement;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;

/** Reads, extracts, cleans and measures the records of one split, on one thread. */
final class AnnotateTask implements Closeable {
    private final RunDirectory run;
    private final List<SourceSpec> sources;
    private final Limits limits;
    private final Split split;
    private final Extraction extraction;
    private final Measurement measurement;
    private final Settings settings;

    /** @param settings what the recipe gives to signals */
    AnnotateTask(RunDirectory run, List<SourceSpec> sources, Limits limits, Settings settings, Split split) {
        this.run = run;
        this.sources = sources;
        this.limits = limits;
        this.split = split;
        this.extraction = new Extraction(limits);
        this.measurement = new Measurement(settings);
        this.settings = settings;
    }

    @Override
    public void close() throws IOException {
        extraction.close();
    }

    TaskResult run() throws IOException {
        TaskOutput output = new TaskOutput(run, AnnotateStage.NAME, split.part());
        TableWriter documents = output.table("documents", "stages/annotate/documents", Tables.DOCUMENTS);
        TableWriter quarantine = output.table("quarantine", "quarantine/annotate", Tables.QUARANTINE);
        try (ImageTask images =
                new ImageTask(split.part(), limits, settings.get(HashLists.SETTING), measurement, output, documents)) {
            for (Shard shard : split.shards()) {
                read(shard, sources.get(shard.source()), images, documents, quarantine, output);
            }
        }
        return output.close();
    }

    private void read(
            Shard shard,
            SourceSpec source,
            ImageTask images,
            TableWriter documents,
            TableWriter quarantine,
            TaskOutput output)
            throws IOException {
        Ledger.Builder ledger = new Ledger.Builder();
        long bytesRead = 0;
        Cleaning cleaning = Cleaning.named(source.clean());
        ImageTask.From from = new ImageTask.From(shard, source, cleaning);
        Counted units = new Counted(source, quarantine, ledger);
        long chars = 0;
        long at = 0;
        try (ShardReader reader = open(source, shard)) {
            for (ShardEntry entry = next(reader); entry != null; entry = next(reader)) {
                at = entry.origin().offset();
                if (entry instanceof Damaged damaged) {
                    units.refused(source.kind() == Kind.IMAGE ? images.kept(damaged) : damaged);
                } else if (entry instanceof Skipped skipped) {
                    ledger.rejected(skipped.reason().id());
                } else if (source.kind() == Kind.IMAGE) {
                    if (!images.take((RawRecord) entry, from, units)) {
                        ledger.rejected(Reason.CONTENT_TYPE.id());
                    }
                } else {
                    chars += document((RawRecord) entry, source, cleaning, documents, quarantine, ledger, output);
                }
            }
            bytesRead = reader.bytesRead();
        } catch (ReadFailure e) {
            // The storage failed, not the record: what was read stays, the rest of the shard is one quarantined unit.
            Origin rest = Origin.at(shard.name(), at, -1);
            units.refused(damaged(rest, Reason.SHARD_UNREADABLE, e, new byte[0], limits));
        }
        output.shard(new ShardLine(
                source.name(),
                shard.name(),
                split.part(),
                shard.bytes(),
                bytesRead,
                chars + units.chars,
                ledger.build()));
    }

    /** What became of the images of one shard. */
    private static final class Counted implements ImageTask.Units {
        private final SourceSpec source;
        private final TableWriter quarantine;
        private final Ledger.Builder ledger;
        private long chars;

        Counted(SourceSpec source, TableWriter quarantine, Ledger.Builder ledger) {
            this.source = source;
            this.quarantine = quarantine;
            this.ledger = ledger;
        }

        @Override
        public void written(int captionChars) {
            chars += captionChars;
            ledger.out();
        }

        @Override
        public void refused(Damaged damaged) throws IOException {
            quarantine(quarantine, source, damaged);
            ledger.quarantined(damaged.reason().id());
        }
    }

    /** A failure to read input, kept apart from a failure to write output, which must end the task. */
    private static final class ReadFailure extends Exception {
        private static final long serialVersionUID = 1L;

        ReadFailure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private ShardReader open(SourceSpec source, Shard shard) throws ReadFailure {
        try {
            return Shards.open(source, shard, limits, run.conf());
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
    }

    private static ShardEntry next(ShardReader reader) throws ReadFailure {
        try {
            return reader.next();
        } catch (IOException e) {
            throw new ReadFailure(e);
        }
    }

    /** Extracts, cleans and measures one record; gives the length of its text. */
    private long document(
            RawRecord record,
            SourceSpec source,
            Cleaning cleaning,
            TableWriter documents,
            TableWriter quarantine,
            Ledger.Builder ledger,
            TaskOutput output)
            throws IOException {
        ExtractedText text;
        try {
            text = extraction.extract(source.kind(), record, !source.images().isEmpty());
        } catch (ExtractionException e) {
            if (e.reason() == Reason.CONTENT_TYPE || e.reason() == Reason.EMPTY_TEXT) {
                ledger.rejected(e.reason().id());
            } else {
                quarantine(quarantine, source, damaged(record.origin(), e.reason(), e, record.content(), limits));
                ledger.quarantined(e.reason().id());
            }
            return 0;
        }
        Map<String, String> meta = new TreeMap<>(record.meta());
        meta.putAll(text.meta());
        meta.remove("images");
        // A page that keeps its pictures from training gives its words alone.
        boolean optedOut = !text.images().isEmpty() && OptOuts.ofImages(meta);
        // Where it stands for no image of ours, a U+FFFC is what another program left of one.
        boolean marked = !text.images().isEmpty() && !optedOut;
        Cleaned cleaned = cleaning.clean(marked ? text.text() : MediaMarks.without(text.text()));
        Cleaned words = marked ? withoutMarks(cleaned) : cleaned;
        if (words.text().isBlank()) {
            ledger.rejected(Reason.EMPTY_TEXT.id());
            return 0;
        }
        if (marked) {
            // also says to signals that the page has some
            meta.put("images", Integer.toString(text.images().size()));
        }
        measurement.measure(source.kind(), words, record.origin().url(), meta);

        Group row = row(documents, record, source, id(source.name(), record.origin()), cleaned.text());
        media(row.addGroup("media"), marked ? text.images() : List.of());
        measured(row, measurement, meta);
        byte[] embedding = record.embedding();
        if (embedding != null) {
            boolean usable = embedding.length > 0;
            if (usable) {
                row.append("embedding", Binary.fromConstantByteArray(embedding));
            }
            output.count((usable ? "embeddings/" : "embeddings_dropped/") + source.name(), 1);
        }
        documents.write(row);
        ledger.out();
        if (marked) {
            output.count("page_images/" + source.name(), text.images().size());
        }
        if (optedOut) {
            output.count(
                    "page_images_left_out/opt_out/" + source.name(),
                    text.images().size());
        }
        text.imagesLeftOut()
                .forEach((reason, n) -> output.count("page_images_left_out/" + reason + "/" + source.name(), n));
        output.count("bytes/" + source.name(), record.content().length);
        output.count("text_bytes/" + source.name(), measurement.textBytes());
        return cleaned.text().length();
    }

    static Group row(TableWriter documents, RawRecord record, SourceSpec source, String id, String text) {
        Group row = documents.row();
        row.append("id", id);
        row.append("source", source.name());
        row.append("kind", source.kind().id());
        origin(row.addGroup("origin"), record.origin());
        row.append("text", text);
        return row;
    }

    static void measured(Group row, Measurement measurement, Map<String, String> meta) {
        measurement.write(row.addGroup("signals"));
        Group entries = row.addGroup("meta");
        meta.forEach(
                (key, value) -> entries.addGroup("key_value").append("key", key).append("value", value));
    }

    /** The signals of a page are those of its words. */
    private static Cleaned withoutMarks(Cleaned cleaned) {
        return new Cleaned(MediaMarks.without(cleaned.before()), MediaMarks.without(cleaned.text()), cleaned.steps());
    }

    private static void media(Group media, List<PageImage> images) {
        for (PageImage image : images) {
            Group element = media.addGroup("list").addGroup("element");
            element.append("url", image.url());
            optional(element, "alt", image.alt());
        }
    }

    /** The id of a record: 128 bits that depend on its place alone, so that it is the same in every run. */
    static String id(String source, Origin origin) {
        return Digests.sha256(source, origin.shard(), Long.toString(origin.offset()))
                .substring(0, 32);
    }

    /** The id of one of several documents of a record. */
    static String id(String source, Origin origin, String which) {
        return Digests.sha256(source, origin.shard(), Long.toString(origin.offset()), which)
                .substring(0, 32);
    }

    static Damaged damaged(Origin origin, Reason reason, Throwable cause, byte[] content, Limits limits) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        return new Damaged(
                origin,
                reason,
                root.getClass().getSimpleName(),
                cause.getMessage() == null ? "" : cause.getMessage(),
                Arrays.copyOf(content, Math.min(content.length, limits.quarantinedBytes())),
                Digests.sha256(content));
    }

    private static void quarantine(TableWriter table, SourceSpec source, Damaged damaged) throws IOException {
        Group row = table.row();
        row.append("stage", AnnotateStage.NAME);
        row.append("source", source.name());
        origin(row.addGroup("origin"), damaged.origin());
        row.append("reason", damaged.reason().id());
        row.append("error_class", damaged.errorClass());
        row.append("message", damaged.message());
        row.append("sha256", damaged.sha256());
        row.append("raw", Binary.fromConstantByteArray(damaged.raw()));
        row.append("code_version", CodeVersion.current());
        table.write(row);
    }

    private static void origin(Group group, Origin origin) {
        group.append("shard", origin.shard());
        group.append("offset", origin.offset());
        group.append("length", origin.length());
        optional(group, "record_id", origin.recordId());
        optional(group, "url", origin.url());
        optional(group, "fetched_at", origin.fetchedAt());
        optional(group, "content_type", origin.contentType());
    }

    private static void optional(Group group, String field, String value) {
        if (value != null) {
            group.append(field, value);
        }
    }
}
