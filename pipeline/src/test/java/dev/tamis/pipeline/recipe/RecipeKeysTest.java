package dev.tamis.pipeline.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.Limits;
import dev.tamis.pipeline.hocon.Key;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RecipeKeysTest {

    @Test
    void everyLimitHasAKey() {
        Set<String> limits = Arrays.stream(Limits.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(RecipeKeysTest::snakeCase)
                .collect(Collectors.toCollection(TreeSet::new));
        limits.add("quarantine_share");
        limits.add("split_bytes");
        Set<String> keys = RecipeKeys.SCHEMA.keys().stream()
                .filter(key -> key.path().startsWith("limits."))
                .map(Key::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(limits, keys);
    }

    @Test
    void everyKeyHasADocumentationSentence() {
        for (Key key : RecipeKeys.SCHEMA.keys()) {
            assertTrue(key.doc().endsWith("."), key.path() + ": " + key.doc());
        }
    }

    private static String snakeCase(String name) {
        return name.replace("MiB", "_mib").replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
