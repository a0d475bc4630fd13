package dev.tamis.media;

import dev.tamis.bench.CpuTime;
import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How many photographs of a folder one thread and its child process decode, shrink and hash a second of CPU time, that of
 * both processes: the side of ours of {@code bench/peers/image_decoding.py}. In this package to put a child of its own in.
 */
public final class DecodeSpeed {
    private static final int WARM_UP = 15;
    private static final int PASSES = 4;

    private DecodeSpeed() {}

    /**
     * Takes {@code rounds FOLDER hash|facts}, which prints images a second for each line on standard input, with PDQ alone or
     * everything that is measured; or {@code leak FOLDER LOOKS}, which prints the memory of the child as it goes.
     */
    public static void main(String[] arguments) throws IOException, ExtractionException {
        List<byte[]> images = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(arguments[1]))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList()) {
                images.add(Files.readAllBytes(file));
            }
        }
        List<ImageView> views = List.of(new ImageView(256, 256, ImageView.Fit.WITHIN, ImageView.Filter.AREA));
        if (arguments[0].equals("leak")) {
            leak(images, views, Integer.parseInt(arguments[2]));
            return;
        }
        ImageDecoders decoders = new ImageDecoders(
                MediaLimits.DEFAULT, arguments[2].equals("hash") ? HashingServer.class : ImageServer.class);
        run(decoders, images, views, WARM_UP);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            double from = CpuTime.seconds();
            int decoded = run(decoders, images, views, PASSES);
            System.out.printf(Locale.ROOT, "%.1f%n", decoded / (CpuTime.seconds() - from));
        }
    }

    private static int run(ImageDecoders decoders, List<byte[]> images, List<ImageView> views, int passes)
            throws ExtractionException {
        for (int i = 0; i < passes; i++) {
            for (byte[] image : images) {
                decoders.look(image, true, views);
            }
        }
        return passes * images.size();
    }

    private static void leak(List<byte[]> images, List<ImageView> views, int looks)
            throws IOException, ExtractionException {
        ImageDecoders decoders = new ImageDecoders(MediaLimits.DEFAULT, ImageServer.class);
        for (int i = 1; i <= looks; i++) {
            decoders.look(images.get(i % images.size()), true, views);
            if (i % 1000 == 0) {
                Path status = Path.of("/proc/" + decoders.idlePids().get(0) + "/status");
                String line = Files.readAllLines(status).stream()
                        .filter(l -> l.startsWith("VmRSS"))
                        .findFirst()
                        .orElseThrow();
                System.out.println(i + " images: child " + decoders.idlePids() + " " + line);
            }
        }
    }
}
