package dev.tamis.shards.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.read.SmallCorpusFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainFromRunTest {

    @TempDir
    Path directory;

    /** Stopped at any step and run again, it trains on the same batches from its last checkpoint. */
    @Test
    void aStoppedRunGoesOnFromItsCheckpoint() throws IOException {
        SmallCorpusFiles.write(Files.createDirectories(directory.resolve("run").resolve("tokens")));
        List<Integer> whole = train(directory.resolve("none.json"), 1000);
        assertEquals(17, whole.size());
        for (int stop : new int[] {1, 9, 10, 12}) {
            Path checkpoint = directory.resolve("loader-" + stop + ".json");
            assertEquals(whole.subList(0, stop), train(checkpoint, stop));
            // Checkpoints are taken after every tenth step.
            assertEquals(whole.subList(stop / 10 * 10, 17), train(checkpoint, 1000));
        }
    }

    private List<Integer> train(Path checkpoint, int steps) throws IOException {
        List<Integer> hashes = new ArrayList<>();
        try {
            TrainFromRun.train(
                    directory.resolve("run"),
                    checkpoint,
                    128,
                    0,
                    2,
                    (rows, length, tokens, positions, segments, mask) -> {
                        if (hashes.size() == steps) {
                            throw new IllegalStateException("stopped");
                        }
                        hashes.add(Arrays.hashCode(tokens));
                    });
        } catch (IllegalStateException e) {
            assertEquals("stopped", e.getMessage());
        }
        return hashes;
    }

    /** The guide shows the code that is compiled here. */
    @Test
    void theGuideShowsThisCode() throws IOException {
        Path source = Path.of("src/test/java/dev/tamis/shards/example/TrainFromRun.java");
        Path guide = Path.of("../docs/reading.md");
        String text = Files.readString(source);
        int from = text.indexOf("    static void train(");
        String method = text.substring(from, text.indexOf("\n    }\n", from) + 7);
        assertTrue(Files.readString(guide).contains(method), "docs/reading.md differs from " + source);
    }
}
