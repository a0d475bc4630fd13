package dev.tamis.pipeline.catalogue;

import dev.tamis.models.tfjs.LayersModel;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a file is made of a package's entries, where the package has none of a kind that Tamis reads. */
enum Conversion {
    /** A Keras model for TensorFlow.js, its topology first and its shards after that, made into ONNX. */
    TFJS {
        @Override
        byte[] convert(Map<String, byte[]> entries) throws IOException {
            Map<String, byte[]> shards = new LinkedHashMap<>(entries);
            String model = shards.keySet().iterator().next();
            return LayersModel.toOnnx(model, shards.remove(model), shards);
        }
    };

    /** Bytes of all entries of a file that is converted, for they are held in memory. */
    static final long MOST_BYTES = 256 << 20;

    /**
     * Makes the file. The same entries give the same bytes.
     *
     * @param entries by their names, in the catalogue's order
     */
    abstract byte[] convert(Map<String, byte[]> entries) throws IOException;
}
