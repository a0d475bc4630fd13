package dev.tamis.models.vision;

import dev.tamis.models.ImageScorer;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.Scores;
import dev.tamis.models.neural.Head;
import dev.tamis.models.neural.Network;
import dev.tamis.models.neural.Task;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Runs a network on images of one thread. */
final class ImageNetworkScorer implements ImageScorer {
    /** Numbers that go together. More leave the caches: four images of 224 x 224 take longer than one by one (bench/RESULTS.md). */
    private static final int BATCH_NUMBERS = 1 << 18;

    private final ImageNetwork model;
    private final float[] table;
    private float[] numbers = new float[0];

    ImageNetworkScorer(ImageNetwork model) {
        this.model = model;
        this.table = model.input().table();
    }

    @Override
    public int batch() {
        return model.alone() ? 1 : Math.max(1, BATCH_NUMBERS / model.input().numbers());
    }

    @Override
    public void score(List<ScoredImage> images, Scores scores) throws IOException {
        float[] values = run(images);
        int width = values.length / images.size();
        for (int i = 0; i < images.size(); i++) {
            if (model.head().task() == Task.EMBED) {
                float[] embedding = unit(values, i * width, width);
                if (embedding != null) {
                    scores.setEmbedding(i, embedding);
                }
            } else {
                model.head().set(values, i * width, i, scores);
            }
        }
    }

    /** The embeddings of images, each of length 1 or null. */
    float[][] embeddings(List<ScoredImage> images) throws IOException {
        float[] values = run(images);
        int width = values.length / images.size();
        float[][] embeddings = new float[images.size()][];
        for (int i = 0; i < embeddings.length; i++) {
            embeddings[i] = unit(values, i * width, width);
        }
        return embeddings;
    }

    private static float[] unit(float[] values, int at, int width) {
        double[] vector = new double[width];
        for (int d = 0; d < width; d++) {
            vector[d] = values[at + d];
        }
        return Head.unit(vector);
    }

    private float[] run(List<ScoredImage> images) throws IOException {
        int each = model.input().numbers();
        // The engine takes whole arrays, so that this one has exactly the length that it needs.
        if (numbers.length != images.size() * each) {
            numbers = new float[images.size() * each];
        } else {
            Arrays.fill(numbers, 0);
        }
        for (int i = 0; i < images.size(); i++) {
            model.input().fill(images.get(i).pixels(), table, numbers, i * each);
        }
        Network.Output output = model.network().run(numbers, model.input().sizes(images.size()));
        int width = model.head().task() == Task.EMBED
                ? model.dimensions()
                : model.head().outputs();
        if (output.values().length != images.size() * width) {
            throw new IOException("the model gives the sizes " + Arrays.toString(output.shape()) + " for "
                    + images.size() + " images");
        }
        return output.values();
    }
}
