package dev.tamis.pipeline.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.QuantizeOptions;
import dev.tamis.models.train.ClassifierTraining;
import dev.tamis.models.train.TrainOptions;
import dev.tamis.models.train.TrainProgress;
import dev.tamis.pipeline.run.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierBuildTest {
    @TempDir
    Path directory;

    private static final TrainOptions OPTIONS =
            new TrainOptions(0.5, 100, 4, 2, 2, 1, 0, 300, 0, 0, Loss.SOFTMAX, 5, 1, 17);

    private Path texts() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add(i % 2 == 0 ? "__label__hq river " + i : "__label__cc click " + i);
        }
        return Files.write(directory.resolve("texts.txt"), lines);
    }

    private FastTextModel model(long seed) throws Exception {
        TrainOptions options = new TrainOptions(0.5, 100, 4, 2, 2, 1, 0, 300, 0, 0, Loss.SOFTMAX, 5, 1, seed);
        try (ClassifierTraining training =
                new ClassifierTraining(List.of(texts()), options, directory, 1 << 20, TrainProgress.SILENT)) {
            return training.train();
        }
    }

    private ClassifierBuild build(QuantizeOptions small, TrainProgress progress, List<ClassifierReport> reports) {
        return new ClassifierBuild(new ClassifierFiles(directory), OPTIONS, Optional.of(small), progress, reports::add);
    }

    @Test
    void aModelThatCannotBeMadeSmallIsRefusedBeforeItLearns() throws Exception {
        List<ClassifierReport> reports = new ArrayList<>();
        ClassifierBuild build = build(new QuantizeOptions(0, false, false, true, 2), TrainProgress.SILENT, reports);
        List<Path> files = List.of(texts());

        IOException refused = assertThrows(IOException.class, () -> build.build("x", files, files, null, null));

        assertTrue(refused.getMessage().contains("There are 2 labels, which qout quantises too"), refused.getMessage());
        assertFalse(Files.exists(directory.resolve("model.bin")));
    }

    @Test
    void theReportIsThereWhenQuantisingFails() throws Exception {
        List<ClassifierReport> reports = new ArrayList<>();
        TrainProgress failing = new TrainProgress() {
            @Override
            public void note(String line) {
                throw new IllegalStateException(line);
            }
        };
        List<Path> files = List.of(texts());
        ClassifierBuild build = build(QuantizeOptions.DEFAULTS, failing, reports);

        assertThrows(IllegalStateException.class, () -> build.build("x", files, files, null, null));

        assertTrue(Files.size(directory.resolve("report.json")) > 1000);
        assertEquals(1, reports.size());
        assertNull(reports.get(0).small());
        assertEquals(60, reports.get(0).measured().figures().texts());
    }

    @Test
    void theSmallCopyIsInTheLastReport() throws Exception {
        List<ClassifierReport> reports = new ArrayList<>();
        List<Path> files = List.of(texts());
        ClassifierReport report =
                build(QuantizeOptions.DEFAULTS, TrainProgress.SILENT, reports).build("x", files, files, null, null);

        assertEquals(2, reports.size());
        assertEquals(report, reports.get(1));
        assertNotNull(report.small());
        assertEquals(
                Digests.sha256(directory.resolve("model.ftz")),
                report.small().model().sha256());
    }

    @Test
    void whoHasTheOldModelOpenKeepsIt() throws Exception {
        Path file = directory.resolve("model.bin");
        ModelPin.write(model(1), file);
        byte[] before = Files.readAllBytes(file);
        try (InputStream open = Files.newInputStream(file)) {
            ModelPin pin = ModelPin.write(model(2), file);

            assertArrayEquals(before, open.readAllBytes());
            assertFalse(java.util.Arrays.equals(before, Files.readAllBytes(file)));
            assertEquals(Digests.sha256(file), pin.sha256());
            assertEquals(Files.size(file), pin.bytes());
            assertEquals(pin.sha256() + "  model.bin\n", Files.readString(directory.resolve("model.bin.sha256")));
        }
        try (var files = Files.list(directory)) {
            assertFalse(files.anyMatch(one -> one.toString().endsWith(".part")));
        }
    }

    @Test
    void aModelThatCannotBeWrittenLeavesTheOldOne() throws Exception {
        Path file = directory.resolve("model.bin");
        ModelPin.write(model(1), file);
        byte[] before = Files.readAllBytes(file);
        // In the way of the new file's digest.
        Path way = Files.createDirectory(directory.resolve("model.bin.sha256.part"));

        FastTextModel other = model(2);
        assertThrows(IOException.class, () -> ModelPin.write(other, file));

        assertArrayEquals(before, Files.readAllBytes(file));
        assertFalse(Files.exists(directory.resolve("model.bin.part")));
        assertFalse(Files.exists(way));
    }
}
