package dev.tamis.models.neural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The labels of a Hugging Face {@code config.json}. */
public final class Labels {
    private static final int LARGEST = 4 << 20;

    private Labels() {}

    /**
     * The values of {@code id2label} in the order of their keys.
     *
     * @throws ModelException if it has none, or its keys are not 0, 1, 2 and so on
     */
    public static List<String> of(ModelSource config) throws IOException {
        byte[] json;
        try (InputStream in = config.open()) {
            json = in.readNBytes(LARGEST + 1);
        }
        if (json.length > LARGEST) {
            throw new ModelException(config.name() + " has more than " + LARGEST + " bytes: it is no config.json");
        }
        JsonNode labels;
        try {
            labels = new ObjectMapper().readTree(json).path("id2label");
        } catch (IOException e) {
            throw new ModelException(config.name() + " is no JSON: " + Engines.message(e), e);
        }
        List<String> names = new ArrayList<>();
        while (labels.path(Integer.toString(names.size())).isTextual()) {
            names.add(labels.path(Integer.toString(names.size())).textValue());
        }
        if (names.isEmpty() || names.size() != labels.size()) {
            throw new ModelException(config.name() + " has no id2label of labels 0, 1, 2 and so on");
        }
        return List.copyOf(names);
    }
}
