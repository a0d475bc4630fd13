package dev.tamis.pipeline.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.model.ModelScorers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainerTest {

    @ParameterizedTest
    @CsvSource({
        "a.py, a.py",
        "./a/b.py, a/b.py",
        "a/../b/c.py, b/c.py",
        "../../a/b.py, a/b.py",
        "/a/node_modules/b.js, a/node_modules/b.js"
    })
    void signalsReadThePathAsGivenButRelative(String given, String expected) {
        assertEquals(expected, Explainer.pathOf(Path.of(given)));
    }

    @Test
    void signalsOfPathsSeeTheFolders(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("node_modules/x/a.py");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x = 1\n");
        try (Explainer explainer = new Explainer(
                List.of(),
                Signals.types(),
                Limits.DEFAULT,
                kind -> Cleaning.none(),
                Settings.none(),
                new ModelScorers(List.of(), new Configuration(false)))) {
            Explainer.Explanation explanation = explainer.explain(file, Kind.CODE);
            assertEquals(true, explanation.signals().get("is_vendored"));
            assertEquals("python", explanation.signals().get("code_language"));
        }
    }
}
