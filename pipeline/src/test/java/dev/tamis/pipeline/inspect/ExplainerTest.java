package dev.tamis.pipeline.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.clean.Cleaning;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.model.ModelScorers;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
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

    @Test
    void imagesAreExplainedWithWhatStandsBesideThem(@TempDir Path folder) throws IOException {
        BufferedImage image = new BufferedImage(90, 60, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 4, 0xff8000);
        Path file = folder.resolve("a.png");
        ImageIO.write(image, "png", file.toFile());
        Files.writeString(folder.resolve("a.txt"), "one dot");
        Files.writeString(folder.resolve("a.json"), "{\"robots\": \"noimageai\"}");
        Path broken = folder.resolve("b.png");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(file), 50));
        try (Explainer explainer = new Explainer(
                List.of(),
                Signals.types(),
                Limits.DEFAULT,
                kind -> Cleaning.none(),
                Settings.none(),
                new ModelScorers(List.of(), new Configuration(false)))) {
            Explainer.Explanation explanation = explainer.explain(file, null);
            assertNull(explanation.error());
            assertEquals(Kind.IMAGE, explanation.kind());
            assertEquals("\uFFFC\none dot", explanation.text());
            assertEquals(90, explanation.medium().get("width"));
            assertEquals(true, explanation.signals().get("robots_noai"));
            Explainer.Explanation failed = explainer.explain(broken, Kind.IMAGE);
            assertEquals("decode", failed.error().stage());
            assertTrue(failed.error().errorClass().startsWith("image."), failed::toString);
        }
    }
}
