package dev.tamis.bench;

import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.ImageMeasure;
import dev.tamis.filters.image.Pdq;
import dev.tamis.filters.image.Pixels;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** How long one thread hashes a decoded image by PDQ, and measures everything on it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ImageBenchmark {

    @Param({"500x375", "1600x1004"})
    private String size;

    private Pixels image;
    private final Pdq pdq = new Pdq();
    private final ImageMeasure measure = new ImageMeasure();

    /** Runs this benchmark alone. */
    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(ImageBenchmark.class.getSimpleName())
                        .build())
                .run();
    }

    /** Draws soft shapes with a little noise. */
    @Setup
    public void draw() {
        int cross = size.indexOf('x');
        int width = Integer.parseInt(size.substring(0, cross));
        int height = Integer.parseInt(size.substring(cross + 1));
        SplittableRandom random = new SplittableRandom(8);
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < rgb.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            double wave =
                    StrictMath.sin(x / 31.0 + i % 3) * StrictMath.cos(y / 47.0) + StrictMath.sin((x + y) / 9.0) / 4;
            rgb[i] = (byte) (120 + 90 * wave + random.nextInt(12));
        }
        image = new Pixels(width, height, rgb);
    }

    /** The hash alone. */
    @Benchmark
    public int pdq() {
        return pdq.hash(image);
    }

    /** All measures, the hash of pixels included. */
    @Benchmark
    public ImageFacts measure() {
        return measure.of("png", "image/png", 1, false, 1, false, image);
    }
}
