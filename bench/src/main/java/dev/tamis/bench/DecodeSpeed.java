package dev.tamis.bench;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.media.ImageDecoders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How many photographs of a folder one thread and its child process decode, shrink and measure a second of CPU time, that of
 * both processes: the side of ours of {@code bench/peers/image_decoding.py}. Everything that {@code annotate} measures is
 * measured, the hash of the pixels and PDQ among it.
 */
public final class DecodeSpeed {
    private DecodeSpeed() {}

    /** Takes the folder, seconds to warm up, seconds to measure, and {@code facts}, {@code view} or {@code both}. */
    public static void main(String[] arguments) throws IOException, ExtractionException {
        List<byte[]> images = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList()) {
                images.add(Files.readAllBytes(file));
            }
        }
        boolean facts = !arguments[3].equals("view");
        List<ImageView> views = arguments[3].equals("facts")
                ? List.of()
                : List.of(new ImageView(256, 256, ImageView.Fit.WITHIN, ImageView.Filter.AREA));
        ImageDecoders decoders = ImageDecoders.shared(MediaLimits.DEFAULT);
        run(decoders, images, facts, views, Double.parseDouble(arguments[1]));
        double from = cpuSeconds();
        int decoded = run(decoders, images, facts, views, Double.parseDouble(arguments[2]));
        double seconds = cpuSeconds() - from;
        System.out.printf(Locale.ROOT, "%d images, %.2f s of CPU, %.1f images/s%n", decoded, seconds, decoded / seconds);
    }

    private static int run(
            ImageDecoders decoders, List<byte[]> images, boolean facts, List<ImageView> views, double seconds)
            throws ExtractionException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        int decoded = 0;
        while (System.nanoTime() < end) {
            for (byte[] image : images) {
                decoders.look(image, facts, views);
                decoded++;
            }
        }
        return decoded;
    }

    /** CPU time of this process and its children so far. */
    private static double cpuSeconds() {
        double seconds = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
        return seconds
                + ProcessHandle.current()
                        .descendants()
                        .mapToDouble(p ->
                                p.info().totalCpuDuration().orElseThrow().toNanos() / 1e9)
                        .sum();
    }
}
