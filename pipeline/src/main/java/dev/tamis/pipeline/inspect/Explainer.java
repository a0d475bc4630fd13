package dev.tamis.pipeline.inspect;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.extract.Extraction;
import dev.tamis.filters.hashlist.HashLists;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageMagic;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.ingest.ImageName;
import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.ingest.Sidecar;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.media.PdfPage;
import dev.tamis.media.PdfPages;
import dev.tamis.models.ScoredText;
import dev.tamis.pipeline.media.ImageRecords;
import dev.tamis.pipeline.model.ModelScorers;
import dev.tamis.pipeline.rule.CompiledRules;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.table.Measurement;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Shows what Tamis makes of single files: the text, the signals, and the rules that would reject it. */
public final class Explainer implements Closeable {
    private static final Set<String> PAGES = Set.of("html", "htm", "xhtml");
    private static final Set<String> BOOKS =
            Set.of("txt", "pdf", "epub", "docx", "doc", "odt", "rtf", "pptx", "fb2", "md", "rst");

    private final Limits limits;
    private final Extraction extraction;
    private final Function<Kind, Cleaning> cleaning;
    private final Measurement measurement;
    private final CompiledRules rules;
    private final List<String> columns;
    private final ModelScorers scorers;
    private final ImageRecords images;

    /**
     * @param columns all that the rules may read, with the signals first; what no model here gives is null
     * @param cleaning the cleaners that a kind of file goes through
     * @param settings what signals are given
     * @param scorers the models that score the texts; closed with this
     */
    public Explainer(
            List<Rule> rules,
            Map<String, SignalType> columns,
            Limits limits,
            Function<Kind, Cleaning> cleaning,
            Settings settings,
            ModelScorers scorers) {
        this.columns = List.copyOf(columns.keySet());
        this.scorers = scorers;
        this.cleaning = cleaning;
        this.measurement = new Measurement(settings);
        this.limits = limits;
        this.images = new ImageRecords(limits, settings.get(HashLists.SETTING));
        this.extraction = new Extraction(limits);
        this.rules = CompiledRules.compile(rules, columns);
    }

    /**
     * What came of a file. Either {@code error} is null, or all but {@code file} and {@code kind} are.
     *
     * @param signals without those that are null, in the order of their list
     * @param medium of an image what a document's {@code media} would say of it, without its place; null for texts
     */
    public record Explanation(
            String file,
            Kind kind,
            String text,
            Map<String, Object> signals,
            List<String> rejectedBy,
            Map<String, String> meta,
            Map<String, Object> medium,
            Failure error) {
        /** What came of a file that is text. */
        Explanation(
                String file,
                Kind kind,
                String text,
                Map<String, Object> signals,
                List<String> rejectedBy,
                Map<String, String> meta,
                Failure error) {
            this(file, kind, text, signals, rejectedBy, meta, null, error);
        }
    }

    /** Why a file gave nothing. */
    public record Failure(String stage, String errorClass, String message) {}

    /**
     * Explains a file.
     *
     * @param kind or null to go by the file's name
     */
    public Explanation explain(Path file, Kind kind) {
        Kind sort = kind == null ? kindOf(file) : kind;
        byte[] content;
        try {
            long size = Files.size(file);
            if (size > limits.recordBytes()) {
                return failed(
                        file,
                        sort,
                        "ingest",
                        "record.too_large",
                        String.format(
                                Locale.ROOT, "%,d bytes (limits.record_bytes is %,d)", size, limits.recordBytes()));
            }
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            return failed(file, sort, "ingest", e.getClass().getSimpleName(), "cannot be read: " + e.getMessage());
        }
        if (sort == Kind.IMAGE) {
            return image(file, content);
        }
        ExtractedText extracted;
        try {
            Origin origin = new Origin(file.toString(), 0, content.length, pathOf(file), null, null, null);
            extracted = extraction.extract(sort, new ShardEntry.RawRecord(origin, content, false, Map.of()));
        } catch (ExtractionException e) {
            return failed(file, sort, "extract", e.reason().id(), e.getMessage());
        }
        Map<String, String> meta = new TreeMap<>(extracted.meta());
        Cleaned cleaned = cleaning.apply(sort).clean(MediaMarks.without(extracted.text()));
        if (cleaned.text().isBlank() && !extracted.text().isBlank()) {
            return failed(file, sort, "clean", Reason.EMPTY_TEXT.id(), "no text was left after cleaning");
        }
        measurement.measure(sort, cleaned, null, meta);
        Object[] values = Arrays.copyOf(measurement.values(), columns.size());
        try {
            scorers.score(
                    List.of(text(cleaned, values)), (text, column, value) -> values[columns.indexOf(column)] = value);
        } catch (IOException e) {
            return failed(file, sort, "score", e.getClass().getSimpleName(), e.getMessage());
        }
        return new Explanation(
                file.toString(),
                sort,
                cleaned.text(),
                signals(values),
                rules.failed(sort.id(), null, null, values),
                meta,
                null);
    }

    /** Explains an image, or the first page of a PDF, with what the files beside it say. */
    private Explanation image(Path file, byte[] content) {
        String stage = "ingest";
        try {
            Sidecar sidecar = sidecar(file);
            stage = "decode";
            Map<String, String> meta = new TreeMap<>(sidecar.meta());
            byte[] picture = ImageMagic.isPdf(content) ? firstPage(content, meta) : content;
            ImageRecords.Image image = images.read(picture);
            Cleaned cleaned = ImageRecords.cleaned(cleaning.apply(Kind.IMAGE), ImageRecords.caption(sidecar.caption()));
            measurement.measure(Kind.IMAGE, cleaned, sidecar.url(), meta, image.facts());
            Object[] values = Arrays.copyOf(measurement.values(), columns.size());
            stage = "score";
            scorers.score(
                    Collections.singletonList(cleaned.text().isEmpty() ? null : text(cleaned, values)),
                    new ModelScorers.Images() {
                        @Override
                        public boolean isImage(int document) {
                            return true;
                        }

                        @Override
                        public List<Pixels> look(int document, List<ImageView> views) throws IOException {
                            try {
                                return images.look(picture, views);
                            } catch (ExtractionException e) {
                                throw new IOException("it was not decoded again: " + e.getMessage(), e);
                            }
                        }
                    },
                    (document, column, value) -> values[columns.indexOf(column)] = value);
            return new Explanation(
                    file.toString(),
                    Kind.IMAGE,
                    ImageRecords.text(cleaned.text()),
                    signals(values),
                    rules.failed(Kind.IMAGE.id(), null, null, values),
                    meta,
                    medium(image),
                    null);
        } catch (ExtractionException e) {
            return failed(file, Kind.IMAGE, stage, e.reason().id(), e.getMessage());
        } catch (IOException e) {
            return failed(
                    file,
                    Kind.IMAGE,
                    stage,
                    e.getClass().getSimpleName(),
                    (stage.equals("score") ? "" : "cannot be read: ") + e.getMessage());
        }
    }

    /** What models of texts read. */
    private ScoredText text(Cleaned cleaned, Object[] values) {
        return new ScoredText(
                cleaned.text().getBytes(StandardCharsets.UTF_8), (String) values[columns.indexOf("lang")]);
    }

    private Map<String, Object> signals(Object[] values) {
        Map<String, Object> signals = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                signals.put(columns.get(i), values[i]);
            }
        }
        return signals;
    }

    private byte[] firstPage(byte[] pdf, Map<String, String> meta) throws ExtractionException {
        images.check(pdf);
        try (PdfPages pages = images.pages(pdf)) {
            PdfPage page = pages.next();
            if (page == null) {
                throw new ExtractionException(Reason.DOCUMENT_PARSE, "the PDF has no page");
            }
            if (page.png() == null) {
                throw new ExtractionException(page.reason(), page.message());
            }
            meta.put("page", "1");
            return page.png();
        }
    }

    private static Sidecar sidecar(Path file) throws IOException, ExtractionException {
        Sidecar sidecar = new Sidecar(null, "url");
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        Path text = file.resolveSibling(stem + ".txt");
        Path json = file.resolveSibling(stem + ".json");
        if (!text.equals(file) && Files.isRegularFile(text)) {
            sidecar.text(bounded(text));
        }
        if (!json.equals(file) && Files.isRegularFile(json)) {
            sidecar.json(bounded(json));
        }
        return sidecar;
    }

    private static byte[] bounded(Path file) throws IOException, ExtractionException {
        if (Files.size(file) > Sidecar.MOST_BYTES) {
            throw new ExtractionException(
                    Reason.RECORD_TOO_LARGE,
                    file.getFileName() + " has more than the " + Sidecar.MOST_BYTES + " bytes that are read");
        }
        return Files.readAllBytes(file);
    }

    private static Map<String, Object> medium(ImageRecords.Image image) {
        ImageFacts facts = image.facts();
        Map<String, Object> medium = new LinkedHashMap<>();
        medium.put("mime", facts.mime());
        medium.put("length", image.bytes().length);
        medium.put("width", facts.width());
        medium.put("height", facts.height());
        medium.put("frames", facts.frames());
        medium.put("sha256", image.sha256());
        medium.put("pixels", Digests.hex(facts.pixelHash()));
        if (facts.pdqQuality() >= HashLists.LEAST_QUALITY) {
            medium.put("pdq", Digests.hex(facts.pdq()));
        }
        return medium;
    }

    /** The path that signals read, as a source would have it: with {@code /}, relative, and not above where it starts. */
    static String pathOf(Path file) {
        List<String> names = new ArrayList<>();
        for (Path name : file.normalize()) {
            if (!name.toString().equals("..")) {
                names.add(name.toString());
            }
        }
        return String.join("/", names);
    }

    private static Explanation failed(Path file, Kind kind, String stage, String errorClass, String message) {
        return new Explanation(file.toString(), kind, null, null, null, null, new Failure(stage, errorClass, message));
    }

    /** The kind a file's name suggests: pages, images, documents, and else code. */
    static Kind kindOf(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String extension = name.substring(name.lastIndexOf('.') + 1);
        if (PAGES.contains(extension)) {
            return Kind.WEB;
        }
        if (ImageName.is(name)) {
            return Kind.IMAGE;
        }
        return BOOKS.contains(extension) ? Kind.BOOK : Kind.CODE;
    }

    @Override
    public void close() throws IOException {
        extraction.close();
        scorers.close();
    }
}
