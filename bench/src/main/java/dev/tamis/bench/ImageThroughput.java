package dev.tamis.bench;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.media.ImageDecoders;
import dev.tamis.media.ImageLook;
import dev.tamis.models.ImageModel;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelFile;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.Scores;
import dev.tamis.models.neural.Head;
import dev.tamis.models.neural.Task;
import dev.tamis.models.vision.ImageInput;
import dev.tamis.models.vision.ImageNetwork;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Everything that is known of a photograph of one megapixel, a second of wall-clock and of CPU time: header, decoding and all
 * measures in child processes, and the scores of the NSFW model.
 *
 * <pre>{@code
 * ImageThroughput MODEL FOLDER THREADS PASSES
 * }</pre>
 *
 * <p>The photographs are those of FOLDER, at most 100, enlarged to a megapixel by code and kept as JPEG as ImageIO writes it.
 */
public final class ImageThroughput {
    private static final int PHOTOGRAPHS = 100;
    private static final double PIXELS = 1e6;

    private ImageThroughput() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        List<byte[]> images = photographs(Path.of(arguments[1]));
        int threads = Integer.parseInt(arguments[2]);
        ImageInput input = new ImageInput(
                new ImageView(224, 224, ImageView.Fit.STRETCH, ImageView.Filter.BILINEAR_CORNERS),
                ImageInput.Layout.NHWC,
                ImageInput.Channels.RGB,
                1 / 255.0,
                List.of(0.0),
                List.of(1.0));
        Head head = new Head(Task.MULTILABEL, List.of("drawing", "hentai", "neutral", "porn", "sexy"), null, true);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (ImageNetwork model = ImageNetwork.open(new ModelFile(Path.of(arguments[0])), input, head, null)) {
            for (int pass = 0; pass < Integer.parseInt(arguments[3]); pass++) {
                double cpu = CpuTime.seconds();
                long start = System.nanoTime();
                AtomicInteger next = new AtomicInteger();
                List<Future<Integer>> done = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    done.add(pool.submit(() -> score(model, input.view(), images, next)));
                }
                int count = 0;
                for (Future<Integer> some : done) {
                    count += some.get();
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "%d images on %d threads: %.1f images/s, %.1f a second of CPU time%n",
                        count,
                        threads,
                        count / seconds,
                        count / (CpuTime.seconds() - cpu));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static int score(ImageModel model, ImageView view, List<byte[]> images, AtomicInteger next)
            throws IOException, ExtractionException {
        int count = 0;
        Scores scores = new Scores(model.columns().size());
        try (ImageScorer scorer = model.scorer()) {
            for (int i = next.getAndIncrement(); i < images.size(); i = next.getAndIncrement(), count++) {
                ImageLook look = ImageDecoders.shared(MediaLimits.DEFAULT).look(images.get(i), true, List.of(view));
                scores.reset(1);
                scorer.score(List.of(new ScoredImage(look.views().get(0), null)), scores);
            }
        }
        return count;
    }

    private static List<byte[]> photographs(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(f -> f.toString().endsWith(".jpg"))
                    .sorted()
                    .limit(PHOTOGRAPHS)
                    .toList();
        }
        List<byte[]> images = new ArrayList<>();
        for (Path file : files) {
            BufferedImage small = ImageIO.read(file.toFile());
            double scale = Math.sqrt(PIXELS / small.getWidth() / small.getHeight());
            int width = (int) Math.round(scale * small.getWidth());
            int height = (int) Math.round(scale * small.getHeight());
            BufferedImage large = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = large.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.drawImage(small, 0, 0, width, height, null);
            graphics.dispose();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(large, "jpg", out);
            images.add(out.toByteArray());
        }
        return images;
    }
}
