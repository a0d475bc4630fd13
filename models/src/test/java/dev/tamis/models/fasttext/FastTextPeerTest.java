package dev.tamis.models.fasttext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Predictions beside those of fastText itself, which {@code bench/peers/fasttext_parity.py} leaves in the folder of the system
 * property {@code tamis.fasttext}; skipped without it.
 */
class FastTextPeerTest {
    @Test
    void predictionsAreThoseOfFastText() throws IOException {
        String folder = System.getProperty("tamis.fasttext", "");
        assumeTrue(!folder.isEmpty() && Files.exists(Path.of(folder, "lines.txt")));
        List<String> lines = Files.readAllLines(Path.of(folder, "lines.txt"), StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (Path predictions : files.filter(file -> file.toString().endsWith(".predictions"))
                    .sorted()
                    .toList()) {
                compare(predictions, lines);
            }
        }
    }

    private static void compare(Path predictions, List<String> lines) throws IOException {
        String name = predictions.getFileName().toString().replace(".predictions", "");
        Path file = predictions.resolveSibling(name);
        Predictor predictor;
        try (InputStream in = Files.newInputStream(file)) {
            predictor = new Predictors(FastTextModel.read(in, Files.size(file), name)).predictor();
        }
        Dictionary dictionary = predictor.dictionary();
        List<String> expected = Files.readAllLines(predictions, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
            byte[] utf8 = TestModels.utf8(lines.get(i));
            boolean read = predictor.read(utf8, 0, utf8.length);
            assertEquals(!expected.get(i + 1).isEmpty(), read, name + ":" + (i + 1));
            if (read) {
                String[] fields = expected.get(i + 1).split(" ", -1);
                assertEquals(fields[0], dictionary.label(predictor.best()), name + ":" + (i + 1));
                assertEquals(Double.parseDouble(fields[1]), predictor.bestProbability(), 1e-4, name + ":" + (i + 1));
            }
        }
    }
}
