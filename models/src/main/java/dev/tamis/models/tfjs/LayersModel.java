package dev.tamis.models.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.models.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A Keras model of images as TensorFlow.js stores it (a "layers model": topology, weights manifest and shards), made into an
 * ONNX file. The files may be JSON and plain bytes, or JavaScript modules that export the object, and each shard in base64;
 * they are parsed and never run.
 *
 * <p>Keras keeps images as height, width, channels and kernels as height, width, inputs, outputs (Keras 2.2.4, layers of the
 * package {@code convolutional}); ONNX keeps channels first in both. The file takes images as Keras does, and transposes.
 * Layers that are known: InputLayer, ZeroPadding2D, Conv2D, DepthwiseConv2D, BatchNormalization, ReLU, Activation, Softmax,
 * Add, AveragePooling2D, MaxPooling2D, GlobalAveragePooling2D, Flatten, Dense, Dropout.
 */
public final class LayersModel {
    /** Characters of a model's topology; a network of a thousand layers has some hundred thousand. */
    private static final int LARGEST_TOPOLOGY = 32 << 20;

    /** Numbers of what one layer gives for one image. */
    private static final long MOST_NUMBERS = 1L << 26;

    private static final String INPUT = "image";
    private static final String OUTPUT = "output";

    private final String name;
    private final StoredWeights weights;
    private final OnnxGraph graph = new OnnxGraph();
    private final Map<String, Made> made = new HashMap<>();
    private int[] inputSizes;

    private LayersModel(String name, StoredWeights weights) {
        this.name = name;
        this.weights = weights;
    }

    /** What a layer gives: the name of it in the graph, and its sizes, which are height, width, channels, or units. */
    private record Made(String value, int[] sizes) {}

    /** Where a window stands: its size and steps, each down and across, and what is padded: top, left, bottom, right. */
    private record Window(int[] size, int[] strides, int[] pads, int[] sizes) {}

    /**
     * Makes a model into ONNX. The same files give the same bytes.
     *
     * @param name of the file of the topology, for messages
     * @param model the topology and the weights' manifest
     * @param shards by the names that the manifest has; of a script too, whose name is the shard's and an ending
     *     {@code .js} or {@code .min.js}
     * @return an ONNX file with one input {@code [images, height, width, channels]} and one output
     * @throws ModelException if a file is broken or has a layer that is not known, which the message names
     */
    public static byte[] toOnnx(String name, byte[] model, Map<String, byte[]> shards) throws ModelException {
        if (model.length > LARGEST_TOPOLOGY) {
            throw new ModelException(name + " has " + model.length + " bytes, more than any model's topology");
        }
        JsonNode root = ScriptLiteral.exported(name, new String(model, StandardCharsets.UTF_8));
        Map<String, byte[]> plain = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> shard : shards.entrySet()) {
            plain.put(withoutEnding(shard.getKey()), shardBytes(shard.getKey(), shard.getValue()));
        }
        StoredWeights weights = StoredWeights.read(name, root.path("weightsManifest"), plain);
        return new LayersModel(name, weights).convert(root.path("modelTopology"));
    }

    private static String withoutEnding(String shard) {
        for (String ending : new String[] {".min.js", ".js"}) {
            if (shard.endsWith(ending)) {
                return shard.substring(0, shard.length() - ending.length());
            }
        }
        return shard;
    }

    private static byte[] shardBytes(String name, byte[] bytes) throws ModelException {
        if (!name.endsWith(".js")) {
            return bytes;
        }
        JsonNode text = ScriptLiteral.exported(name, new String(bytes, StandardCharsets.ISO_8859_1));
        try {
            return Base64.getDecoder().decode(text.isTextual() ? text.textValue() : "*");
        } catch (IllegalArgumentException e) {
            throw new ModelException(name + " exports no text in base64", e);
        }
    }

    private byte[] convert(JsonNode topology) throws ModelException {
        JsonNode model = topology.path("model_config");
        String kind = model.path("class_name").asText();
        if (!kind.equals("Model") && !kind.equals("Functional")) {
            throw new ModelException(name + " is no functional Keras model but \"" + kind + "\"");
        }
        JsonNode config = model.path("config");
        for (JsonNode layer : config.path("layers")) {
            String layerName = layer.path("name").asText();
            try {
                if (made.put(layerName, layer(layer, layerName)) != null) {
                    throw new ModelException("two layers have this name");
                }
            } catch (ModelException e) {
                throw new ModelException(name + ": layer " + layerName + ": " + e.getMessage(), e);
            }
        }
        JsonNode outputs = config.path("output_layers");
        Made last = made.get(outputs.path(0).path(0).asText());
        if (outputs.size() != 1 || last == null || inputSizes == null) {
            throw new ModelException(name + " has not one input and one output");
        }
        Made output = last.sizes.length == 3 ? transposed(last, OUTPUT) : last;
        if (last.sizes.length == 1) {
            graph.node("Identity", OUTPUT, last.value);
        }
        return graph.file(INPUT, inputSizes, OUTPUT, output.sizes);
    }

    private Made layer(JsonNode layer, String layerName) throws ModelException {
        JsonNode config = layer.path("config");
        String kind = layer.path("class_name").asText();
        if (config.has("data_format") && !config.path("data_format").asText().equals("channels_last")) {
            throw new ModelException("its data_format is " + config.path("data_format") + ", not channels_last");
        }
        if (kind.equals("InputLayer")) {
            return input(config, layerName);
        }
        JsonNode inbound = layer.path("inbound_nodes");
        if (inbound.size() != 1 || inbound.get(0).isEmpty()) {
            throw new ModelException("it is used " + inbound.size() + " times (once is read)");
        }
        Made[] inputs = new Made[inbound.get(0).size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = made.get(inbound.get(0).get(i).path(0).asText());
            if (inputs[i] == null) {
                throw new ModelException("it takes " + inbound.get(0).get(i) + ", which does not stand before it");
            }
        }
        if (inputs.length != 1 && !kind.equals("Add")) {
            throw new ModelException("a " + kind + " takes one input, not " + inputs.length);
        }
        Made in = inputs[0];
        Made out = switch (kind) {
            case "ZeroPadding2D" -> zeroPadding(layerName, config, in);
            case "Conv2D" -> convolution(layerName, config, in);
            case "DepthwiseConv2D" -> depthwise(layerName, config, in);
            case "BatchNormalization" -> batchNormalization(layerName, config, in);
            case "ReLU" -> relu(layerName, config, in);
            case "Activation" -> in;
            case "Softmax" -> activated("softmax", layerName, in);
            case "Add" -> add(layerName, inputs);
            case "AveragePooling2D" -> pooling("AveragePool", layerName, config, in);
            case "MaxPooling2D" -> pooling("MaxPool", layerName, config, in);
            case "GlobalAveragePooling2D" -> globalPooling(layerName, in);
            case "Flatten" -> flatten(layerName, in);
            case "Dense" -> dense(layerName, config, in);
            // It does something in training alone.
            case "Dropout" -> in;
            default -> throw new ModelException("layers of the kind \"" + kind + "\" are not read");
        };
        return activated(config.path("activation").asText("linear"), layerName, out);
    }

    private Made input(JsonNode config, String layerName) throws ModelException {
        JsonNode shape = config.path("batch_input_shape");
        if (inputSizes != null || shape.size() != 4) {
            throw new ModelException("it is no single image: " + shape);
        }
        inputSizes = new int[] {
            whole(shape.get(1), 1, 1 << 14), whole(shape.get(2), 1, 1 << 14), whole(shape.get(3), 1, 1 << 14)
        };
        String value = layerName + ":first";
        graph.node("Transpose", value, INPUT).with("perm", 0, 3, 1, 2);
        return new Made(value, bounded(inputSizes));
    }

    private Made zeroPadding(String layerName, JsonNode config, Made in) throws ModelException {
        int[] sizes = image(in);
        JsonNode padding = config.path("padding");
        int top = whole(padding.path(0).path(0), 0, 1024);
        int bottom = whole(padding.path(0).path(1), 0, 1024);
        int left = whole(padding.path(1).path(0), 0, 1024);
        int right = whole(padding.path(1).path(1), 0, 1024);
        graph.weight(layerName + "/pads", new long[] {0, 0, top, left, 0, 0, bottom, right});
        graph.node("Pad", layerName, in.value, layerName + "/pads");
        return new Made(layerName, bounded(new int[] {sizes[0] + top + bottom, sizes[1] + left + right, sizes[2]}));
    }

    /** A kernel of height, width, channels and one more size, for as many channels as its input has. */
    private StoredWeights.Tensor kernel(String name, Made in) throws ModelException {
        StoredWeights.Tensor kernel = weights.get(name, 4);
        int takes = kernel.sizes()[2];
        int has = image(in)[2];
        if (takes != has) {
            throw new ModelException("its kernel takes " + takes + " channels, its input has " + has);
        }
        return kernel;
    }

    private Made convolution(String layerName, JsonNode config, Made in) throws ModelException {
        StoredWeights.Tensor kernel = kernel(layerName + "/kernel", in);
        int[] k = kernel.sizes();
        float[] turned = new float[kernel.values().length];
        int at = 0;
        for (int out = 0; out < k[3]; out++) {
            for (int channel = 0; channel < k[2]; channel++) {
                for (int y = 0; y < k[0]; y++) {
                    for (int x = 0; x < k[1]; x++) {
                        turned[at++] = kernel.values()[((y * k[1] + x) * k[2] + channel) * k[3] + out];
                    }
                }
            }
        }
        return convolution(layerName, config, in, turned, new int[] {k[3], k[2], k[0], k[1]}, 1);
    }

    private Made depthwise(String layerName, JsonNode config, Made in) throws ModelException {
        StoredWeights.Tensor kernel = kernel(layerName + "/depthwise_kernel", in);
        int[] k = kernel.sizes();
        float[] turned = new float[kernel.values().length];
        int at = 0;
        for (int channel = 0; channel < k[2]; channel++) {
            for (int multiple = 0; multiple < k[3]; multiple++) {
                for (int y = 0; y < k[0]; y++) {
                    for (int x = 0; x < k[1]; x++) {
                        turned[at++] = kernel.values()[((y * k[1] + x) * k[2] + channel) * k[3] + multiple];
                    }
                }
            }
        }
        return convolution(layerName, config, in, turned, new int[] {k[2] * k[3], 1, k[0], k[1]}, k[2]);
    }

    private Made convolution(String layerName, JsonNode config, Made in, float[] kernel, int[] k, int groups)
            throws ModelException {
        JsonNode dilation = config.path("dilation_rate");
        if (dilation.path(0).asDouble(1) != 1 || dilation.path(1).asDouble(1) != 1) {
            throw new ModelException("it is dilated by " + dilation + ", which is not read");
        }
        Window window = window(config, "strides", new int[] {k[2], k[3]}, in);
        graph.weight(layerName + "/kernel", kernel, k);
        boolean bias = config.path("use_bias").asBoolean();
        if (bias) {
            graph.weight(layerName + "/bias", vector(layerName + "/bias", k[0]), k[0]);
        }
        String[] inputs = bias
                ? new String[] {in.value, layerName + "/kernel", layerName + "/bias"}
                : new String[] {in.value, layerName + "/kernel"};
        graph.node("Conv", layerName, inputs)
                .with("kernel_shape", window.size)
                .with("strides", window.strides)
                .with("pads", window.pads)
                .with("group", (long) groups);
        return new Made(layerName, bounded(new int[] {window.sizes[0], window.sizes[1], k[0]}));
    }

    private Made batchNormalization(String layerName, JsonNode config, Made in) throws ModelException {
        int channels = image(in)[2];
        int axis = whole(
                config.path("axis").path(0).isMissingNode()
                        ? config.path("axis")
                        : config.path("axis").path(0),
                -1,
                3);
        if (axis != -1 && axis != 3) {
            throw new ModelException("its axis is " + axis + ", not that of the channels");
        }
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        boolean scale = config.path("scale").asBoolean(true);
        boolean center = config.path("center").asBoolean(true);
        graph.weight(layerName + "/gamma", scale ? vector(layerName + "/gamma", channels) : ones, channels);
        graph.weight(
                layerName + "/beta", center ? vector(layerName + "/beta", channels) : new float[channels], channels);
        graph.weight(layerName + "/mean", vector(layerName + "/moving_mean", channels), channels);
        graph.weight(layerName + "/variance", vector(layerName + "/moving_variance", channels), channels);
        graph.node(
                        "BatchNormalization",
                        layerName,
                        in.value,
                        layerName + "/gamma",
                        layerName + "/beta",
                        layerName + "/mean",
                        layerName + "/variance")
                .with("epsilon", (float) config.path("epsilon").asDouble(0.001));
        return new Made(layerName, in.sizes);
    }

    private Made relu(String layerName, JsonNode config, Made in) throws ModelException {
        if (config.path("negative_slope").asDouble() != 0
                || config.path("threshold").asDouble() != 0) {
            throw new ModelException("it has a slope or a threshold, which is not read");
        }
        if (!config.path("max_value").isNumber()) {
            graph.node("Relu", layerName, in.value);
            return new Made(layerName, in.sizes);
        }
        return clipped(layerName, in, (float) config.path("max_value").asDouble());
    }

    private Made clipped(String layerName, Made in, float most) {
        graph.weight(layerName + "/least", new float[1]);
        graph.weight(layerName + "/most", new float[] {most});
        graph.node("Clip", layerName, in.value, layerName + "/least", layerName + "/most");
        return new Made(layerName, in.sizes);
    }

    private Made activated(String activation, String layerName, Made in) throws ModelException {
        String value = layerName + ":" + activation;
        switch (activation) {
            case "linear" -> {
                return in;
            }
            case "relu" -> graph.node("Relu", value, in.value);
            case "relu6" -> {
                return clipped(value, in, 6);
            }
            case "sigmoid" -> graph.node("Sigmoid", value, in.value);
            case "softmax" -> {
                if (in.sizes.length != 1) {
                    throw new ModelException("a softmax over pixels is not read");
                }
                graph.node("Softmax", value, in.value).with("axis", -1L);
            }
            default -> throw new ModelException("the activation \"" + activation + "\" is not read");
        }
        return new Made(value, in.sizes);
    }

    private Made add(String layerName, Made[] inputs) throws ModelException {
        Made sum = inputs[0];
        for (int i = 1; i < inputs.length; i++) {
            if (!Arrays.equals(sum.sizes, inputs[i].sizes)) {
                throw new ModelException("it adds what has different sizes");
            }
            String value = i == inputs.length - 1 ? layerName : layerName + ":" + i;
            graph.node("Add", value, sum.value, inputs[i].value);
            sum = new Made(value, sum.sizes);
        }
        return sum;
    }

    private Made pooling(String operator, String layerName, JsonNode config, Made in) throws ModelException {
        int[] size = {
            whole(config.path("pool_size").path(0), 1, 1024),
            whole(config.path("pool_size").path(1), 1, 1024)
        };
        Window window = window(config, config.path("strides").isNull() ? "pool_size" : "strides", size, in);
        // As TensorFlow, which leaves padding out of a mean: what ONNX does unless told otherwise.
        graph.node(operator, layerName, in.value)
                .with("kernel_shape", window.size)
                .with("strides", window.strides)
                .with("pads", window.pads);
        return new Made(layerName, bounded(new int[] {window.sizes[0], window.sizes[1], in.sizes[2]}));
    }

    private Made globalPooling(String layerName, Made in) throws ModelException {
        int channels = image(in)[2];
        graph.node("GlobalAveragePool", layerName + ":pool", in.value);
        graph.node("Flatten", layerName, layerName + ":pool").with("axis", 1L);
        return new Made(layerName, new int[] {channels});
    }

    private Made flatten(String layerName, Made in) throws ModelException {
        if (in.sizes.length == 1) {
            return in;
        }
        int[] sizes = image(in);
        Made last = transposed(in, layerName + ":last");
        graph.node("Flatten", layerName, last.value).with("axis", 1L);
        return new Made(layerName, new int[] {sizes[0] * sizes[1] * sizes[2]});
    }

    /** With channels last, as Keras counts. */
    private Made transposed(Made in, String value) {
        graph.node("Transpose", value, in.value).with("perm", 0, 2, 3, 1);
        return new Made(value, in.sizes);
    }

    private Made dense(String layerName, JsonNode config, Made in) throws ModelException {
        StoredWeights.Tensor kernel = weights.get(layerName + "/kernel", 2);
        int units = kernel.sizes()[1];
        if (in.sizes.length != 1 || in.sizes[0] != kernel.sizes()[0]) {
            throw new ModelException(
                    "its kernel takes " + kernel.sizes()[0] + " numbers, its input has " + Arrays.toString(in.sizes));
        }
        boolean bias = config.path("use_bias").asBoolean();
        graph.weight(layerName + "/kernel", kernel.values(), kernel.sizes());
        graph.weight(layerName + "/bias", bias ? vector(layerName + "/bias", units) : new float[units], units);
        graph.node("Gemm", layerName, in.value, layerName + "/kernel", layerName + "/bias");
        return new Made(layerName, new int[] {units});
    }

    /** Of {@code padding}: none for valid; for same, as TensorFlow, what is left over goes to the bottom and the right. */
    private static Window window(JsonNode config, String stridesKey, int[] size, Made in) throws ModelException {
        int[] sizes = image(in);
        int[] strides = {
            whole(config.path(stridesKey).path(0), 1, 1024),
            whole(config.path(stridesKey).path(1), 1, 1024)
        };
        String padding = config.path("padding").asText();
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw new ModelException("its padding is \"" + padding + "\"");
        }
        int[] pads = new int[4];
        int[] out = new int[2];
        for (int side = 0; side < 2; side++) {
            if (padding.equals("same")) {
                out[side] = (sizes[side] + strides[side] - 1) / strides[side];
                int all = Math.max(0, (out[side] - 1) * strides[side] + size[side] - sizes[side]);
                pads[side] = all / 2;
                pads[side + 2] = all - all / 2;
            } else {
                out[side] = (sizes[side] - size[side]) / strides[side] + 1;
                if (sizes[side] < size[side]) {
                    throw new ModelException("its window is larger than its input");
                }
            }
        }
        return new Window(size, strides, pads, out);
    }

    private float[] vector(String weight, int length) throws ModelException {
        StoredWeights.Tensor tensor = weights.get(weight, 1);
        if (tensor.sizes()[0] != length) {
            throw new ModelException("the weight " + weight + " has " + tensor.sizes()[0] + " numbers, not " + length);
        }
        return tensor.values();
    }

    private static int[] image(Made in) throws ModelException {
        if (in.sizes.length != 3) {
            throw new ModelException("its input is no image");
        }
        return in.sizes;
    }

    private static int[] bounded(int[] sizes) throws ModelException {
        if ((long) sizes[0] * sizes[1] > MOST_NUMBERS / sizes[2]) {
            throw new ModelException("it gives " + Arrays.toString(sizes) + " numbers");
        }
        return sizes;
    }

    private static int whole(JsonNode node, int least, int most) throws ModelException {
        double value = node.asDouble(Double.NaN);
        if (!node.isNumber() || value != Math.rint(value) || value < least || value > most) {
            throw new ModelException("a number is " + node + " (expected is one from " + least + " to " + most + ")");
        }
        return (int) value;
    }
}
