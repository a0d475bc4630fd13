package dev.tamis.pipeline.model;

import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextModel;
import dev.tamis.models.TextScorer;
import dev.tamis.pipeline.recipe.ModelSpec;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** The models of a recipe made ready to score texts, on one thread. */
public final class ModelScorers implements Closeable {
    private static final int MOST_TEXTS = 1024;

    private final List<Open> models = new ArrayList<>();

    /** A model with what this thread needs of it. */
    private record Open(ModelSpec spec, List<ScoreColumn> columns, TextScorer scorer, Scores scores) {}

    /** @param specs of which those that a run has yet to fit give nothing */
    public ModelScorers(List<ModelSpec> specs, Configuration conf) throws IOException {
        for (ModelSpec spec : specs) {
            if (!spec.ready()) {
                continue;
            }
            TextModel model = LoadedModels.get(spec, conf);
            models.add(new Open(
                    spec,
                    model.columns(),
                    model.scorer(),
                    new Scores(model.columns().size())));
        }
    }

    /** Hears what models say of texts. */
    public interface Hearer {
        /** @param value a Double, Long, String or null */
        void value(int text, String column, Object value);

        default void embedding(int text, String column, float[] embedding) {}
    }

    /** How many texts are best given at once. */
    public int batch() {
        int most = 1;
        for (Open model : models) {
            most = Math.max(most, model.scorer.batch());
        }
        return Math.min(most, MOST_TEXTS);
    }

    /** Has every model score the texts. */
    public void score(List<ScoredText> texts, Hearer hearer) throws IOException {
        for (Open model : models) {
            int batch = Math.max(1, model.scorer.batch());
            for (int from = 0; from < texts.size(); from += batch) {
                List<ScoredText> some = texts.subList(from, Math.min(from + batch, texts.size()));
                model.scores.reset(some.size());
                model.scorer.score(some, model.scores);
                for (int i = 0; i < some.size(); i++) {
                    tell(model, i, from + i, hearer);
                }
            }
        }
    }

    private static void tell(Open model, int row, int text, Hearer hearer) {
        for (int c = 0; c < model.columns.size(); c++) {
            hearer.value(text, model.spec.name() + model.columns.get(c).suffix(), model.scores.get(row, c));
        }
        float[] embedding = model.scores.embedding(row);
        if (embedding != null) {
            hearer.embedding(text, model.spec.name(), embedding);
        }
    }

    /** How many texts so far a model did not read to their end, by the models' names; those that read all are left out. */
    public SortedMap<String, Long> cut() {
        SortedMap<String, Long> cut = new TreeMap<>();
        for (Open model : models) {
            if (model.scorer.cut() > 0) {
                cut.put(model.spec.name(), model.scorer.cut());
            }
        }
        return cut;
    }

    @Override
    public void close() throws IOException {
        for (Open model : models) {
            model.scorer.close();
        }
    }
}
