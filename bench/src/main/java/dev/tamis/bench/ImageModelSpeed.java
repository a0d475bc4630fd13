package dev.tamis.bench;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.models.ImageModel;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelFile;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.Scores;
import dev.tamis.models.cascade.Box;
import dev.tamis.models.cascade.CascadeModel;
import dev.tamis.models.neural.Head;
import dev.tamis.models.neural.Task;
import dev.tamis.models.vision.ImageInput;
import dev.tamis.models.vision.ImageNetwork;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Models of images on one thread: the side of ours of {@code bench/peers/image_models.py}, which runs it.
 *
 * <pre>{@code
 * ImageModelSpeed nsfw|faces MODEL PICTURES
 * }</pre>
 *
 * <p>PICTURES holds for each picture its width and height as four bytes each, and its pixels. Prints a line for each, and the
 * least CPU time of three passes.
 */
public final class ImageModelSpeed {
    private static final int PASSES = 3;

    private ImageModelSpeed() {}

    public static void main(String[] arguments) throws IOException {
        List<ScoredImage> images = new ArrayList<>();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(arguments[2]))))) {
            while (in.available() > 0) {
                int width = in.readInt();
                int height = in.readInt();
                images.add(new ScoredImage(new Pixels(width, height, in.readNBytes(3 * width * height)), null));
            }
        }
        ModelFile file = new ModelFile(Path.of(arguments[1]));
        if (arguments[0].equals("faces")) {
            CascadeModel faces = CascadeModel.read(file, 320, 1.1, 3, 0);
            time(faces, images);
            for (ScoredImage image : images) {
                StringBuilder line = new StringBuilder("boxes");
                for (Box box : faces.find(image.pixels())) {
                    line.append(' ').append(box.x()).append(',').append(box.y());
                    line.append(',').append(box.width()).append(',').append(box.height());
                }
                System.out.println(line);
            }
            return;
        }
        ImageInput input = new ImageInput(
                new ImageView(224, 224, ImageView.Fit.STRETCH, ImageView.Filter.BILINEAR_CORNERS),
                ImageInput.Layout.NHWC,
                ImageInput.Channels.RGB,
                1 / 255.0,
                List.of(0.0),
                List.of(1.0));
        List<String> labels = List.of("drawing", "hentai", "neutral", "porn", "sexy");
        try (ImageNetwork model = ImageNetwork.open(file, input, new Head(Task.MULTILABEL, labels, null, true), null)) {
            for (Object[] row : time(model, images)) {
                StringBuilder line = new StringBuilder("scores");
                for (Object value : row) {
                    line.append(' ').append(value);
                }
                System.out.println(line);
            }
        }
    }

    private static List<Object[]> time(ImageModel model, List<ScoredImage> images) throws IOException {
        int columns = model.columns().size();
        Scores scores = new Scores(columns);
        List<Object[]> rows = new ArrayList<>();
        double least = Double.MAX_VALUE;
        try (ImageScorer scorer = model.scorer()) {
            for (int pass = 0; pass < PASSES; pass++) {
                rows.clear();
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (int from = 0; from < images.size(); from += scorer.batch()) {
                    List<ScoredImage> some = images.subList(from, Math.min(images.size(), from + scorer.batch()));
                    scores.reset(some.size());
                    scorer.score(some, scores);
                    for (int i = 0; i < some.size(); i++) {
                        Object[] row = new Object[columns];
                        for (int c = 0; c < columns; c++) {
                            row[c] = scores.get(i, c);
                        }
                        rows.add(row);
                    }
                }
                least = Math.min(least, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9);
            }
        }
        System.out.printf(Locale.ROOT, "seconds %.4f%n", least);
        return rows;
    }
}
