package dev.tamis.pipeline.report;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.media.ImageDecoders;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.media.ImageRecords;
import dev.tamis.pipeline.media.MediaBytes;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.report.ImageFigures.Sheet;
import dev.tamis.pipeline.report.ImageFigures.SourceLine;
import dev.tamis.pipeline.report.ImageFigures.Thumbnail;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** Collects what a report says of images, and draws its contact sheets. */
final class Images {
    private static final MessageType MEDIA = Tables.project(Tables.DOCUMENTS, "media");
    private static final ImageView SMALL = new ImageView(128, 128, ImageView.Fit.WITHIN, ImageView.Filter.AREA);
    /** Too few pixels to tell what is on it, whoever enlarges it. */
    private static final ImageView BLURRED = new ImageView(6, 6, ImageView.Fit.WITHIN, ImageView.Filter.AREA);

    private static final int PER_SHEET = 12;
    /** Pictures of all sheets together, and their bytes: a page that grows with the run is no report. */
    private static final int MOST = 120;

    private static final int MOST_BYTES = 2 << 20;
    private static final int CAPTION_CHARS = 120;

    private final RunDirectory run;
    private final Recipe recipe;
    private final SortedMap<String, Manifest> manifests;
    private final Set<String> scores;
    private int drawn;
    private int drawnBytes;

    private Images(RunDirectory run, Recipe recipe, SortedMap<String, Manifest> manifests) {
        this.run = run;
        this.recipe = recipe;
        this.manifests = manifests;
        this.scores = recipe.scoreTypes().keySet();
    }

    /** Null where the recipe has no images, or nothing was read yet. */
    static ImageFigures of(RunDirectory run, Recipe recipe, SortedMap<String, Manifest> manifests) throws IOException {
        if (recipe.media().isEmpty() || !manifests.containsKey("annotate")) {
            return null;
        }
        return new Images(run, recipe, manifests).figures();
    }

    private ImageFigures figures() throws IOException {
        Set<String> images = recipe.imageSources();
        SortedMap<String, SourceLine> sources = new TreeMap<>();
        for (SourceSpec source : recipe.sources()) {
            String name = source.name();
            if (images.contains(name) || !source.images().isEmpty()) {
                long tokens = count("tokenize", "media_tokens/" + name);
                sources.put(
                        name,
                        new SourceLine(
                                count("media", "samples/" + name),
                                count("media", "bytes/" + name),
                                count("media", "of_pages/" + name),
                                count("tokenize", "media/" + name),
                                tokens,
                                count("tokenize", "tokens/" + name) - tokens,
                                count("media", "metadata/" + name + "/stripped"),
                                count("media", "metadata/" + name + "/kept")));
            }
        }
        Manifest annotate = manifests.get("annotate");
        SortedMap<String, SortedMap<String, Long>> quarantined = new TreeMap<>();
        annotate.ledger().forEach((source, ledger) -> {
            if (images.contains(source) && ledger.quarantinedTotal() > 0) {
                quarantined.put(source, new TreeMap<>(ledger.quarantined()));
            }
        });
        List<String> looked = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (ModelSpec model : recipe.models()) {
            if (model.absent().isPresent()) {
                missing.add(model.name() + ": " + model.absent().get());
            } else if (model.ofImages()) {
                looked.add(model.name());
            }
        }
        return new ImageFigures(
                recipe.media().get().tokens().id(),
                sources,
                bySource(annotate.counts(ImageRecords.FORMATS)),
                bySource(annotate.counts(ImageRecords.SIDES)),
                quarantined,
                looked,
                missing,
                recipe.report().media().equals("none") ? List.of() : sheets(images));
    }

    private long count(String stage, String name) {
        return manifests.containsKey(stage) ? manifests.get(stage).count(name) : 0;
    }

    /** Counts by source and something else, which stands after the first slash. */
    private static SortedMap<String, SortedMap<String, Long>> bySource(SortedMap<String, Long> counts) {
        SortedMap<String, SortedMap<String, Long>> bySource = new TreeMap<>();
        counts.forEach((key, count) -> {
            int slash = key.indexOf('/');
            bySource.computeIfAbsent(key.substring(0, slash), source -> new TreeMap<>())
                    .put(key.substring(slash + 1), count);
        });
        return bySource;
    }

    private List<Sheet> sheets(Set<String> images) throws IOException {
        Documents documents = new Documents(run);
        int n = Math.min(PER_SHEET, recipe.report().samples());
        List<Sheet> sheets = new ArrayList<>();
        try (MediaBytes bytes = new MediaBytes(run)) {
            for (Map.Entry<String, List<StoredDocument>> some : documents
                    .samples(
                            n,
                            verdict -> images.contains(verdict.source()) && verdict.kept()
                                    ? List.of(verdict.source())
                                    : List.of())
                    .entrySet()) {
                sheets.add(sheet("Kept of " + some.getKey(), some.getValue(), bytes));
            }
            for (Map.Entry<String, List<StoredDocument>> some : documents
                    .samples(n, verdict -> images.contains(verdict.source()) ? verdict.reasons() : List.of())
                    .entrySet()) {
                sheets.add(sheet("Rejected: " + some.getKey(), some.getValue(), bytes));
            }
        }
        return sheets;
    }

    private Sheet sheet(String title, List<StoredDocument> documents, MediaBytes bytes) throws IOException {
        List<Thumbnail> thumbnails = new ArrayList<>();
        for (StoredDocument document : documents) {
            if (drawn < MOST && drawnBytes < MOST_BYTES) {
                thumbnails.add(thumbnail(document, bytes));
                drawn++;
            }
        }
        return new Sheet(title, thumbnails);
    }

    private Thumbnail thumbnail(StoredDocument document, MediaBytes bytes) throws IOException {
        Group medium;
        String path =
                manifests.get("annotate").file("documents", document.part()).path();
        try (TableReader rows = new TableReader(run.path(path), MEDIA, run.conf())) {
            medium = MediaList.get(rows.at(document.row(), path), 0);
        }
        boolean hidden = recipe.report().media().equals("safe") && isUnsafe(document);
        String picture = null;
        String note = null;
        try {
            Pixels small = ImageDecoders.shared(recipe.limits().media())
                    .look(bytes.read(medium), false, List.of(hidden ? BLURRED : SMALL))
                    .views()
                    .get(0);
            picture = dataUri(small, hidden ? "png" : "jpg");
            drawnBytes += picture.length();
        } catch (IOException e) {
            note = "its bytes are no longer there";
        } catch (ExtractionException e) {
            note = "it was not decoded again: " + e.reason().id();
        }
        String caption = MediaMarks.without(document.text()).strip();
        return new Thumbnail(
                document.id(),
                document.source(),
                medium.getInteger("width", 0),
                medium.getInteger("height", 0),
                Figures.excerpt(caption, CAPTION_CHARS),
                hidden,
                picture,
                note);
    }

    /**
     * Whether a rule removed it that asks what a model said of it, or whether its page is on a block list: nudity is told by
     * these, size and sharpness are not.
     */
    private boolean isUnsafe(StoredDocument document) {
        return recipe.rules().stream()
                .filter(rule -> document.rejectedBy().contains(rule.name()))
                .map(Rule::keep)
                .anyMatch(keep -> Figures.mentions(keep, "url_blocklist")
                        || scores.stream().anyMatch(score -> Figures.mentions(keep, score)));
    }

    private static String dataUri(Pixels pixels, String format) throws IOException {
        BufferedImage image = new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = pixels.rgb();
        for (int i = 0; i < pixels.width() * pixels.height(); i++) {
            image.setRGB(
                    i % pixels.width(),
                    i / pixels.width(),
                    ((rgb[3 * i] & 0xFF) << 16) | ((rgb[3 * i + 1] & 0xFF) << 8) | (rgb[3 * i + 2] & 0xFF));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer of " + format);
        }
        return "data:image/" + (format.equals("jpg") ? "jpeg" : format) + ";base64,"
                + Base64.getEncoder().encodeToString(out.toByteArray());
    }
}
