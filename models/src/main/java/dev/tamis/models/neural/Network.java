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

/** A network that DJL has opened. Threads share it. */
final class Network implements Closeable {
    private final String name;
    private final Model model;
    private final Format format;
    private final List<String> inputs;
    private final String output;

    private Network(String name, Model model, Format format, List<String> inputs, String output) {
        this.name = name;
        this.model = model;
        this.format = format;
        this.inputs = inputs;
        this.output = output;
    }

    /**
     * An output, row after row.
     *
     * @param values all its numbers
     * @param shape its sizes, of which the first is the number of texts
     */
    record Output(float[] values, long[] shape) {}

    /**
     * Opens a file that was looked at before.
     *
     * @throws ModelException if the engine is not there or does not take it
     */
    static Network open(String name, Path file, Format format, NeuralSettings settings) throws ModelException {
        Engines.start(format);
        Model model = Model.newInstance(format.id(), Device.cpu(), format.engine());
        try {
            model.load(file.toAbsolutePath(), null, options(format));
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
            return new Network(name, model, format, List.copyOf(inputs), settings.output());
        } catch (MalformedModelException | RuntimeException | OrtException | LinkageError e) {
            model.close();
            throw new ModelException(name + " cannot be opened: " + Engines.message(e), e);
        } catch (ModelException e) {
            model.close();
            throw e;
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
        try (NDManager manager = model.getNDManager().newSubManager()) {
            Shape shape = new Shape(rows, columns);
            NDList given = new NDList();
            for (String input : inputs) {
                long[] values = input.equals("input_ids") ? ids : input.equals("attention_mask") ? mask : types;
                NDArray array = manager.create(values, shape);
                if (format == Format.ONNX) {
                    array.setName(input);
                }
                given.add(array);
            }
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
            throw new IOException(
                    name + " fails on " + rows + " texts of up to " + columns + " tokens: " + Engines.message(e), e);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
