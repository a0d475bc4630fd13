package dev.tamis.pipeline.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.pipeline.hocon.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecipeKeysTest {

    @Test
    void everyLimitHasAKey() {
        Set<String> limits = new TreeSet<>(Set.of("limits.quarantine_share", "limits.split_bytes"));
        limits.addAll(components(Limits.class, "limits."));
        limits.addAll(components(MediaLimits.class, "limits.media."));
        Set<String> keys = RecipeKeys.SCHEMA.keys().stream()
                .map(Key::path)
                .filter(path -> path.startsWith("limits."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(limits, keys);
    }

    @Test
    void everyKeyHasADocumentationSentence() {
        for (Key key : RecipeKeys.SCHEMA.keys()) {
            assertTrue(key.doc().endsWith("."), key.path() + ": " + key.doc());
        }
    }

    private static List<String> components(Class<?> limits, String block) {
        return Arrays.stream(limits.getRecordComponents())
                .map(component -> block + snakeCase(component.getName()))
                .toList();
    }

    private static String snakeCase(String name) {
        return name.replace("MiB", "_mib").replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
