package dev.tamis.bench;

import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Predictor;
import dev.tamis.models.fasttext.Predictors;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compares predictions with those of fastText that {@code bench/peers/fasttext_parity.py} left in a folder, model by model:
 * labels, probabilities, predictions a second of CPU time, and whether the model is written byte for byte.
 *
 * <p>Argument: the folder. Exits 1 where a likeliest label differs or a probability by more than 0.0001.
 */
public final class FastTextParity {
    private static final int PASSES = 7;
    private static final double MOST = 1e-4;

    private FastTextParity() {}

    /** Runs it. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        byte[] text = Files.readAllBytes(folder.resolve("lines.txt"));
        int[] starts = starts(text);
        List<Path> models = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".predictions"))
                    .sorted()
                    .forEach(models::add);
        }
        System.out.printf(
                "| model | labels that differ | first three | largest difference of P | written the same | predictions/s | fastText | times |%n|---|---|---|---|---|---|---|---|%n");
        boolean same = true;
        for (Path predictions : models) {
            same &= compare(predictions, text, starts);
        }
        System.exit(same ? 0 : 1);
    }

    private static boolean compare(Path predictions, byte[] text, int[] starts) throws IOException {
        String name = predictions.getFileName().toString().replace(".predictions", "");
        Path file = predictions.resolveSibling(name);
        FastTextModel model;
        try (InputStream in = Files.newInputStream(file)) {
            model = FastTextModel.read(in, Files.size(file), name);
        }
        boolean written = sameWhenWritten(model, file);
        Predictor predictor = new Predictors(model).predictor();
        Dictionary dictionary = model.dictionary();
        List<String> expected = Files.readAllLines(predictions, StandardCharsets.UTF_8);
        int others = 0;
        int otherLists = 0;
        double difference = 0;
        for (int line = 0; line + 1 < starts.length; line++) {
            String[] fields = expected.get(line + 1).isEmpty()
                    ? new String[0]
                    : expected.get(line + 1).split(" ", -1);
            predictor.read(text, starts[line], starts[line + 1] - 1);
            int best = predictor.best();
            if (best < 0 || fields.length == 0) {
                others += best < 0 && fields.length == 0 ? 0 : 1;
                continue;
            }
            difference = Math.max(difference, Math.abs(predictor.bestProbability() - Double.parseDouble(fields[1])));
            if (!dictionary.label(best).equals(fields[0])) {
                others++;
                System.err.printf(
                        Locale.ROOT,
                        "%s:%d: %s %.7f, fastText %s %s%n",
                        name,
                        line + 1,
                        dictionary.label(best),
                        predictor.bestProbability(),
                        fields[0],
                        fields[1]);
            }
            int count = predictor.best(3, 0);
            boolean list = count == fields.length / 2 - 1;
            for (int i = 0; list && i < count; i++) {
                list = dictionary.label(predictor.label(i)).equals(fields[2 * i + 2]);
                double probability = Double.parseDouble(fields[2 * i + 3]);
                difference = Math.max(difference, Math.abs(predictor.labelProbability(i) - probability));
                difference = Math.max(difference, Math.abs(predictor.probability(predictor.label(i)) - probability));
            }
            otherLists += list ? 0 : 1;
        }
        int lines = starts.length - 1;
        double rate = lines / seconds(predictor, text, starts);
        double peer = lines / Double.parseDouble(expected.get(0));
        System.out.printf(
                Locale.ROOT,
                "| %s | %d of %d | %d | %.2g | %s | %.0f | %.0f | %.1f |%n",
                name,
                others,
                lines,
                otherLists,
                difference,
                written ? "yes" : "NO",
                rate,
                peer,
                rate / peer);
        return others == 0 && difference <= MOST && written;
    }

    private static double seconds(Predictor predictor, byte[] text, int[] starts) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        long sum = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            long start = threads.getCurrentThreadCpuTime();
            for (int line = 0; line + 1 < starts.length; line++) {
                predictor.read(text, starts[line], starts[line + 1] - 1);
                sum += predictor.best();
            }
            best = Math.min(best, (threads.getCurrentThreadCpuTime() - start) / 1e9);
        }
        if (sum == Long.MIN_VALUE) {
            System.err.println("never printed; the sum keeps the calls");
        }
        return best;
    }

    private static boolean sameWhenWritten(FastTextModel model, Path file) throws IOException {
        Path again = Files.createTempFile("fasttext", ".model");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(again))) {
                model.write(out);
            }
            return Files.mismatch(file, again) == -1;
        } finally {
            Files.delete(again);
        }
    }

    private static int[] starts(byte[] text) {
        int lines = 0;
        for (byte b : text) {
            lines += b == '\n' ? 1 : 0;
        }
        int[] starts = new int[lines + 1];
        int line = 0;
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                starts[++line] = i + 1;
            }
        }
        return starts;
    }
}
