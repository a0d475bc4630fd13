package dev.tamis.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
    @TempDir
    Path temp;

    private static Manifest manifest(DataFile... files) {
        return new Manifest(
                "emit", "f", new TreeMap<>(), 1, List.of(files), new TreeMap<>(), new TreeMap<>(), List.of());
    }

    private static DataFile file(String table, String path, int bytes) {
        return new DataFile(table, 0, path, 0, bytes, "0".repeat(64));
    }

    private Map<String, byte[]> index() {
        Map<String, byte[]> placed = new LinkedHashMap<>();
        placed.put("tokens/index.json", "{}".getBytes(StandardCharsets.UTF_8));
        return placed;
    }

    @Test
    void anIndexIsNotWrittenBeforeAllThatItNamesIsInPlace() throws IOException {
        RunDirectory run = new RunDirectory(temp.resolve("run").toString(), HadoopSettings.configuration());
        Path attempt = temp.resolve("run/attempts/emit/0-0/bin.bin");
        Files.createDirectories(attempt.getParent());
        Files.write(attempt, new byte[] {1, 2});
        // The second shard was torn: its task wrote three bytes.
        Files.write(attempt.resolveSibling("torn.bin"), new byte[] {1, 2});
        Manifest torn = manifest(
                file("bin", "tokens/a.bin", 2),
                file("bin", "tokens/b.bin", 3),
                file("corpus_index", "tokens/index.json", 2));
        List<String> attempts = List.of("attempts/emit/0-0/bin.bin", "attempts/emit/0-0/torn.bin", "tokens/index.json");
        assertThrows(IOException.class, () -> run.publish(torn, attempts, index()));
        assertFalse(Files.exists(temp.resolve("run/tokens/index.json")));
        assertFalse(Files.exists(temp.resolve("run/stages/emit/manifest.json")));

        Files.write(attempt, new byte[] {1, 2});
        Files.write(attempt.resolveSibling("torn.bin"), new byte[] {1, 2, 3});
        run.publish(torn, attempts, index());
        assertEquals("{}", Files.readString(temp.resolve("run/tokens/index.json")));
        assertEquals(3, Files.size(temp.resolve("run/tokens/b.bin")));
        assertEquals(torn, run.required("emit"));
    }
}
