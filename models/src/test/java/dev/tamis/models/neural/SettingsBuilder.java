package dev.tamis.models.neural;

import java.util.List;

/** Settings of which a test says only what it is about: 512 tokens of a text, 1,024 of a call, and means of tokens. */
final class SettingsBuilder {
    private final Task task;
    private final List<String> labels;
    private String label;
    private boolean probabilities;
    private int maxTokens = 512;
    private int batchTokens = NeuralSettings.BATCH_TOKENS;
    private Pooling pooling = Pooling.MEAN;
    private String prefix = "";
    private List<String> inputs = List.of();
    private String output;

    private SettingsBuilder(Task task, List<String> labels) {
        this.task = task;
        this.labels = labels;
    }

    static SettingsBuilder of(Task task, String... labels) {
        return new SettingsBuilder(task, List.of(labels));
    }

    SettingsBuilder withLabel(String wanted) {
        label = wanted;
        return this;
    }

    SettingsBuilder withProbabilities() {
        probabilities = true;
        return this;
    }

    SettingsBuilder withTokens(int most, int ofBatch) {
        maxTokens = most;
        batchTokens = ofBatch;
        return this;
    }

    SettingsBuilder withPooling(Pooling other) {
        pooling = other;
        return this;
    }

    SettingsBuilder withPrefix(String text) {
        prefix = text;
        return this;
    }

    SettingsBuilder withInputs(String... names) {
        inputs = List.of(names);
        return this;
    }

    SettingsBuilder withOutput(String name) {
        output = name;
        return this;
    }

    NeuralSettings build() {
        return new NeuralSettings(
                task, labels, label, probabilities, maxTokens, batchTokens, pooling, prefix, inputs, output);
    }
}
