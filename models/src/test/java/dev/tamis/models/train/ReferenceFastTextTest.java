package dev.tamis.models.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.Predictor;
import dev.tamis.models.fasttext.Predictors;
import dev.tamis.models.fasttext.QuantizeOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs only where a Python with fastText is named by the environment variable TAMIS_FASTTEXT_PYTHON. */
class ReferenceFastTextTest {
    private static final String SCRIPT = """
            import sys, fasttext
            model = fasttext.load_model(sys.argv[1])
            for line in open(sys.argv[2], encoding='utf-8'):
                labels, probabilities = model.predict(line.rstrip('\\n').partition(' ')[2], k=-1)
                print(labels[0], repr(float(dict(zip(labels, probabilities))['__label__a'])))
            """;

    @TempDir
    Path directory;

    @Test
    void theReferenceLoadsOurModelsAndPredictsTheSame() throws Exception {
        String python = System.getenv("TAMIS_FASTTEXT_PYTHON");
        assumeTrue(python != null, "no TAMIS_FASTTEXT_PYTHON");
        Path file = TrainingTexts.write(directory, 1000, 20, 1);
        for (Loss loss : Loss.values()) {
            try (ClassifierTraining training = TrainingTexts.training(file, TrainingTexts.with(loss, 2))) {
                check(python, file, training.train());
                check(python, file, training.quantize(new QuantizeOptions(400, true, true, false, 3)));
            }
        }
    }

    private void check(String python, Path file, FastTextModel model) throws IOException, InterruptedException {
        Path saved = directory.resolve("model.bin");
        try (OutputStream out = Files.newOutputStream(saved)) {
            model.write(out);
        }
        Path script = Files.writeString(directory.resolve("predict.py"), SCRIPT);
        Process process = new ProcessBuilder(python, script.toString(), saved.toString(), file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> theirs = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor());
        Predictor predictor = new Predictors(model).predictor();
        List<String> lines = Files.readAllLines(file);
        assertEquals(lines.size(), theirs.size());
        int steps = 0;
        int a = model.dictionary().label(0).equals("__label__a") ? 0 : 1;
        for (int i = 0; i < lines.size(); i++) {
            byte[] text = lines.get(i).substring(lines.get(i).indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8);
            predictor.read(text, 0, text.length);
            String[] their = theirs.get(i).split(" ");
            double apart = Math.abs(Double.parseDouble(their[1]) - predictor.probability(a));
            // An output within a float's rounding of a step of the sigmoid's table may take the next of its 512 values.
            boolean isStep = apart > 1e-4 && model.args().loss() != Loss.SOFTMAX && apart < 1.0 / 4 / 32;
            steps += isStep ? 1 : 0;
            assertTrue(apart <= 1e-4 || isStep, apart + " apart: " + lines.get(i));
        }
        assertTrue(steps <= lines.size() / 200, steps + " texts a step apart");
    }
}
