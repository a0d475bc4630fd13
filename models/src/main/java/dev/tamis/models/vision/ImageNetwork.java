package dev.tamis.models.vision;

import dev.tamis.filters.image.ImageView;
import dev.tamis.models.ImageModel;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.neural.Format;
import dev.tamis.models.neural.Head;
import dev.tamis.models.neural.Network;
import dev.tamis.models.neural.NeuralModel;
import dev.tamis.models.neural.Task;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A network in ONNX that looks at images: a classifier, a regression, or one that gives each image an embedding.
 *
 * <p>When it is opened it is run on black images, so that one that does not fit its settings is refused before a run. One that
 * fails on images later fails the task. An image for which it gives no finite number has null scores.
 */
public final class ImageNetwork implements ImageModel {
    private final ImageInput input;
    private final Head head;
    private final Network network;
    private final int dimensions;
    private final boolean alone;
    private final List<ScoreColumn> columns;

    /** @param alone whether it is given images one by one */
    private record Probe(int dimensions, boolean alone) {}

    private ImageNetwork(ImageInput input, Head head, Network network, Probe probe) {
        this.input = input;
        this.head = head;
        this.network = network;
        this.dimensions = probe.dimensions;
        this.alone = probe.alone;
        this.columns = head.columns();
    }

    /**
     * Opens a model.
     *
     * @param output name of the output that is read; null for the first
     * @throws ModelException if the file is refused or broken, or does not fit the settings
     */
    public static ImageNetwork open(ModelSource model, ImageInput input, Head head, String output) throws IOException {
        Network network = network(model, output);
        try {
            return new ImageNetwork(input, head, network, probe(model.name(), network, input, head));
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** Opens a file that must be ONNX. */
    static Network network(ModelSource model, String output) throws IOException {
        Optional<Format> found = NeuralModel.formatOf(model);
        if (found.isEmpty() || found.get() != Format.ONNX) {
            throw new ModelException(
                    model.name() + " is no onnx file; Keras, TensorFlow and pickled models are not read");
        }
        return Network.openImages(model.name(), model.local(), output);
    }

    private static Network.Output tried(Network network, ImageInput input, int images) throws IOException {
        return network.run(new float[images * input.numbers()], input.sizes(images));
    }

    private static ModelException refused(IOException cause) {
        return new ModelException(
                cause.getMessage() + " (tried when it was opened: its image { width, height, layout } may be others)",
                cause);
    }

    /** What the network gives for black images, two where it takes two at once. */
    private static Probe probe(String name, Network network, ImageInput input, Head head) throws IOException {
        Network.Output output;
        int images = network.alone() ? 1 : 2;
        try {
            output = tried(network, input, images);
        } catch (IOException e) {
            if (images == 1) {
                throw refused(e);
            }
            // Made for one image at a time.
            images = 1;
            try {
                output = tried(network, input, 1);
            } catch (IOException one) {
                throw refused(one);
            }
        }
        long[] shape = output.shape();
        int width = shape.length == 0 || shape[0] != images ? 0 : output.values().length / images;
        boolean row = shape.length == 2 || (shape.length == 1 && width == 1) || isPooled(shape);
        String is = "its output has the sizes " + Arrays.toString(shape);
        if (head.task() == Task.EMBED) {
            if (width < 1 || !row) {
                throw new ModelException(name + " does not embed: " + is + ", where [images, dimensions] is expected");
            }
            return new Probe(width, images == 1);
        }
        if (width != head.outputs() || !row) {
            throw new ModelException(name + " does not fit task " + head.task().id() + ": " + is
                    + ", where [images, " + head.outputs() + "] is expected"
                    + (head.task() == Task.REGRESS ? "" : ", one for each label"));
        }
        return new Probe(0, images == 1);
    }

    /** Whether the sizes are those of a pooled feature map, [images, n, 1, 1]. */
    private static boolean isPooled(long[] shape) {
        return shape.length == 4 && shape[2] == 1 && shape[3] == 1;
    }

    @Override
    public List<ScoreColumn> columns() {
        return columns;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public ImageView view() {
        return input.view();
    }

    @Override
    public ImageScorer scorer() {
        return new ImageNetworkScorer(this);
    }

    ImageInput input() {
        return input;
    }

    Head head() {
        return head;
    }

    Network network() {
        return network;
    }

    boolean alone() {
        return alone;
    }

    @Override
    public void close() {
        network.close();
    }
}
