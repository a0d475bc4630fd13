package dev.tamis.pipeline.recipe;

import dev.tamis.filters.signal.SignalType;
import java.nio.file.Path;
import java.util.Map;

/** The signals that the recipes under src/test/resources know. */
final class TestSignals {

    static final Map<String, SignalType> ALL = Map.of(
            "words", SignalType.LONG,
            "chars", SignalType.LONG,
            "mean_word_length", SignalType.DOUBLE,
            "symbol_word_ratio", SignalType.DOUBLE,
            "lang", SignalType.STRING,
            "has_licence", SignalType.FLAG);

    static final RecipeContext CONTEXT = RecipeContext.local(ALL, null);

    static final Path RECIPES = Path.of("src/test/resources/recipe");

    private TestSignals() {}
}
