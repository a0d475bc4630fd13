package dev.tamis.pipeline.model;

import dev.tamis.models.ModelException;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.TextModel;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.recipe.PinnedFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The models that this process has loaded, one of each: tasks on its threads share them. They stay until the process ends, for
 * the next task needs them again.
 */
public final class LoadedModels {
    private static final Map<ModelSpec, TextModel> LOADED = new LinkedHashMap<>();

    private LoadedModels() {}

    /**
     * The model, loaded now if it was not before.
     *
     * @throws IOException if a file cannot be read, is not the pinned one or is broken
     */
    public static TextModel get(ModelSpec spec, Configuration conf) throws IOException {
        synchronized (LOADED) {
            TextModel model = LOADED.get(spec);
            if (model == null) {
                model = load(spec, conf);
                check(spec, model);
                LOADED.put(spec, model);
            }
            return model;
        }
    }

    private static TextModel load(ModelSpec spec, Configuration conf) throws IOException {
        for (PinnedFile file : spec.files()) {
            StoredModel.open(file, conf);
        }
        throw new ModelException("models." + spec.name() + ": type " + spec.type() + " is not yet read");
    }

    /** The recipe's columns were promised before the model was there. */
    private static void check(ModelSpec spec, TextModel model) {
        List<String> promised = List.copyOf(spec.columns().keySet());
        List<String> given = model.columns().stream()
                .map(ScoreColumn::suffix)
                .map(suffix -> spec.name() + suffix)
                .toList();
        if (!given.equals(promised) || spec.embeds() != model.dimensions() > 0) {
            throw new IllegalStateException(
                    "Model " + spec.name() + " gives the columns " + given + ", its recipe has " + promised);
        }
    }
}
