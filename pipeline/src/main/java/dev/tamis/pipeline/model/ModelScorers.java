package dev.tamis.pipeline.model;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.models.ImageModel;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.ScoringModel;
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

/** The models of a recipe made ready to score documents, on one thread. */
public final class ModelScorers implements Closeable {
    private static final int MOST_TEXTS = 1024;

    private final List<TextSide> texts = new ArrayList<>();
    private final List<ImageSide> images = new ArrayList<>();
    /** What the models of images want to see, each picture once. */
    private final List<ImageView> views = new ArrayList<>();

    /** A model of texts with what this thread needs of it. */
    private record TextSide(ModelSpec spec, List<ScoreColumn> columns, TextScorer scorer, Scores scores) {}

    /** The same of images; its picture is that of {@link #views} at {@code view}. */
    private record ImageSide(ModelSpec spec, List<ScoreColumn> columns, ImageScorer scorer, Scores scores, int view) {}

    /** @param specs of which those that are not there, or that a run has yet to fit, give nothing */
    public ModelScorers(List<ModelSpec> specs, Configuration conf) throws IOException {
        for (ModelSpec spec : specs) {
            if (!spec.ready()) {
                continue;
            }
            ScoringModel model = LoadedModels.get(spec, conf);
            Scores scores = new Scores(model.columns().size());
            if (model instanceof TextModel text) {
                texts.add(new TextSide(spec, model.columns(), text.scorer(), scores));
            } else if (model instanceof ImageModel image) {
                if (!views.contains(image.view())) {
                    views.add(image.view());
                }
                images.add(new ImageSide(spec, model.columns(), image.scorer(), scores, views.indexOf(image.view())));
            } else {
                throw new IllegalStateException("Model " + spec.name() + " scores neither texts nor images");
            }
        }
    }

    /** Hears what models say of documents. */
    public interface Hearer {
        /** @param value a Double, Long, String or null */
        void value(int document, String column, Object value);

        default void embedding(int document, String column, float[] embedding) {}
    }

    /** Shows the images among documents. */
    public interface Images {
        /** Documents of which none is an image. */
        Images NONE = new Images() {
            @Override
            public boolean isImage(int document) {
                return false;
            }

            @Override
            public List<Pixels> look(int document, List<ImageView> views) {
                throw new IllegalStateException("No image");
            }
        };

        boolean isImage(int document);

        /**
         * Small pictures of an image, each as one of the views.
         *
         * @throws IOException if it cannot be read or decoded; the task then fails, for it could when it was annotated
         */
        List<Pixels> look(int document, List<ImageView> views) throws IOException;
    }

    /** How many documents are best given at once. */
    public int batch() {
        int most = 1;
        for (TextSide model : texts) {
            most = Math.max(most, model.scorer.batch());
        }
        return Math.min(Math.max(most, imageBatch()), MOST_TEXTS);
    }

    /** Whether some model looks at images. */
    public boolean looksAtImages() {
        return !images.isEmpty();
    }

    private int imageBatch() {
        int most = 1;
        for (ImageSide model : images) {
            most = Math.max(most, model.scorer.batch());
        }
        return most;
    }

    /** Has every model score documents that are texts. */
    public void score(List<ScoredText> documents, Hearer hearer) throws IOException {
        score(documents, Images.NONE, hearer);
    }

    /**
     * Has every model score documents.
     *
     * @param documents text of each, of an image its caption; null where there is none, so that models of texts give null
     * @param shown the images among them
     */
    public void score(List<ScoredText> documents, Images shown, Hearer hearer) throws IOException {
        int[] numbers = new int[documents.size()];
        List<ScoredText> some = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            if (documents.get(i) != null) {
                numbers[some.size()] = i;
                some.add(documents.get(i));
            }
        }
        for (TextSide model : texts) {
            score(model, some, numbers, hearer);
            for (int i = 0; i < documents.size(); i++) {
                if (documents.get(i) == null) {
                    nothing(model.spec, model.columns, i, hearer);
                }
            }
        }
        if (images.isEmpty()) {
            return;
        }
        int batch = imageBatch();
        int found = 0;
        List<List<Pixels>> pictures = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            if (!shown.isImage(i)) {
                for (ImageSide model : images) {
                    nothing(model.spec, model.columns, i, hearer);
                }
                continue;
            }
            numbers[found++] = i;
            pictures.add(shown.look(i, views));
            if (found == batch) {
                look(documents, pictures, numbers, hearer);
                found = 0;
                pictures.clear();
            }
        }
        look(documents, pictures, numbers, hearer);
    }

    private static void score(TextSide model, List<ScoredText> documents, int[] numbers, Hearer hearer)
            throws IOException {
        int batch = Math.max(1, model.scorer.batch());
        for (int from = 0; from < documents.size(); from += batch) {
            List<ScoredText> some = documents.subList(from, Math.min(from + batch, documents.size()));
            model.scores.reset(some.size());
            model.scorer.score(some, model.scores);
            for (int i = 0; i < some.size(); i++) {
                tell(model.spec, model.columns, model.scores, i, numbers[from + i], hearer);
            }
        }
    }

    /** @param numbers of the documents whose pictures there are, as many as there are pictures */
    private void look(List<ScoredText> documents, List<List<Pixels>> pictures, int[] numbers, Hearer hearer)
            throws IOException {
        for (ImageSide model : images) {
            int batch = Math.max(1, model.scorer.batch());
            for (int from = 0; from < pictures.size(); from += batch) {
                int to = Math.min(from + batch, pictures.size());
                List<ScoredImage> some = new ArrayList<>();
                for (int i = from; i < to; i++) {
                    ScoredText caption = documents.get(numbers[i]);
                    some.add(new ScoredImage(pictures.get(i).get(model.view), caption == null ? null : caption.utf8()));
                }
                model.scores.reset(some.size());
                model.scorer.score(some, model.scores);
                for (int i = from; i < to; i++) {
                    tell(model.spec, model.columns, model.scores, i - from, numbers[i], hearer);
                }
            }
        }
    }

    private static void tell(
            ModelSpec spec, List<ScoreColumn> columns, Scores scores, int row, int document, Hearer hearer) {
        for (int c = 0; c < columns.size(); c++) {
            hearer.value(document, spec.name() + columns.get(c).suffix(), scores.get(row, c));
        }
        float[] embedding = scores.embedding(row);
        if (embedding != null) {
            hearer.embedding(document, spec.name(), embedding);
        }
    }

    private static void nothing(ModelSpec spec, List<ScoreColumn> columns, int document, Hearer hearer) {
        for (ScoreColumn column : columns) {
            hearer.value(document, spec.name() + column.suffix(), null);
        }
    }

    /** How many texts so far a model did not read to their end, by the models' names; those that read all are left out. */
    public SortedMap<String, Long> cut() {
        SortedMap<String, Long> cut = new TreeMap<>();
        for (TextSide model : texts) {
            if (model.scorer.cut() > 0) {
                cut.put(model.spec.name(), model.scorer.cut());
            }
        }
        for (ImageSide model : images) {
            if (model.scorer.cut() > 0) {
                cut.put(model.spec.name(), model.scorer.cut());
            }
        }
        return cut;
    }

    @Override
    public void close() throws IOException {
        for (TextSide model : texts) {
            model.scorer.close();
        }
        for (ImageSide model : images) {
            model.scorer.close();
        }
    }
}
