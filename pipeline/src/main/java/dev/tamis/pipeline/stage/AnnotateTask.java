package dev.tamis.pipeline.stage;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.extract.Extraction;
import dev.tamis.filters.hashlist.HashLists;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.Medium;
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
import dev.tamis.filters.signal.Settings;
import dev.tamis.pipeline.media.ImageRecords;
import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.media.TarWriter;
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
    private final ImageRecords images;
    private TarWriter store;

    /** @param settings what the recipe gives to signals */
    AnnotateTask(RunDirectory run, List<SourceSpec> sources, Limits limits, Settings settings, Split split) {
        this.run = run;
        this.sources = sources;
        this.limits = limits;
        this.split = split;
        this.extraction = new Extraction(limits);
        this.measurement = new Measurement(settings);
        this.images = new ImageRecords(limits, settings.get(HashLists.SETTING));
    }

    @Override
    public void close() throws IOException {
        extraction.close();
    }

    TaskResult run() throws IOException {
        TaskOutput output = new TaskOutput(run, AnnotateStage.NAME, split.part());
        TableWriter documents = output.table("documents", "stages/annotate/documents", Tables.DOCUMENTS);
        TableWriter quarantine = output.table("quarantine", "quarantine/annotate", Tables.QUARANTINE);
        for (Shard shard : split.shards()) {
            read(shard, sources.get(shard.source()), documents, quarantine, output);
        }
        if (store != null) {
            store.close();
        }
        return output.close();
    }

    private void read(Shard shard, SourceSpec source, TableWriter documents, TableWriter quarantine, TaskOutput output)
            throws IOException {
        Ledger.Builder ledger = new Ledger.Builder();
        long bytesRead = 0;
        Cleaning cleaning = Cleaning.named(source.clean());
        long chars = 0;
        long at = 0;
        try (ShardReader reader = open(source, shard)) {
            for (ShardEntry entry = next(reader); entry != null; entry = next(reader)) {
                at = entry.origin().offset();
                if (entry instanceof Damaged damaged) {
                    quarantine(quarantine, source, kept(damaged, source));
                    ledger.quarantined(damaged.reason().id());
                } else if (entry instanceof Skipped skipped) {
                    ledger.rejected(skipped.reason().id());
                } else if (source.kind() == Kind.IMAGE) {
                    chars += image((RawRecord) entry, shard, source, cleaning, documents, quarantine, ledger, output);
                } else {
                    chars += document((RawRecord) entry, source, cleaning, documents, quarantine, ledger, output);
                }
            }
            bytesRead = reader.bytesRead();
        } catch (ReadFailure e) {
            // The storage failed, not the record: what was read stays, the rest of the shard is one quarantined unit.
            Origin rest = Origin.at(shard.name(), at, -1);
            quarantine(quarantine, source, damaged(rest, Reason.SHARD_UNREADABLE, e, new byte[0]));
            ledger.quarantined(Reason.SHARD_UNREADABLE.id());
        }
        output.shard(new ShardLine(
                source.name(), shard.name(), split.part(), shard.bytes(), bytesRead, chars, ledger.build()));
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
                quarantine(quarantine, source, damaged(record.origin(), e.reason(), e, record.content()));
                ledger.quarantined(e.reason().id());
            }
            return 0;
        }
        // Where it stands for no image of ours, a U+FFFC is what another program left of one.
        boolean marked = !text.images().isEmpty();
        Cleaned cleaned = cleaning.clean(marked ? text.text() : MediaMarks.without(text.text()));
        Cleaned words = marked ? withoutMarks(cleaned) : cleaned;
        if (words.text().isBlank()) {
            ledger.rejected(Reason.EMPTY_TEXT.id());
            return 0;
        }
        Map<String, String> meta = new TreeMap<>(record.meta());
        meta.putAll(text.meta());
        measurement.measure(source.kind(), words, record.origin().url(), meta);

        Group row = row(documents, record, source, id(source.name(), record.origin()), cleaned.text());
        media(row.addGroup("media"), text.images());
        measured(row, meta);
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
        text.imagesLeftOut()
                .forEach((reason, n) -> output.count("page_images_left_out/" + reason + "/" + source.name(), n));
        output.count("bytes/" + source.name(), record.content().length);
        output.count("text_bytes/" + source.name(), measurement.textBytes());
        return cleaned.text().length();
    }

    /** Decodes and measures one image; gives the length of its caption. */
    private long image(
            RawRecord record,
            Shard shard,
            SourceSpec source,
            Cleaning cleaning,
            TableWriter documents,
            TableWriter quarantine,
            Ledger.Builder ledger,
            TaskOutput output)
            throws IOException {
        boolean named = source.format() == SourceSpec.Format.FILES || source.format() == SourceSpec.Format.ARCHIVE;
        boolean all = source.format() == SourceSpec.Format.WEBDATASET || source.format() == SourceSpec.Format.PARQUET;
        if (!all && !ImageRecords.isClaimed(record, named)) {
            ledger.rejected(Reason.CONTENT_TYPE.id());
            return 0;
        }
        Medium medium = record.medium();
        ImageRecords.Image image;
        Cleaned caption;
        try {
            image = images.read(record.content());
            String given = ImageRecords.caption(medium == null ? null : medium.caption());
            if (given.length() > limits.textChars()) {
                throw new ExtractionException(
                        Reason.RECORD_TOO_LARGE,
                        "caption of " + given.length() + " characters is longer than limits.text_chars = "
                                + limits.textChars());
            }
            caption = cleaning.clean(given);
        } catch (ExtractionException e) {
            Damaged damaged = e.reason() == Reason.MEDIA_LISTED
                    ? listed(record.origin(), e, record.content())
                    : damaged(record.origin(), e.reason(), e, record.content());
            quarantine(quarantine, source, damaged);
            ledger.quarantined(e.reason().id());
            return 0;
        }
        Map<String, String> meta = new TreeMap<>(record.meta());
        String text = caption.text().strip();
        String id = id(source.name(), record.origin());
        measurement.measure(
                source.kind(),
                text.equals(caption.text()) ? caption : new Cleaned(caption.before(), text, caption.steps()),
                record.origin().url(),
                meta,
                image.facts());
        Group row = row(documents, record, source, id, ImageRecords.text(text));
        Group reference = row.addGroup("media").addGroup("list").addGroup("element");
        if (medium != null && medium.offset() >= 0) {
            reference.append("shard", medium.file() == null ? shard.reference() : medium.file());
            reference.append("offset", medium.offset());
        } else {
            reference.append("shard", MediaBytes.storeOf(split.part()));
            reference.append("offset", store(output).add(id + "." + image.ending(), image.bytes()));
        }
        medium(reference, image, record.origin().url());
        measured(row, meta);
        documents.write(row);
        ledger.out();
        output.count("bytes/" + source.name(), image.bytes().length);
        output.count("text_bytes/" + source.name(), measurement.textBytes());
        return text.length();
    }

    /** The store of this part, which exists only where something is put into it. */
    private TarWriter store(TaskOutput output) throws IOException {
        if (store == null) {
            store = new TarWriter(output.file(MediaBytes.STORE, MediaBytes.storePrefix(), ".tar"));
        }
        return store;
    }

    private static void medium(Group reference, ImageRecords.Image image, String url) {
        ImageFacts facts = image.facts();
        reference.append("length", (long) image.bytes().length);
        reference.append("mime", facts.mime());
        reference.append("sha256", image.sha256());
        reference.append("width", facts.width());
        reference.append("height", facts.height());
        reference.append("frames", facts.frames());
        reference.append("pixels", Binary.fromConstantByteArray(facts.pixelHash()));
        if (facts.pdqQuality() >= HashLists.LEAST_QUALITY) {
            reference.append("pdq", Binary.fromConstantByteArray(facts.pdq()));
        }
        optional(reference, "url", url);
    }

    private static Group row(TableWriter documents, RawRecord record, SourceSpec source, String id, String text) {
        Group row = documents.row();
        row.append("id", id);
        row.append("source", source.name());
        row.append("kind", source.kind().id());
        origin(row.addGroup("origin"), record.origin());
        row.append("text", text);
        return row;
    }

    private void measured(Group row, Map<String, String> meta) {
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

    private Damaged damaged(Origin origin, Reason reason, Throwable cause, byte[] content) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        return new Damaged(
                origin,
                reason,
                root.getClass().getSimpleName(),
                cause.getMessage() == null ? "" : cause.getMessage(),
                Arrays.copyOf(content, Math.min(content.length, limits.quarantinedBytes())),
                Digests.sha256(content));
    }

    /** What is kept of a damaged unit: where there are lists of what must not be, no bytes that were not looked up. */
    private Damaged kept(Damaged damaged, SourceSpec source) {
        return source.kind() == Kind.IMAGE && images.isListed()
                ? new Damaged(
                        damaged.origin(),
                        damaged.reason(),
                        damaged.errorClass(),
                        damaged.message(),
                        new byte[0],
                        damaged.sha256())
                : damaged;
    }

    /** Of what is on a list its place and its hashes, and nothing that it or its source says. */
    private static Damaged listed(Origin origin, ExtractionException e, byte[] content) {
        return new Damaged(
                Origin.at(origin.shard(), origin.offset(), origin.length()),
                e.reason(),
                "",
                e.getMessage(),
                new byte[0],
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
