package dev.tamis.models.tfjs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small Keras model as TensorFlow.js stores it, and what it gives, worked out layer by layer with channels last as Keras
 * does: the reference for what is made of it.
 */
public final class KerasModel {
    private final SplittableRandom random;
    private final int[] input;
    private final StringBuilder layers = new StringBuilder();
    private final StringBuilder manifest = new StringBuilder();
    private final ByteArrayOutputStream weights = new ByteArrayOutputStream();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Integer> made = new LinkedHashMap<>();
    private int[] sizes;
    private String last = "input";

    /** What one layer does to an image of {@code [height][width][channels]}, or to a list of numbers. */
    private interface Step {
        float[] of(List<float[]> before);
    }

    public KerasModel(long seed, int height, int width, int channels) {
        random = new SplittableRandom(seed);
        input = new int[] {height, width, channels};
        sizes = input.clone();
        layers.append("{\"name\":\"input\",\"class_name\":\"InputLayer\",\"config\":{\"batch_input_shape\":[null,")
                .append(height + "," + width + "," + channels)
                .append("],\"dtype\":\"float32\"},\"inbound_nodes\":[]}");
        steps.add(before -> before.get(0));
        made.put("input", 0);
    }

    private void layer(String kind, String config, Step step) {
        layer(kind, config, List.of(last), step);
    }

    private void layer(String kind, String config, List<String> from, Step step) {
        String name = kind.toLowerCase(Locale.ROOT) + steps.size();
        StringBuilder inbound = new StringBuilder();
        for (String one : from) {
            inbound.append(inbound.length() == 0 ? "" : ",").append("[\"" + one + "\",0,0,{}]");
        }
        layers.append(",{\"name\":\"" + name + "\",\"class_name\":\"" + kind + "\",\"config\":{\"name\":\"" + name
                + "\"" + (config.isEmpty() ? "" : "," + config) + "},\"inbound_nodes\":[[" + inbound + "]]}");
        steps.add(step);
        made.put(name, steps.size() - 1);
        last = name;
    }

    /** The name of the layer that comes next. */
    private String next(String kind) {
        return kind.toLowerCase(Locale.ROOT) + steps.size();
    }

    /** Random weights, stored as they are or quantised to one or two bytes. */
    private float[] weight(String name, int bytes, double least, double most, int... shape) {
        int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        float[] values = new float[count];
        double scale = (most - least) / (bytes == 1 ? 255 : 65_535);
        for (int i = 0; i < count; i++) {
            if (bytes == 4) {
                values[i] = (float) (least + random.nextDouble() * (most - least));
                weights.writeBytes(ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(values[i])
                        .array());
            } else {
                int stored = random.nextInt(bytes == 1 ? 256 : 65_536);
                values[i] = (float) (stored * scale + least);
                weights.write(stored);
                if (bytes == 2) {
                    weights.write(stored >> 8);
                }
            }
        }
        manifest.append(manifest.length() == 0 ? "" : ",")
                .append("{\"name\":\"" + name + "\",\"shape\":" + Arrays.toString(shape) + ",\"dtype\":\"float32\"")
                .append(
                        bytes == 4
                                ? "}"
                                : ",\"quantization\":{\"min\":" + least + ",\"scale\":" + scale + ",\"dtype\":\"uint"
                                        + 8 * bytes + "\"}}");
        return values;
    }

    public KerasModel padding(int top, int bottom, int left, int right) {
        int[] in = sizes.clone();
        int[] out = {in[0] + top + bottom, in[1] + left + right, in[2]};
        layer("ZeroPadding2D", "\"padding\":[[" + top + "," + bottom + "],[" + left + "," + right + "]]", before -> {
            float[] x = before.get(0);
            float[] y = new float[out[0] * out[1] * out[2]];
            for (int r = 0; r < in[0]; r++) {
                System.arraycopy(x, r * in[1] * in[2], y, ((r + top) * out[1] + left) * out[2], in[1] * in[2]);
            }
            return y;
        });
        sizes = out;
        return this;
    }

    public KerasModel conv(
            int filters, int size, int stride, boolean same, boolean bias, String activation, int bytes) {
        int[] in = sizes.clone();
        String name = next("Conv2D");
        float[] kernel = weight(name + "/kernel", bytes, -0.5, 0.6, size, size, in[2], filters);
        float[] offset = bias ? weight(name + "/bias", bytes, -0.2, 0.2, filters) : new float[filters];
        Window window = new Window(in, size, stride, same);
        layer("Conv2D", window.config("kernel_size") + activation(activation, bias), before -> {
            float[] y = new float[window.height * window.width * filters];
            for (int r = 0; r < window.height; r++) {
                for (int c = 0; c < window.width; c++) {
                    for (int f = 0; f < filters; f++) {
                        double sum = offset[f];
                        for (int ky = 0; ky < size; ky++) {
                            for (int kx = 0; kx < size; kx++) {
                                for (int ch = 0; ch < in[2]; ch++) {
                                    sum += window.at(before.get(0), r, c, ky, kx, ch)
                                            * kernel[((ky * size + kx) * in[2] + ch) * filters + f];
                                }
                            }
                        }
                        y[(r * window.width + c) * filters + f] = (float) sum;
                    }
                }
            }
            return activated(activation, y);
        });
        sizes = new int[] {window.height, window.width, filters};
        return this;
    }

    public KerasModel depthwise(int multiplier, int size, int stride, boolean same, int bytes) {
        int[] in = sizes.clone();
        int filters = in[2] * multiplier;
        String name = next("DepthwiseConv2D");
        float[] kernel = weight(name + "/depthwise_kernel", bytes, -0.5, 0.6, size, size, in[2], multiplier);
        Window window = new Window(in, size, stride, same);
        layer("DepthwiseConv2D", window.config("kernel_size") + activation("linear", false), before -> {
            float[] y = new float[window.height * window.width * filters];
            for (int r = 0; r < window.height; r++) {
                for (int c = 0; c < window.width; c++) {
                    for (int f = 0; f < filters; f++) {
                        double sum = 0;
                        for (int ky = 0; ky < size; ky++) {
                            for (int kx = 0; kx < size; kx++) {
                                sum += window.at(before.get(0), r, c, ky, kx, f / multiplier)
                                        * kernel[((ky * size + kx) * in[2]) * multiplier + f];
                            }
                        }
                        y[(r * window.width + c) * filters + f] = (float) sum;
                    }
                }
            }
            return y;
        });
        sizes = new int[] {window.height, window.width, filters};
        return this;
    }

    public KerasModel normalization(int bytes) {
        int channels = sizes[2];
        String name = next("BatchNormalization");
        float[] gamma = weight(name + "/gamma", bytes, 0.5, 1.5, channels);
        float[] beta = weight(name + "/beta", bytes, -0.5, 0.5, channels);
        float[] mean = weight(name + "/moving_mean", bytes, -0.5, 0.5, channels);
        float[] variance = weight(name + "/moving_variance", bytes, 0.2, 2, channels);
        layer("BatchNormalization", "\"axis\":-1,\"epsilon\":0.001,\"center\":true,\"scale\":true", before -> {
            float[] y = before.get(0).clone();
            for (int i = 0; i < y.length; i++) {
                int c = i % channels;
                y[i] = (float) ((y[i] - mean[c]) / Math.sqrt(variance[c] + 0.001) * gamma[c] + beta[c]);
            }
            return y;
        });
        return this;
    }

    public KerasModel relu6() {
        layer(
                "ReLU",
                "\"max_value\":6,\"negative_slope\":0,\"threshold\":0",
                before -> activated("relu6", before.get(0)));
        return this;
    }

    /** Adds what the last two layers of equal sizes gave: the last one, and {@code other}. */
    public KerasModel add(String other) {
        layer("Add", "", List.of(other, last), before -> {
            float[] y = before.get(0).clone();
            for (int i = 0; i < y.length; i++) {
                y[i] += before.get(1)[i];
            }
            return y;
        });
        return this;
    }

    public KerasModel pool(boolean mean, int size, int stride, boolean same) {
        int[] in = sizes.clone();
        Window window = new Window(in, size, stride, same);
        layer(mean ? "AveragePooling2D" : "MaxPooling2D", window.config("pool_size"), before -> {
            float[] y = new float[window.height * window.width * in[2]];
            for (int i = 0; i < y.length; i++) {
                int r = i / in[2] / window.width;
                int c = i / in[2] % window.width;
                double sum = 0;
                double most = Double.NEGATIVE_INFINITY;
                int counted = 0;
                for (int ky = 0; ky < size; ky++) {
                    for (int kx = 0; kx < size; kx++) {
                        if (window.isInside(r, c, ky, kx)) {
                            double value = window.at(before.get(0), r, c, ky, kx, i % in[2]);
                            sum += value;
                            most = Math.max(most, value);
                            counted++;
                        }
                    }
                }
                y[i] = (float) (mean ? sum / counted : most);
            }
            return y;
        });
        sizes = new int[] {window.height, window.width, in[2]};
        return this;
    }

    public KerasModel globalPool() {
        int[] in = sizes.clone();
        layer("GlobalAveragePooling2D", "\"data_format\":\"channels_last\"", before -> {
            double[] sums = new double[in[2]];
            float[] x = before.get(0);
            for (int i = 0; i < x.length; i++) {
                sums[i % in[2]] += x[i];
            }
            float[] y = new float[in[2]];
            for (int c = 0; c < y.length; c++) {
                y[c] = (float) (sums[c] / (in[0] * in[1]));
            }
            return y;
        });
        sizes = new int[] {in[2]};
        return this;
    }

    public KerasModel flatten() {
        layer("Flatten", "\"data_format\":\"channels_last\"", before -> before.get(0));
        sizes = new int[] {sizes[0] * sizes[1] * sizes[2]};
        return this;
    }

    public KerasModel dropout() {
        layer("Dropout", "\"rate\":0.5", before -> before.get(0));
        return this;
    }

    public KerasModel dense(int units, String activation, int bytes) {
        int in = sizes[0];
        String name = next("Dense");
        float[] kernel = weight(name + "/kernel", bytes, -0.5, 0.5, in, units);
        float[] bias = weight(name + "/bias", bytes, -0.5, 0.5, units);
        layer("Dense", "\"units\":" + units + activation(activation, true), before -> {
            float[] y = new float[units];
            for (int u = 0; u < units; u++) {
                double sum = bias[u];
                for (int i = 0; i < in; i++) {
                    sum += before.get(0)[i] * kernel[i * units + u];
                }
                y[u] = (float) sum;
            }
            return activated(activation, y);
        });
        sizes = new int[] {units};
        return this;
    }

    /** The name of the last layer. */
    public String last() {
        return last;
    }

    /** What the model gives for an image. */
    public float[] expected(float[] image) {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> one : made.entrySet()) {
            List<float[]> before = new ArrayList<>();
            if (one.getValue() == 0) {
                before.add(image);
            } else {
                String all = layers.toString();
                int at = all.indexOf("\"name\":\"" + one.getKey() + "\",\"class_name\"");
                String inbound = all.substring(all.indexOf("\"inbound_nodes\":[[", at));
                inbound = inbound.substring(0, inbound.indexOf("]]"));
                for (String part : inbound.split("\\[\"")) {
                    if (part.contains("\",0,0")) {
                        before.add(values.get(part.substring(0, part.indexOf('"'))));
                    }
                }
            }
            values.put(one.getKey(), steps.get(one.getValue()).of(before));
        }
        return values.get(last);
    }

    /** The topology as JSON. */
    public String json() {
        return "{\"modelTopology\":{\"model_config\":{\"class_name\":\"Model\",\"config\":{\"name\":\"m\",\"layers\":["
                + layers + "],\"input_layers\":[[\"input\",0,0]],\"output_layers\":[[\"" + last
                + "\",0,0]]}}},\"weightsManifest\":[{\"paths\":[\"group1-shard1of2\",\"group1-shard2of2\"],\"weights\":["
                + manifest + "]}]}";
    }

    /** The two shards. */
    public List<byte[]> shards() {
        byte[] all = weights.toByteArray();
        return List.of(Arrays.copyOf(all, all.length / 2), Arrays.copyOfRange(all, all.length / 2, all.length));
    }

    /** As a minified module that exports the value. */
    public static byte[] module(String literal) {
        return ("!function(e){module.exports=e()}(function(){return({1:[function(e,a,n){a.exports=" + literal
                        + "},{}]},{},[1])(1)});")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The model in ONNX. */
    public byte[] onnx() throws IOException {
        Map<String, byte[]> scripts = new LinkedHashMap<>();
        for (int i = 0; i < 2; i++) {
            scripts.put(
                    "group1-shard" + (i + 1) + "of2.min.js",
                    module("\"" + Base64.getEncoder().encodeToString(shards().get(i)) + "\""));
        }
        return LayersModel.toOnnx("model.min.js", module(json()), scripts);
    }

    private static String activation(String activation, boolean bias) {
        return ",\"activation\":\"" + activation + "\",\"use_bias\":" + bias;
    }

    private static float[] activated(String activation, float[] x) {
        float[] y = x.clone();
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            switch (activation) {
                case "relu" -> y[i] = Math.max(0, y[i]);
                case "relu6" -> y[i] = Math.min(6, Math.max(0, y[i]));
                case "sigmoid" -> y[i] = (float) (1 / (1 + Math.exp(-y[i])));
                case "softmax" -> {
                    y[i] = (float) Math.exp(y[i]);
                    sum += y[i];
                }
                default -> {}
            }
        }
        for (int i = 0; i < y.length && activation.equals("softmax"); i++) {
            y[i] = (float) (y[i] / sum);
        }
        return y;
    }

    /** Where a square window stands. */
    private static final class Window {
        private final int[] in;
        private final int size;
        private final int stride;
        private final boolean same;
        private final int height;
        private final int width;
        private final int top;
        private final int left;

        Window(int[] in, int size, int stride, boolean same) {
            this.in = in;
            this.size = size;
            this.stride = stride;
            this.same = same;
            height = same ? (in[0] + stride - 1) / stride : (in[0] - size) / stride + 1;
            width = same ? (in[1] + stride - 1) / stride : (in[1] - size) / stride + 1;
            top = same ? Math.max(0, (height - 1) * stride + size - in[0]) / 2 : 0;
            left = same ? Math.max(0, (width - 1) * stride + size - in[1]) / 2 : 0;
        }

        boolean isInside(int r, int c, int ky, int kx) {
            int y = r * stride + ky - top;
            int x = c * stride + kx - left;
            return y >= 0 && y < in[0] && x >= 0 && x < in[1];
        }

        float at(float[] image, int r, int c, int ky, int kx, int channel) {
            int y = r * stride + ky - top;
            int x = c * stride + kx - left;
            return isInside(r, c, ky, kx) ? image[(y * in[1] + x) * in[2] + channel] : 0;
        }

        String config(String key) {
            return "\"" + key + "\":[" + size + "," + size + "],\"strides\":[" + stride + "," + stride
                    + "],\"padding\":\"" + (same ? "same" : "valid") + "\",\"data_format\":\"channels_last\"";
        }
    }
}
