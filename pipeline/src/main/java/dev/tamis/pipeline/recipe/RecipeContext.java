package dev.tamis.pipeline.recipe;

import dev.tamis.filters.signal.SignalType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a recipe is checked against.
 *
 * @param signals the signals that rules may use, with their types
 * @param installation directory that holds {@code conf/}, where rule files are looked for when they are not beside the
 *     recipe; null for none
 * @param paths tells whether the paths of sources lead to anything
 */
public record RecipeContext(Map<String, SignalType> signals, Path installation, PathCheck paths) {
    public RecipeContext {
        signals = Collections.unmodifiableSortedMap(new TreeMap<>(signals));
        Objects.requireNonNull(paths, "paths");
    }

    /** The same with further columns that expressions may use. */
    RecipeContext with(Map<String, SignalType> columns) {
        Map<String, SignalType> all = new TreeMap<>(signals);
        all.putAll(columns);
        return new RecipeContext(all, installation, paths);
    }

    /** Local paths are looked at; those with another scheme are taken as they are until the run resolves them. */
    public static RecipeContext local(Map<String, SignalType> signals, Path installation) {
        return new RecipeContext(signals, installation, PathCheck.local(PathCheck.none()));
    }
}
