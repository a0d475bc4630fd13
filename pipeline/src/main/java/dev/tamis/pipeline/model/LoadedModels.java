package dev.tamis.pipeline.model;

import dev.tamis.models.ModelException;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoringModel;
import dev.tamis.models.TextModel;
import dev.tamis.models.cascade.CascadeModel;
import dev.tamis.models.fasttext.FastTextClassifier;
import dev.tamis.models.fasttext.Newlines;
import dev.tamis.models.neural.Format;
import dev.tamis.models.neural.Head;
import dev.tamis.models.neural.NeuralModel;
import dev.tamis.models.neural.NeuralSettings;
import dev.tamis.models.neural.Pooling;
import dev.tamis.models.neural.Task;
import dev.tamis.models.ngram.LanguageFiles;
import dev.tamis.models.ngram.Normalization;
import dev.tamis.models.ngram.PerplexityModel;
import dev.tamis.models.relevance.ImportanceModel;
import dev.tamis.models.vision.ImageNetwork;
import dev.tamis.models.vision.Similarity;
import dev.tamis.models.vision.TextArea;
import dev.tamis.pipeline.recipe.ModelSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The models that this process has loaded, one of each: tasks on its threads share them. They stay until the process ends, for
 * the next task needs them again.
 */
public final class LoadedModels {
    private static final Map<ModelSpec, ScoringModel> LOADED = new LinkedHashMap<>();

    private LoadedModels() {}

    /**
     * The model, loaded now if it was not before.
     *
     * @param spec of a model that is there: one that the run fits, with the file of what it fitted
     * @throws IOException if a file cannot be read, is not the pinned one or is broken
     */
    public static ScoringModel get(ModelSpec spec, Configuration conf) throws IOException {
        synchronized (LOADED) {
            ScoringModel model = LOADED.get(spec);
            if (model == null) {
                try {
                    model = load(spec, conf);
                } catch (IOException e) {
                    throw new ModelException("models." + spec.name() + ": " + e.getMessage(), e);
                }
                check(spec, model);
                LOADED.put(spec, model);
            }
            return model;
        }
    }

    private static ScoringModel load(ModelSpec spec, Configuration conf) throws IOException {
        if (spec instanceof ModelSpec.Ngram ngram) {
            return perplexity(ngram, conf);
        }
        if (spec instanceof ModelSpec.FastText fastText) {
            return FastTextClassifier.read(
                    StoredModel.open(fastText.file(), conf),
                    fastText.labels(),
                    fastText.single(),
                    Newlines.of(fastText.newlines()));
        }
        if (spec instanceof ModelSpec.Importance importance) {
            return ImportanceModel.read(StoredModel.open(importance.file(), conf));
        }
        if (spec instanceof ModelSpec.Neural neural) {
            return neural(neural, conf);
        }
        if (spec instanceof ModelSpec.Vision vision && vision.task().equals("text_area")) {
            return TextArea.open(StoredModel.open(vision.file(), conf), vision.image(), vision.output());
        }
        if (spec instanceof ModelSpec.Similarity similarity) {
            return Similarity.open(
                    StoredModel.open(similarity.file(), conf),
                    StoredModel.open(similarity.textFile(), conf),
                    StoredModel.open(similarity.tokenizer(), conf),
                    similarity.image(),
                    similarity.maxTokens(),
                    similarity.prefix(),
                    similarity.output(),
                    similarity.textOutput());
        }
        if (spec instanceof ModelSpec.Vision vision) {
            return ImageNetwork.open(
                    StoredModel.open(vision.file(), conf),
                    vision.image(),
                    new Head(
                            Task.valueOf(vision.task().toUpperCase(Locale.ROOT)),
                            vision.labels(),
                            vision.label(),
                            vision.probabilities()),
                    vision.output());
        }
        if (spec instanceof ModelSpec.Cascade cascade) {
            return CascadeModel.read(
                    StoredModel.open(cascade.file(), conf),
                    cascade.side(),
                    cascade.scaleFactor(),
                    cascade.neighbors(),
                    cascade.minSize());
        }
        throw new ModelException("type " + spec.type() + " is not yet read");
    }

    private static TextModel neural(ModelSpec.Neural spec, Configuration conf) throws IOException {
        return NeuralModel.open(
                spec.type().equals(Format.ONNX.id()) ? Format.ONNX : Format.TORCHSCRIPT,
                StoredModel.open(spec.file(), conf),
                StoredModel.open(spec.tokenizer(), conf),
                new NeuralSettings(
                        Task.valueOf(spec.task().toUpperCase(Locale.ROOT)),
                        spec.labels(),
                        spec.label(),
                        spec.probabilities(),
                        spec.maxTokens(),
                        spec.batchTokens(),
                        Pooling.valueOf(spec.pooling().toUpperCase(Locale.ROOT)),
                        spec.prefix(),
                        spec.inputs(),
                        spec.output()));
    }

    private static TextModel perplexity(ModelSpec.Ngram spec, Configuration conf) throws IOException {
        List<LanguageFiles> files = new ArrayList<>();
        for (Map.Entry<String, ModelSpec.Ngram.Language> one : spec.languages().entrySet()) {
            files.add(new LanguageFiles(
                    one.getKey().isEmpty() ? null : one.getKey(),
                    StoredModel.open(one.getValue().file(), conf),
                    StoredModel.open(one.getValue().tokenizer(), conf)));
        }
        return PerplexityModel.open(files, Normalization.of(spec.normalize()));
    }

    /** The recipe's columns were promised before the model was there. */
    private static void check(ModelSpec spec, ScoringModel model) {
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
