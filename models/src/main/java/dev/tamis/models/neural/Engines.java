package dev.tamis.models.neural;

import ai.djl.engine.Engine;
import dev.tamis.models.ModelException;

/** DJL's engines, told never to reach for the network. */
final class Engines {
    private Engines() {}

    /**
     * Sets what DJL reads from system properties, which is where it is told: offline, no telemetry, no other engine for what
     * an engine lacks, and one thread for a call unless the operator says otherwise.
     */
    static void prepare() {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.onnx.disable_alternative", "true");
        setUnlessSet("ai.djl.onnxruntime.num_threads", "1");
        setUnlessSet("ai.djl.onnxruntime.num_interop_threads", "1");
        setUnlessSet("ai.djl.pytorch.num_threads", "1");
        setUnlessSet("ai.djl.pytorch.num_interop_threads", "1");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Starts the engine of a format.
     *
     * @throws ModelException if its jars are not there, with their names
     */
    static void start(Format format) throws ModelException {
        prepare();
        if (format == Format.TORCHSCRIPT) {
            // Looked for by name: where a part is missing, DJL would try to download it.
            if (!isThere("ai/djl/pytorch/engine/PtEngine.class")
                    || !isThere("jnilib/pytorch.properties")
                    || !isThere("native/lib/pytorch.properties")) {
                throw new ModelException("TorchScript needs three jars that Tamis does not bring, for their size"
                        + " (115 MB, 450 MB unpacked): ai.djl.pytorch:pytorch-engine:0.36.0,"
                        + " ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0 and"
                        + " ai.djl.pytorch:pytorch-native-cpu:2.7.1 (classifier linux-x86_64);"
                        + " put them on TAMIS_PLUGINS, or on spark-submit's --jars (docs/models.md)");
            }
        }
        try {
            Engine.getEngine(format.engine());
        } catch (RuntimeException | LinkageError e) {
            throw new ModelException(
                    "the engine " + format.engine() + " does not start on this machine: " + message(e), e);
        }
    }

    private static boolean isThere(String resource) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return (context != null && context.getResource(resource) != null)
                || Engines.class.getClassLoader().getResource(resource) != null;
    }

    /** What went wrong, in one line: the innermost cause says most. */
    static String message(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        int line = text.indexOf('\n');
        return line < 0 ? text : text.substring(0, line);
    }
}
