package dev.tamis.models.neural;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.TextModel;
import dev.tamis.models.TextScorer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A network in ONNX or TorchScript with its tokenizer.json.
 *
 * <p>When it is opened it is run once on a text of the greatest length, so that a model that does not fit its settings is
 * refused before a run. A network that fails on texts later fails the task, with the batch's sizes in the message: were its
 * texts left without scores, rules would decide on a broken model. A text without tokens, such as the empty one, has null
 * scores; so has one whose score is not a finite number.
 */
public final class NeuralModel implements TextModel {
    private final NeuralSettings settings;
    private final TokenizerFile tokenizer;
    private final Network network;
    private final boolean alone;
    private final List<ScoreColumn> columns;
    private final int dimensions;

    private NeuralModel(
            NeuralSettings settings, TokenizerFile tokenizer, Network network, boolean alone, int dimensions) {
        this.settings = settings;
        this.tokenizer = tokenizer;
        this.network = network;
        this.alone = alone;
        this.dimensions = dimensions;
        this.columns = settings.head().columns();
    }

    /**
     * Opens a model.
     *
     * @param format what the file must be
     * @param model the network
     * @param tokenizer its tokenizer.json
     * @throws ModelException if a file is refused or broken, does not fit the settings, or the engine is not there
     */
    public static NeuralModel open(Format format, ModelSource model, ModelSource tokenizer, NeuralSettings settings)
            throws IOException {
        Optional<Format> found = formatOf(model);
        if (found.isEmpty() || found.get() != format) {
            throw new ModelException(model.name() + " is no " + format.id() + " file"
                    + found.map(other -> " but " + other.id()).orElse("")
                    + "; pickles (.pt, .bin, .pth of torch.save), H5 and saved models of TensorFlow are not read");
        }
        // What was looked at is what the engine gets: a source may make a file anew each time it is asked for one.
        Path file = model.local();
        boolean alone = false;
        if (format == Format.ONNX) {
            alone = OnnxFile.check(model.name(), file).scalesOverBatch();
        } else {
            TorchScriptFile.check(model.name(), file);
        }
        TokenizerFile tokens = TokenizerFile.open(tokenizer.name(), tokenizer.local());
        Network network = null;
        try {
            network = Network.open(model.name(), file, format, settings);
            return new NeuralModel(settings, tokens, network, alone, probe(model.name(), network, settings));
        } catch (IOException | RuntimeException e) {
            if (network != null) {
                network.close();
            }
            tokens.close();
            throw e;
        }
    }

    /** The format of a file by its first bytes; empty if it is neither. An ONNX file begins with the version of its format. */
    public static Optional<Format> formatOf(ModelSource model) throws IOException {
        byte[] first;
        try (InputStream in = model.open()) {
            first = in.readNBytes(4);
        }
        if (first.length == 4 && first[0] == 'P' && first[1] == 'K' && first[2] == 3 && first[3] == 4) {
            return Optional.of(Format.TORCHSCRIPT);
        }
        // Field 1 as a varint, with a version below 128.
        return first.length == 4 && first[0] == 8 && first[1] > 0 ? Optional.of(Format.ONNX) : Optional.empty();
    }

    /**
     * Looks at a file without opening it in an engine.
     *
     * @return a sentence on what it is
     * @throws ModelException if it is refused
     */
    public static String look(ModelSource model) throws IOException {
        Optional<Format> format = formatOf(model);
        if (format.isEmpty()) {
            throw new ModelException(model.name() + " is neither an ONNX file nor a TorchScript archive");
        }
        if (format.get() == Format.TORCHSCRIPT) {
            TorchScriptFile.check(model.name(), model.local());
            return "a TorchScript archive";
        }
        return OnnxFile.check(model.name(), model.local()).scalesOverBatch()
                ? "an ONNX file that is quantised dynamically: its texts are run one by one"
                : "an ONNX file";
    }

    /** @throws ModelException if a file is no tokenizer.json, or the library does not take it */
    public static void checkTokenizer(ModelSource tokenizer) throws IOException {
        TokenizerFile.open(tokenizer.name(), tokenizer.local()).close();
    }

    /** Runs the network on a text as long as any may be, and checks what comes out. */
    private static int probe(String name, Network network, NeuralSettings settings) throws IOException {
        int columns = settings.maxTokens();
        long[] ids = new long[columns];
        long[] mask = new long[columns];
        Arrays.fill(mask, 1);
        Network.Output output;
        try {
            output = network.run(ids, mask, new long[columns], 1, columns);
        } catch (IOException e) {
            throw new ModelException(
                    e.getMessage() + " (tried when it was opened: max_tokens may be more than it takes, or its inputs"
                            + " others than it is given)",
                    e);
        }
        long[] shape = output.shape();
        String is = "its output has the sizes " + Arrays.toString(shape);
        if (settings.task() == Task.EMBED) {
            boolean ofTokens = shape.length == 3 && shape[0] == 1 && shape[1] == columns;
            boolean ofText = shape.length == 2 && shape[0] == 1;
            if (!ofTokens && !ofText) {
                throw new ModelException(name + " does not embed: " + is
                        + ", where [texts, tokens, dimensions] or [texts, dimensions] is expected");
            }
            return Math.toIntExact(shape[shape.length - 1]);
        }
        int expected = settings.head().outputs();
        boolean row = shape.length == 2 && shape[0] == 1 && shape[1] == expected;
        boolean number = expected == 1 && shape.length == 1 && shape[0] == 1;
        if (!row && !number) {
            throw new ModelException(
                    name + " does not fit task " + settings.task().id() + ": " + is + ", where [texts, " + expected
                            + "] is expected" + (settings.task() == Task.REGRESS ? "" : ", one for each label"));
        }
        return 0;
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
    public TextScorer scorer() {
        return new NeuralScorer(this);
    }

    NeuralSettings settings() {
        return settings;
    }

    TokenizerFile tokenizer() {
        return tokenizer;
    }

    Network network() {
        return network;
    }

    /** Whether each text must be run by itself, for its result to be its own. */
    boolean alone() {
        return alone;
    }

    @Override
    public void close() {
        network.close();
        tokenizer.close();
    }
}
