package dev.tamis.models.tfjs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.models.ModelException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights of a TensorFlow.js model: groups of tensors, one after the other, each cut into shards. Quantised ones are
 * numbers of one or two bytes, {@code value * scale + min} in double precision and then rounded, as TensorFlow.js does it.
 */
final class StoredWeights {
    /** Numbers of one tensor; a model that a page loads has far fewer. */
    private static final int MOST_VALUES = 1 << 26;

    /** Bytes of one group: a manifest may name a shard many times. */
    private static final int MOST_BYTES = 1 << 28;

    private final Map<String, Tensor> tensors;

    private StoredWeights(Map<String, Tensor> tensors) {
        this.tensors = tensors;
    }

    /** Numbers in the order of their sizes, the last of which goes first. */
    record Tensor(float[] values, int[] sizes) {}

    /**
     * @param manifest the model's {@code weightsManifest}
     * @param shards bytes of all shards in the order of the manifest
     */
    static StoredWeights read(String name, JsonNode manifest, Map<String, byte[]> shards) throws ModelException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (JsonNode group : manifest) {
            byte[] bytes = joined(name, group, shards);
            int at = 0;
            for (JsonNode weight : group.path("weights")) {
                String weightName = weight.path("name").asText();
                int[] sizes = sizes(name, weightName, weight.path("shape"));
                int count = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
                JsonNode quantization = weight.path("quantization");
                String type = quantization.isObject()
                        ? quantization.path("dtype").asText()
                        : weight.path("dtype").asText();
                int width = width(name, weightName, type, quantization.isObject());
                if ((long) count * width > bytes.length - at) {
                    throw new ModelException(name + ": weight " + weightName + " needs " + (long) count * width
                            + " bytes, where its shards have " + (bytes.length - at) + " left");
                }
                float[] values = new float[count];
                double scale = quantization.path("scale").asDouble(1);
                double min = quantization.path("min").asDouble(0);
                for (int i = 0; i < count; i++, at += width) {
                    values[i] = switch (width) {
                        case 1 -> (float) ((bytes[at] & 0xff) * scale + min);
                        case 2 -> (float) (((bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8)) * scale + min);
                        default ->
                            Float.intBitsToFloat((bytes[at] & 0xff)
                                    | ((bytes[at + 1] & 0xff) << 8)
                                    | ((bytes[at + 2] & 0xff) << 16)
                                    | (bytes[at + 3] << 24));
                    };
                }
                if (tensors.put(weightName, new Tensor(values, sizes)) != null) {
                    throw new ModelException(name + ": weight " + weightName + " stands there twice");
                }
            }
            if (at != bytes.length) {
                throw new ModelException(
                        name + ": its shards have " + bytes.length + " bytes, of which its weights fill " + at);
            }
        }
        return new StoredWeights(tensors);
    }

    /** @throws ModelException if there is no such weight of so many sizes */
    Tensor get(String name, int sizes) throws ModelException {
        Tensor tensor = tensors.get(name);
        if (tensor == null || tensor.sizes.length != sizes) {
            throw new ModelException("the model has no weight " + name + " of " + sizes + " sizes");
        }
        return tensor;
    }

    private static byte[] joined(String name, JsonNode group, Map<String, byte[]> shards) throws ModelException {
        long length = 0;
        for (JsonNode path : group.path("paths")) {
            byte[] shard = shards.get(path.asText());
            if (shard == null) {
                throw new ModelException(name + " names the shard " + path.asText() + ", which is not there; there are "
                        + shards.keySet());
            }
            length += shard.length;
        }
        if (length > MOST_BYTES) {
            throw new ModelException(
                    name + ": a group of weights has " + length + " bytes (at most " + MOST_BYTES + " are read)");
        }
        byte[] bytes = new byte[(int) length];
        int at = 0;
        for (JsonNode path : group.path("paths")) {
            byte[] shard = shards.get(path.asText());
            System.arraycopy(shard, 0, bytes, at, shard.length);
            at += shard.length;
        }
        return bytes;
    }

    private static int[] sizes(String name, String weight, JsonNode shape) throws ModelException {
        int[] sizes = new int[shape.size()];
        long count = 1;
        for (int i = 0; i < sizes.length; i++) {
            double size = shape.get(i).asDouble(-1);
            if (!(size >= 1) || size != Math.rint(size) || size > MOST_VALUES || (count *= (long) size) > MOST_VALUES) {
                throw new ModelException(name + ": weight " + weight + " has the sizes " + shape);
            }
            sizes[i] = (int) size;
        }
        return sizes;
    }

    private static int width(String name, String weight, String type, boolean quantised) throws ModelException {
        int width = switch (type) {
            case "uint8" -> quantised ? 1 : 0;
            case "uint16" -> quantised ? 2 : 0;
            case "float32" -> quantised ? 0 : Float.BYTES;
            default -> 0;
        };
        if (width == 0) {
            throw new ModelException(name + ": weight " + weight + " is of the type " + type
                    + " (read are float32, and quantised to uint8 and uint16)");
        }
        return width;
    }
}
