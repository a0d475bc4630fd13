package dev.tamis.bench;

import dev.tamis.models.ModelFile;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import dev.tamis.models.neural.Format;
import dev.tamis.models.neural.NeuralModel;
import dev.tamis.models.neural.NeuralSettings;
import dev.tamis.models.neural.Pooling;
import dev.tamis.models.neural.Task;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Embeddings of texts by an ONNX model on one thread: the side of ours of {@code bench/peers/neural.py}, which runs it.
 *
 * <pre>{@code
 * NeuralSpeed MODEL TOKENIZER TEXTS MAX_TOKENS OUTPUT
 * }</pre>
 *
 * <p>TEXTS holds one text a line. OUTPUT gets the embeddings, as little-endian float32. Prints the least CPU time of three
 * passes, the process's resident memory after the first and the last.
 */
public final class NeuralSpeed {
    private static final int PASSES = 3;

    private NeuralSpeed() {}

    public static void main(String[] arguments) throws IOException {
        List<ScoredText> texts = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[2]))) {
            texts.add(new ScoredText(line.getBytes(StandardCharsets.UTF_8), null));
        }
        NeuralSettings settings = new NeuralSettings(
                Task.EMBED,
                List.of(),
                null,
                false,
                Integer.parseInt(arguments[3]),
                NeuralSettings.BATCH_TOKENS,
                Pooling.MEAN,
                "",
                List.of(),
                null);
        try (NeuralModel model = NeuralModel.open(
                        Format.ONNX,
                        new ModelFile(Path.of(arguments[0])),
                        new ModelFile(Path.of(arguments[1])),
                        settings);
                TextScorer scorer = model.scorer()) {
            ByteBuffer embeddings = ByteBuffer.allocate(texts.size() * model.dimensions() * Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
            Scores scores = new Scores(model.columns().size());
            double least = Double.MAX_VALUE;
            for (int pass = 0; pass < PASSES; pass++) {
                embeddings.clear();
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (int from = 0; from < texts.size(); from += scorer.batch()) {
                    List<ScoredText> some = texts.subList(from, Math.min(texts.size(), from + scorer.batch()));
                    scores.reset(some.size());
                    scorer.score(some, scores);
                    for (int i = 0; i < some.size(); i++) {
                        float[] embedding = scores.embedding(i);
                        for (int d = 0; d < model.dimensions(); d++) {
                            embeddings.putFloat(embedding == null ? 0 : embedding[d]);
                        }
                    }
                }
                least = Math.min(least, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9);
                System.out.println("resident " + resident());
            }
            System.out.printf(Locale.ROOT, "seconds %.3f%n", least);
            Files.write(Path.of(arguments[4]), embeddings.array());
        }
    }

    private static String resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("unknown");
    }
}
