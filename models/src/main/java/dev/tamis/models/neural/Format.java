package dev.tamis.models.neural;

import java.util.Locale;

/** The file formats that networks are read from. Neither can carry Python. */
public enum Format {
    ONNX("OnnxRuntime"),
    TORCHSCRIPT("PyTorch");

    private final String engine;

    Format(String engine) {
        this.engine = engine;
    }

    /** As recipes write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** DJL's name of the engine that runs it. */
    String engine() {
        return engine;
    }
}
