package dev.tamis.models.neural;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.tamis.models.ModelException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A network that DJL has opened. Threads share it. */
public final class Network implements Closeable {
    private final String name;
    private final Model model;
    private final Format format;
    private final List<String> inputs;
    private final String output;
    private final boolean alone;

    private Network(String name, Model model, Format format, List<String> inputs, String output, boolean alone) {
        this.name = name;
        this.model = model;
        this.format = format;
        this.inputs = inputs;
        this.output = output;
        this.alone = alone;
    }

    /**
     * An output, row after row.
     *
     * @param values all its numbers
     * @param shape its sizes, of which the first is the number of texts or images
     */
    public record Output(float[] values, long[] shape) {}

    /**
     * Opens a file that was looked at before.
     *
     * @throws ModelException if the engine is not there or does not take it
     */
    static Network open(String name, Path file, Format format, NeuralSettings settings) throws ModelException {
        Model model = load(name, file, format);
        try {
            List<String> inputs = settings.inputs();
            if (format == Format.ONNX) {
                List<String> asked =
                        new ArrayList<>(model.getBlock().describeInput().keys());
                if (!NeuralSettings.INPUTS.containsAll(asked)) {
                    throw new ModelException(name + " asks for " + asked + " (known: " + NeuralSettings.INPUTS + ")");
                }
                if (!inputs.isEmpty() && !(inputs.containsAll(asked) && asked.containsAll(inputs))) {
                    throw new ModelException(name + " asks for " + asked + ", where the recipe's inputs are " + inputs);
                }
                inputs = asked;
            } else if (inputs.isEmpty()) {
                inputs = NeuralSettings.INPUTS.subList(0, 2);
            }
            if (!inputs.contains("input_ids")) {
                throw new ModelException(name + " does not ask for input_ids");
            }
            return new Network(name, model, format, List.copyOf(inputs), settings.output(), false);
        } catch (RuntimeException | LinkageError e) {
            model.close();
            throw new ModelException(name + " cannot be opened: " + Engines.message(e), e);
        } catch (ModelException e) {
            model.close();
            throw e;
        }
    }

    /**
     * Opens an ONNX file that takes images, in one input.
     *
     * @param output name of the output that is read; null for the first
     * @throws ModelException if it is refused, the engine does not take it, or its input is another
     */
    public static Network openImages(String name, Path file, String output) throws IOException {
        OnnxFile looked = OnnxFile.check(name, file);
        Model model = load(name, file, Format.ONNX);
        try {
            List<String> asked = model.getBlock().describeInput().keys();
            if (asked.size() != 1) {
                throw new ModelException(name + " asks for " + asked + ", where one input is expected: the images");
            }
            return new Network(name, model, Format.ONNX, List.copyOf(asked), output, looked.scalesOverBatch());
        } catch (RuntimeException | LinkageError e) {
            model.close();
            throw new ModelException(name + " cannot be opened: " + Engines.message(e), e);
        } catch (ModelException e) {
            model.close();
            throw e;
        }
    }

    private static Model load(String name, Path file, Format format) throws ModelException {
        Engines.start(format);
        Model model = Model.newInstance(format.id(), Device.cpu(), format.engine());
        try {
            model.load(file.toAbsolutePath(), null, options(format));
            return model;
        } catch (MalformedModelException | RuntimeException | OrtException | LinkageError e) {
            model.close();
            throw new ModelException(name + " cannot be opened: " + Engines.message(e), e);
        } catch (IOException e) {
            model.close();
            throw new ModelException(name + " cannot be opened: " + Engines.message(e), e);
        }
    }

    private static Map<String, Object> options(Format format) throws OrtException {
        Map<String, Object> options = new LinkedHashMap<>();
        if (format == Format.ONNX) {
            OrtSession.SessionOptions session = new OrtSession.SessionOptions();
            session.setIntraOpNumThreads(1);
            session.setInterOpNumThreads(1);
            // Batches have all kinds of sizes: plans for each would be kept and not be used again. The arena is what
            // the largest batches of the tasks at once need, which batch_tokens bounds; without it calls take a tenth
            // longer.
            session.setCPUArenaAllocator(true);
            session.setMemoryPatternOptimization(false);
            // What goes wrong is thrown; its log would go past the operator's own.
            session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            options.put("sessionOptions", session);
        }
        return options;
    }

    /** Whether it is told which tokens are padding. */
    boolean masksPadding() {
        return inputs.contains("attention_mask");
    }

    /**
     * Runs it.
     *
     * @param ids rows by columns of token ids
     * @param mask the same of 1 for a token and 0 for padding
     * @param types the same of segments
     */
    Output run(long[] ids, long[] mask, long[] types, int rows, int columns) throws IOException {
        Shape shape = new Shape(rows, columns);
        return run(rows + " texts of up to " + columns + " tokens", (manager, given) -> {
            for (String input : inputs) {
                long[] values = input.equals("input_ids") ? ids : input.equals("attention_mask") ? mask : types;
                given.add(named(manager.create(values, shape), input));
            }
        });
    }

    /**
     * Runs it on images.
     *
     * @param values of all images, one after the other
     * @param sizes how many images there are, and the three sizes of each
     */
    public Output run(float[] values, long... sizes) throws IOException {
        return run(
                sizes[0] + " images of " + sizes[1] + " x " + sizes[2] + " x " + sizes[3],
                (manager, given) -> given.add(named(manager.create(values, new Shape(sizes)), inputs.get(0))));
    }

    /** Whether each document must be run by itself, for its result to be its own. */
    public boolean alone() {
        return alone;
    }

    private NDArray named(NDArray array, String input) {
        if (format == Format.ONNX) {
            array.setName(input);
        }
        return array;
    }

    private Output run(String what, BiConsumer<NDManager, NDList> fill) throws IOException {
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList given = new NDList();
            fill.accept(manager, given);
            NDList outputs = model.getBlock().forward(new ParameterStore(manager, false), given, false);
            try {
                NDArray chosen = output == null ? outputs.head() : outputs.get(output);
                if (chosen == null) {
                    throw new IOException(name + " has no output " + output + " (it has "
                            + outputs.stream().map(NDArray::getName).toList() + ")");
                }
                return new Output(chosen.toFloatArray(), chosen.getShape().getShape());
            } finally {
                outputs.close();
            }
        } catch (RuntimeException e) {
            throw new IOException(name + " fails on " + what + ": " + Engines.message(e), e);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
