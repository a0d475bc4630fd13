package dev.tamis.pipeline.stage;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.hashlist.HashLists;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageMagic;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.Medium;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import dev.tamis.media.PdfPage;
import dev.tamis.media.PdfPages;
import dev.tamis.pipeline.media.ImageRecords;
import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.media.TarWriter;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.source.Shard;
import dev.tamis.pipeline.table.Measurement;
import dev.tamis.pipeline.table.TableWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;

/**
 * Makes documents of the images of one split: looked up in hash lists, decoded once, measured, and stored in a tar of the part
 * where their bytes cannot be read again where they lie. On one thread.
 */
final class ImageTask implements Closeable {
    private final int part;
    private final Limits limits;
    private final ImageRecords images;
    private final Measurement measurement;
    private final TaskOutput output;
    private final TableWriter documents;
    private TarWriter store;

    ImageTask(
            int part,
            Limits limits,
            HashLists lists,
            Measurement measurement,
            TaskOutput output,
            TableWriter documents) {
        this.part = part;
        this.limits = limits;
        this.images = new ImageRecords(limits, lists);
        this.measurement = measurement;
        this.output = output;
        this.documents = documents;
    }

    /** Takes what cannot be a document, and is told of those that are. */
    interface Units {
        /** @param chars length of its caption */
        void written(int chars);

        void refused(Damaged damaged) throws IOException;
    }

    /** Where images come from. */
    record From(Shard shard, SourceSpec source, Cleaning cleaning) {
        /** Whether every record is meant as an image; of others their bytes, or their names, have to say so. */
        boolean isOfImages() {
            return source.format() == SourceSpec.Format.WEBDATASET || source.format() == SourceSpec.Format.PARQUET;
        }

        /** Whether names say what a record is: on the web they promise nothing. */
        boolean isNamed() {
            return source.format() == SourceSpec.Format.FILES || source.format() == SourceSpec.Format.ARCHIVE;
        }
    }

    /** Ends the store. */
    @Override
    public void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }

    /**
     * What is kept of a damaged unit: where there are lists of what must not be, no bytes. What was not decoded was not looked
     * up by its perceptual hash.
     */
    Damaged kept(Damaged damaged) {
        return images.isListed()
                ? new Damaged(
                        damaged.origin(),
                        damaged.reason(),
                        damaged.errorClass(),
                        damaged.message(),
                        new byte[0],
                        damaged.sha256())
                : damaged;
    }

    /**
     * Takes a record: an image, or a PDF, of which each page is one.
     *
     * @return whether it is one of them; nothing was done with it if not
     */
    boolean take(RawRecord record, From from, Units units) throws IOException {
        if (!from.isOfImages() && ImageMagic.isPdf(record.content())) {
            pages(record, from, units);
            return true;
        }
        if (!from.isOfImages() && !ImageRecords.isClaimed(record, from.isNamed())) {
            return false;
        }
        image(record, from, units, AnnotateTask.id(from.source().name(), record.origin()));
        return true;
    }

    private void image(RawRecord record, From from, Units units, String id) throws IOException {
        try {
            ImageRecords.Image image = images.read(record.content());
            String caption = ImageRecords.caption(
                    record.medium() == null ? null : record.medium().caption());
            if (caption.length() > limits.textChars()) {
                throw new ExtractionException(
                        Reason.RECORD_TOO_LARGE,
                        "caption of " + caption.length() + " characters is longer than limits.text_chars = "
                                + limits.textChars());
            }
            Cleaned cleaned = ImageRecords.cleaned(from.cleaning(), caption);
            write(record, from, image, cleaned, id);
            units.written(cleaned.text().length());
        } catch (ExtractionException e) {
            units.refused(refusal(record, e));
        }
    }

    private void pages(RawRecord record, From from, Units units) throws IOException {
        Origin whole = record.origin();
        try {
            images.check(record.content());
            try (PdfPages pages = images.pages(record.content())) {
                int drawn = 0;
                for (PdfPage page = pages.next(); page != null; page = pages.next()) {
                    drawn = page.number();
                    String name = "page " + page.number();
                    Origin origin = new Origin(
                            whole.shard(),
                            whole.offset(),
                            whole.length(),
                            whole.recordId() == null ? name : whole.recordId() + " " + name,
                            pageAddress(whole.url(), page.number()),
                            whole.fetchedAt(),
                            whole.contentType());
                    if (page.png() == null) {
                        units.refused(new Damaged(
                                origin,
                                page.reason(),
                                "",
                                page.message(),
                                new byte[0],
                                Digests.sha256(record.content())));
                        continue;
                    }
                    Map<String, String> meta = new TreeMap<>(record.meta());
                    meta.put("page", Integer.toString(page.number()));
                    image(
                            new RawRecord(origin, page.png(), false, meta),
                            from,
                            units,
                            AnnotateTask.id(from.source().name(), whole, name));
                }
                if (drawn == 0) {
                    throw new ExtractionException(Reason.DOCUMENT_PARSE, "the PDF has no page");
                }
                output.count("pdf_pages_left_out/" + from.source().name(), Math.max(0, pages.total() - drawn));
            }
        } catch (ExtractionException e) {
            units.refused(refusal(record, e));
        }
    }

    /** The address of one page by RFC 8118, 3, so that pages of one PDF are not taken for copies of each other by it. */
    private static String pageAddress(String url, int number) {
        if (url == null) {
            return null;
        }
        int fragment = url.indexOf('#');
        return (fragment < 0 ? url : url.substring(0, fragment)) + "#page=" + number;
    }

    /** What is kept of a record that is no document; of one on a list its place and its hashes, and nothing it says. */
    private Damaged refusal(RawRecord record, ExtractionException e) {
        Origin origin = record.origin();
        return e.reason() == Reason.MEDIA_LISTED
                ? new Damaged(
                        Origin.at(origin.shard(), origin.offset(), origin.length()),
                        e.reason(),
                        "",
                        e.getMessage(),
                        new byte[0],
                        Digests.sha256(record.content()))
                : kept(AnnotateTask.damaged(origin, e.reason(), e, record.content(), limits));
    }

    private void write(RawRecord record, From from, ImageRecords.Image image, Cleaned caption, String id)
            throws IOException {
        SourceSpec source = from.source();
        Map<String, String> meta = new TreeMap<>(record.meta());
        String url = record.origin().url();
        measurement.measure(source.kind(), caption, url, meta, image.facts());
        Group row = AnnotateTask.row(documents, record, source, id, ImageRecords.text(caption.text()));
        Group medium = row.addGroup("media").addGroup("list").addGroup("element");
        Medium place = record.medium();
        if (place != null && place.offset() >= 0) {
            medium.append("shard", place.file() == null ? from.shard().reference() : place.file());
            medium.append("offset", place.offset());
        } else {
            if (store == null) {
                store = new TarWriter(output.file(MediaBytes.STORE, MediaBytes.storePrefix(), ".tar"));
            }
            medium.append("shard", MediaBytes.storeOf(part));
            medium.append("offset", store.add(id + "." + image.ending(), image.bytes()));
        }
        medium(medium, image, url);
        AnnotateTask.measured(row, measurement, meta);
        documents.write(row);
        output.count("bytes/" + source.name(), image.bytes().length);
        output.count("text_bytes/" + source.name(), measurement.textBytes());
        output.count(ImageRecords.FORMATS + source.name() + "/" + image.facts().mime(), 1);
        output.count(ImageRecords.SIDES + source.name() + "/" + image.side(), 1);
    }

    private static void medium(Group medium, ImageRecords.Image image, String url) {
        ImageFacts facts = image.facts();
        medium.append("length", (long) image.bytes().length);
        medium.append("mime", facts.mime());
        medium.append("sha256", image.sha256());
        medium.append("width", facts.width());
        medium.append("height", facts.height());
        medium.append("frames", facts.frames());
        medium.append("pixels", Binary.fromConstantByteArray(facts.pixelHash()));
        if (facts.pdqQuality() >= HashLists.LEAST_QUALITY) {
            medium.append("pdq", Binary.fromConstantByteArray(facts.pdq()));
        }
        if (url != null) {
            medium.append("url", url);
        }
    }
}
