package dev.tamis.models.cascade;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ImageModel;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoreColumn;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** A cascade that counts what it finds in an image, such as faces, and tells how much of it the largest covers. */
public final class CascadeModel implements ImageModel {
    private static final List<ScoreColumn> COLUMNS = List.of(
            new ScoreColumn("_count", SignalType.LONG, "How many were found."),
            new ScoreColumn(
                    "_largest",
                    SignalType.DOUBLE,
                    "Share of the image that the largest covers, 0 to 1; 0 without one."));

    private final Cascade cascade;
    private final int side;
    private final double scaleFactor;
    private final int neighbors;
    private final int minSize;

    private CascadeModel(Cascade cascade, int side, double scaleFactor, int neighbors, int minSize) {
        this.cascade = cascade;
        this.side = side;
        this.scaleFactor = scaleFactor;
        this.neighbors = neighbors;
        this.minSize = minSize;
    }

    /**
     * Reads a cascade.
     *
     * @param side pixels of the longer side that images are shrunk to
     * @param scaleFactor by how much the window grows from search to search, more than 1
     * @param neighbors windows that have to agree, less one; 0 leaves all windows as they are
     * @param minSize least side of what is looked for, in pixels of the shrunk image
     * @throws ModelException if the file is broken or of another kind
     */
    public static CascadeModel read(ModelSource file, int side, double scaleFactor, int neighbors, int minSize)
            throws IOException {
        byte[] bytes;
        try (InputStream in = file.open()) {
            bytes = in.readNBytes(CascadeFile.LARGEST + 1);
        }
        return new CascadeModel(CascadeFile.read(file.name(), bytes), side, scaleFactor, neighbors, minSize);
    }

    /** What a file is, in a sentence. */
    public static String look(ModelSource file) throws IOException {
        Cascade cascade = read(file, 24, 1.1, 3, 0).cascade;
        return "a Haar cascade of " + cascade.stageEnds.length + " stages and " + cascade.trees()
                + " trees for windows of " + cascade.width + " x " + cascade.height;
    }

    @Override
    public List<ScoreColumn> columns() {
        return COLUMNS;
    }

    @Override
    public ImageView view() {
        return new ImageView(side, side, ImageView.Fit.WITHIN, ImageView.Filter.AREA);
    }

    /** Where things are in a picture of at most {@code side} pixels a side, in its pixels. Needs a fair amount of storage. */
    public List<Box> find(Pixels pixels) {
        return new CascadeDetector(cascade, side, scaleFactor, neighbors, minSize)
                .find(pixels.rgb(), pixels.width(), pixels.height());
    }

    @Override
    public ImageScorer scorer() {
        CascadeDetector detector = new CascadeDetector(cascade, side, scaleFactor, neighbors, minSize);
        return (images, scores) -> {
            for (int i = 0; i < images.size(); i++) {
                Pixels pixels = images.get(i).pixels();
                List<Box> boxes = new ArrayList<>(detector.find(pixels.rgb(), pixels.width(), pixels.height()));
                double largest = 0;
                for (Box box : boxes) {
                    largest = Math.max(largest, (double) box.width() * box.height());
                }
                scores.set(i, 0, (long) boxes.size());
                scores.set(i, 1, Math.min(1, largest / ((double) pixels.width() * pixels.height())));
            }
        };
    }
}
