package dev.tamis.pipeline.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.record.MediaLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code conf/media-limits.conf}, which recipes include. */
class MediaLimitsConfTest {
    @TempDir
    private Path temporary;

    @Test
    void theFileHasAllLimitsWithTheirDefaults() throws Exception {
        String recipe = """
                output = x
                sources.web { kind = web, format = jsonl, paths = ["s3a://b/*"] }
                """;
        assertEquals(MediaLimits.DEFAULT, limits(recipe));
        String file = Files.readString(limitsFile());
        for (String key : new String[] {
            "bytes",
            "pixels",
            "side",
            "frames",
            "expansion",
            "millis",
            "heap_mib",
            "native_mib",
            "pdf_pages",
            "pdf_dpi",
            "pdf_millis"
        }) {
            assertEquals(2, file.split("\n  " + key + " = ", -1).length, key);
        }
        assertEquals(MediaLimits.DEFAULT, limits("include \"media-limits.conf\"\n" + recipe));
    }

    @Test
    void recipeChangesWhatItNeeds() throws Exception {
        MediaLimits limits = limits("""
                include "media-limits.conf"
                output = x
                sources.web { kind = web, format = jsonl, paths = ["s3a://b/*"] }
                limits.media { pixels = 50000000, bytes = 1MiB }
                """);
        assertEquals(50_000_000, limits.pixels());
        assertEquals(1 << 20, limits.bytes());
        assertEquals(MediaLimits.DEFAULT.side(), limits.side());
    }

    private MediaLimits limits(String recipe) throws Exception {
        Files.copy(limitsFile(), temporary.resolve("media-limits.conf"), StandardCopyOption.REPLACE_EXISTING);
        Path file = Files.writeString(temporary.resolve("recipe.conf"), recipe);
        return Recipes.load(file, List.of(), null, TestSignals.CONTEXT).limits().media();
    }

    private static Path limitsFile() {
        return Path.of(System.getProperty("tamis.root", ".."), "conf", "media-limits.conf");
    }
}
