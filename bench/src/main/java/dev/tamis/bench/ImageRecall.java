package dev.tamis.bench;

import dev.tamis.filters.dedup.HammingIndex;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.Pdq;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.media.ImageDecoders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Photographs and variants of them, as {@code bench/peers/image_variants.py} makes them, looked at and removed as dedup does:
 * from the largest to the smallest, those within the distance of one that stays. Says which variants are found, how many were
 * removed for another photograph, and how near unrelated ones come to each other.
 *
 * <pre>java ... dev.tamis.bench.ImageRecall FOLDER [31]</pre>
 */
public final class ImageRecall {
    private ImageRecall() {}

    /** @param pdq null where the quality is too low */
    private record Photograph(String name, String original, String variant, long area, long bytes, byte[] pdq) {}

    /** Takes the folder of variants and the distance. */
    public static void main(String[] arguments) throws IOException, ExtractionException {
        int distance = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 31;
        List<Photograph> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            for (Path file : files.sorted().toList()) {
                String[] name = file.getFileName().toString().split("\\.", -1);
                byte[] bytes = Files.readAllBytes(file);
                ImageFacts facts = ImageDecoders.shared(MediaLimits.DEFAULT)
                        .look(bytes, true, List.of())
                        .facts();
                all.add(new Photograph(
                        name[0] + "." + name[1],
                        name[0],
                        name[1],
                        (long) facts.width() * facts.height(),
                        bytes.length,
                        facts.pdqQuality() < Pdq.MIN_QUALITY ? null : facts.pdq()));
            }
        }
        variants(all, distance);
        removal(all, distance);
        unrelated(all, distance);
        System.exit(0);
    }

    private static void variants(List<Photograph> all, int distance) {
        SortedMap<String, Photograph> originals = new TreeMap<>();
        all.stream().filter(one -> one.variant().equals("original")).forEach(one -> originals.put(one.original(), one));
        SortedMap<String, int[]> found = new TreeMap<>();
        for (Photograph one : all) {
            byte[] original = originals.get(one.original()).pdq();
            int[] counts = found.computeIfAbsent(one.variant(), variant -> new int[4]);
            counts[0]++;
            if (one.pdq() == null || original == null) {
                counts[2]++;
            } else {
                int apart = Pdq.distance(one.pdq(), original);
                counts[1] += apart <= distance ? 1 : 0;
                counts[3] = Math.max(counts[3], apart);
            }
        }
        found.forEach((variant, counts) -> System.out.printf(
                Locale.ROOT,
                "%-9s %d images, %d within %d bits of their original, %d without a hash of use on either side, furthest %d%n",
                variant,
                counts[0],
                counts[1],
                distance,
                counts[2],
                counts[3]));
    }

    private static void removal(List<Photograph> all, int distance) {
        HammingIndex stay = new HammingIndex(distance);
        List<Photograph> staying = new ArrayList<>();
        int removed = 0;
        int right = 0;
        int without = 0;
        for (Photograph one : all.stream()
                .sorted(Comparator.comparingLong(Photograph::area)
                        .thenComparingLong(Photograph::bytes)
                        .reversed()
                        .thenComparing(Photograph::name))
                .toList()) {
            if (one.pdq() == null) {
                without++;
                continue;
            }
            long[] hash = new long[4];
            ByteBuffer.wrap(one.pdq()).asLongBuffer().get(hash);
            int best = stay.first(hash, 0);
            if (best < 0) {
                stay.add(hash, 0);
                staying.add(one);
            } else {
                removed++;
                if (staying.get(best).original().equals(one.original())) {
                    right++;
                } else {
                    System.out.println(
                            one.name() + " removed for " + staying.get(best).name());
                }
            }
        }
        long originals = all.stream().map(Photograph::original).distinct().count();
        System.out.printf(
                Locale.ROOT,
                "removed %d of %d copies (recall %.4f), %d of them for their own photograph (precision %.4f); %d without a hash of use%n",
                removed,
                all.size() - originals,
                (double) right / (all.size() - originals),
                right,
                (double) right / removed,
                without);
    }

    private static void unrelated(List<Photograph> all, int distance) {
        int[] histogram = new int[257];
        int near = 0;
        for (int a = 0; a < all.size(); a++) {
            for (int b = 0; b < a; b++) {
                Photograph one = all.get(a);
                Photograph other = all.get(b);
                if (one.pdq() != null && other.pdq() != null && !one.original().equals(other.original())) {
                    int apart = Pdq.distance(one.pdq(), other.pdq());
                    histogram[apart]++;
                    near += apart <= distance ? 1 : 0;
                    if (apart <= 60) {
                        System.out.println(
                                "unrelated: " + one.name() + " and " + other.name() + ", " + apart + " bits");
                    }
                }
            }
        }
        int least = 0;
        while (least < 256 && histogram[least] == 0) {
            least++;
        }
        System.out.printf(
                Locale.ROOT,
                "pairs of different photographs: the nearest %d bits apart, %d within %d%n",
                least,
                near,
                distance);
    }
}
