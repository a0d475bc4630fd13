package dev.tamis.pipeline.relevance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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

    /** Counts of 2^24 buckets are 128 MiB a task. */
    @Test
    void tasksAreBoundedByTheMemoryOfTheirCounts() {
        assertEquals(20_000, RelevanceFit.tasks(20_000, 10_000));
        assertEquals(64, RelevanceFit.tasks(20_000, NgramCounts.MOST_BUCKETS));
        assertEquals(3, RelevanceFit.tasks(3, NgramCounts.MOST_BUCKETS));
    }

    @Test
    void countsAreTheSameHoweverManyTasksMakeThem() {
        NgramCounts expected = new NgramCounts(1, 500);
        IntStream.range(0, 60).forEach(part -> expected.add(text(part)));
        List<Integer> parts = IntStream.range(0, 60).boxed().toList();
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            for (int tasks : new int[] {1, 7, 60}) {
                NgramCounts counted =
                        RelevanceFit.sum(spark, parts, tasks, 1, 500, (part, counts) -> counts.add(text(part)));
                for (int i = 0; i < 500; i++) {
                    assertEquals(expected.count(i), counted.count(i));
                }
            }
        }
    }

    private static byte[] text(int part) {
        return ("text " + part).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theSameBytesUnderANameThatIsReadOtherwiseHaveAnotherFingerprint() throws IOException {
        byte[] bytes = "{\"text\": \"a\"}\n".getBytes(StandardCharsets.UTF_8);
        List<String> fingerprints = new ArrayList<>();
        for (String name : List.of("a.jsonl", "b.jsonl.gz", "a.txt", "b.json")) {
            Path file = Files.write(folder.resolve(name), bytes);
            fingerprints.add(TargetFiles.fingerprint(file.toString(), conf));
        }
        assertEquals(fingerprints.get(0), fingerprints.get(1));
        assertEquals(fingerprints.get(2), fingerprints.get(3));
        assertNotEquals(fingerprints.get(0), fingerprints.get(2));
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
