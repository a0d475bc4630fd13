package dev.tamis.pipeline.relevance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.Limits;
import dev.tamis.models.relevance.NgramCounts;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.stage.Engine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RelevanceFitTest {
    private final Configuration conf = HadoopSettings.configuration();

    @TempDir
    Path folder;

    private void write() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "One line.\n\nAnother line");
        Files.writeString(
                folder.resolve("b.jsonl"), "{\"text\": \"Over\\ntwo lines\", \"id\": 1}\n\n{\"text\": \"\"}\n");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("c.jsonl.gz")))) {
            out.write("{\"text\": \"na\u00efve\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(folder.resolve("_SUCCESS"), "not a text");
    }

    @Test
    void linesAndRecordsOfFilesAreTheTargetsTexts() throws IOException {
        write();
        NgramCounts expected = new NgramCounts(2, 500);
        for (String text : List.of("One line.", "Another line", "Over\ntwo lines", "na\u00efve")) {
            expected.add(text.getBytes(StandardCharsets.UTF_8));
        }
        List<String> files = TargetFiles.list(List.of(folder.toString(), folder + "/*.txt"), conf);
        assertEquals(3, files.size());
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            NgramCounts counted = RelevanceFit.ofFiles(
                    spark, new RunReference(folder.toString(), conf), files, Limits.DEFAULT, 2, 500);
            assertEquals(expected.total(), counted.total());
            for (int i = 0; i < 500; i++) {
                assertEquals(expected.count(i), counted.count(i));
            }
        }
    }

    @Test
    void aMissingOrBrokenFileIsNamed() throws IOException {
        assertThrows(FileNotFoundException.class, () -> TargetFiles.list(List.of(folder + "/none*"), conf));
        Path file = folder.resolve("d.jsonl");
        Files.writeString(file, "{\"text\": \"a\"}\n{\"body\": \"a\"}\n");
        IOException refused = assertThrows(
                IOException.class, () -> TargetFiles.read(file.toString(), Limits.DEFAULT, conf, text -> {}));
        assertTrue(refused.getMessage().endsWith("d.jsonl, line 2: the line has no text in field \"text\""));
    }
}
