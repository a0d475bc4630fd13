package dev.tamis.bench;

import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageMeasure;
import dev.tamis.filters.image.Pdq;
import dev.tamis.filters.image.Pixels;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What is measured on decoded images, and how fast one thread measures it, in CPU time: the side of ours of {@code
 * bench/peers/images.py}. Takes a file of images: width and height as four bytes each from the highest, then three bytes a
 * pixel. Prints a line for each image, then milliseconds an image.
 */
public final class ImageSpeed {
    private static final double SECONDS = 3;

    private ImageSpeed() {}

    /** Work on one image. */
    private interface Work {
        void on(Pixels image);
    }

    /** Takes {@code FILE}. */
    public static void main(String[] arguments) throws IOException {
        List<Pixels> images = read(Path.of(arguments[0]));
        ImageMeasure measure = new ImageMeasure();
        Pdq pdq = new Pdq();
        for (Pixels image : images) {
            ImageFacts facts = measure.of("", "", 1, false, 1, false, image);
            pdq.hash(image);
            StringBuilder dihedral = new StringBuilder();
            for (byte[] hash : pdq.dihedral()) {
                dihedral.append(dihedral.length() == 0 ? "" : ",")
                        .append(HexFormat.of().formatHex(hash));
            }
            System.out.println("image " + dihedral + " " + facts.pdqQuality() + " " + facts.blur() + " "
                    + facts.sharpness() + " " + facts.brightness() + " " + facts.contrast() + " " + facts.entropy()
                    + " "
                    + facts.solid() + " " + facts.qrArea());
        }
        System.out.printf(Locale.ROOT, "pdq %.4f ms%n", millis(images, pdq::hash));
        System.out.printf(
                Locale.ROOT,
                "measure %.4f ms%n",
                millis(images, image -> measure.of("", "", 1, false, 1, false, image)));
    }

    /** CPU time an image, of the fastest pass. */
    private static double millis(List<Pixels> images, Work work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        double spent = 0;
        while (spent < SECONDS) {
            long begin = threads.getCurrentThreadCpuTime();
            images.forEach(work::on);
            long nanos = threads.getCurrentThreadCpuTime() - begin;
            best = Math.min(best, nanos);
            spent += nanos / 1e9;
        }
        return best / 1e6 / images.size();
    }

    private static List<Pixels> read(Path file) throws IOException {
        List<Pixels> images = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                int width;
                try {
                    width = in.readInt();
                } catch (EOFException e) {
                    return images;
                }
                int height = in.readInt();
                byte[] rgb = new byte[3 * width * height];
                in.readFully(rgb);
                images.add(new Pixels(width, height, rgb));
            }
        }
    }
}
