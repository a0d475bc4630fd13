package dev.tamis.models.vision;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ImageModel;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import dev.tamis.models.neural.Format;
import dev.tamis.models.neural.Head;
import dev.tamis.models.neural.NeuralModel;
import dev.tamis.models.neural.NeuralSettings;
import dev.tamis.models.neural.Pooling;
import dev.tamis.models.neural.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How well an image and its caption fit, by two networks that embed both into one space, such as CLIP's (Radford et al. 2021):
 * the cosine of the embeddings, -1 to 1. An image without a caption, or with one that has no tokens, has none.
 */
public final class Similarity implements ImageModel {
    private static final List<ScoreColumn> COLUMNS = List.of(new ScoreColumn(
            "",
            SignalType.DOUBLE,
            "Cosine of the embeddings of the image and its caption, -1 to 1; null without one."));

    private final ImageNetwork images;
    private final NeuralModel texts;

    private Similarity(ImageNetwork images, NeuralModel texts) {
        this.images = images;
        this.texts = texts;
    }

    /**
     * Opens both networks.
     *
     * @param image what embeds images
     * @param text what embeds texts
     * @param tokenizer of the texts, a tokenizer.json
     * @param input how images become the input of the first
     * @param maxTokens of a caption that are read
     * @param prefix set before each caption; may be empty
     * @param imageOutput name of the output that is read of the first; null for its first
     * @param textOutput the same of the second
     * @throws ModelException if a file is refused or broken, or their embeddings have different lengths
     */
    public static Similarity open(
            ModelSource image,
            ModelSource text,
            ModelSource tokenizer,
            ImageInput input,
            int maxTokens,
            String prefix,
            String imageOutput,
            String textOutput)
            throws IOException {
        ImageNetwork images =
                ImageNetwork.open(image, input, new Head(Task.EMBED, List.of(), null, false), imageOutput);
        NeuralModel texts = null;
        try {
            texts = NeuralModel.open(
                    Format.ONNX,
                    text,
                    tokenizer,
                    new NeuralSettings(
                            Task.EMBED,
                            List.of(),
                            null,
                            false,
                            maxTokens,
                            NeuralSettings.BATCH_TOKENS,
                            Pooling.CLS,
                            prefix,
                            List.of(),
                            textOutput));
            if (texts.dimensions() != images.dimensions()) {
                throw new ModelException(text.name() + " embeds into " + texts.dimensions() + " dimensions, "
                        + image.name() + " into " + images.dimensions() + ": they are not two parts of one model");
            }
            return new Similarity(images, texts);
        } catch (IOException | RuntimeException e) {
            images.close();
            if (texts != null) {
                texts.close();
            }
            throw e;
        }
    }

    @Override
    public List<ScoreColumn> columns() {
        return COLUMNS;
    }

    @Override
    public ImageView view() {
        return images.view();
    }

    @Override
    public ImageScorer scorer() throws IOException {
        return new PairScorer(new ImageNetworkScorer(images), texts.scorer());
    }

    /** Both networks on one thread. */
    private static final class PairScorer implements ImageScorer {
        private final ImageNetworkScorer pictures;
        private final TextScorer captions;
        private final Scores embeddings = new Scores(0);

        PairScorer(ImageNetworkScorer pictures, TextScorer captions) {
            this.pictures = pictures;
            this.captions = captions;
        }

        @Override
        public int batch() {
            return pictures.batch();
        }

        @Override
        public long cut() {
            return captions.cut();
        }

        @Override
        public void score(List<ScoredImage> images, Scores scores) throws IOException {
            List<ScoredText> texts = new ArrayList<>();
            List<ScoredImage> some = new ArrayList<>();
            int[] places = new int[images.size()];
            for (int i = 0; i < images.size(); i++) {
                byte[] caption = images.get(i).caption();
                if (caption != null && caption.length > 0) {
                    places[some.size()] = i;
                    some.add(images.get(i));
                    texts.add(new ScoredText(caption, null));
                }
            }
            if (some.isEmpty()) {
                return;
            }
            embeddings.reset(some.size());
            captions.score(texts, embeddings);
            float[][] seen = pictures.embeddings(some);
            for (int i = 0; i < some.size(); i++) {
                float[] said = embeddings.embedding(i);
                if (said != null && seen[i] != null) {
                    scores.set(places[i], 0, cosine(seen[i], said));
                }
            }
        }

        private static double cosine(float[] a, float[] b) {
            double sum = 0;
            for (int d = 0; d < a.length; d++) {
                sum += (double) a[d] * b[d];
            }
            return Math.max(-1, Math.min(1, sum));
        }

        @Override
        public void close() throws IOException {
            captions.close();
        }
    }

    @Override
    public void close() {
        images.close();
        texts.close();
    }
}
