package dev.tamis.bench;

import dev.tamis.pipeline.pack.BestFit;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How fast one thread packs by best-fit decreasing, in CPU time: the side of ours of {@code bench/peers/packing.py}. Takes a
 * file to write the lengths to (32-bit, little-endian), how many, and the capacity; prints the best of some rounds.
 */
public final class PackingSpeed {
    private static final double SECONDS = 4;

    private PackingSpeed() {}

    /** Takes {@code FILE DOCUMENTS CAPACITY}. */
    public static void main(String[] arguments) throws java.io.IOException {
        int capacity = Integer.parseInt(arguments[2]);
        int[] lengths = pieces(Integer.parseInt(arguments[1]), capacity);
        ByteBuffer bytes = ByteBuffer.allocate(4 * lengths.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(lengths);
        Files.write(Path.of(arguments[0]), bytes.array());
        BestFit fit = new BestFit(capacity);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE;
        double spent = 0;
        int bins = 0;
        while (spent < SECONDS) {
            long begin = threads.getCurrentThreadCpuTime();
            bins = fit.pack(lengths, lengths.length);
            long nanos = threads.getCurrentThreadCpuTime() - begin;
            best = Math.min(best, nanos);
            spent += nanos / 1e9;
        }
        System.out.printf(
                Locale.ROOT,
                "%d pieces in %d bins of %d, %.2f ms, %.1f ns a piece%n",
                lengths.length,
                bins,
                capacity,
                best / 1e6,
                (double) best / lengths.length);
    }

    /**
     * What whole sequences leave of documents of log-normal length, mean about 1,000 tokens: from 1 to the capacity less 1. Of
     * web pages about one in eight is longer than 2,048 tokens.
     */
    static int[] pieces(int documents, int capacity) {
        SplittableRandom random = new SplittableRandom(6);
        return random.doubles(documents)
                .map(uniform -> StrictMath.sqrt(-2 * StrictMath.log(1 - uniform))
                        * StrictMath.cos(2 * StrictMath.PI * random.nextDouble()))
                .mapToInt(normal -> (1 + (int) StrictMath.exp(6.26 + 1.15 * normal)) % capacity)
                .filter(length -> length > 0)
                .toArray();
    }
}
