package dev.tamis.models.neural;

import java.util.List;
import java.util.Objects;

/**
 * How a network is fed and read.
 *
 * @param task what its output means
 * @param labels names of its outputs in their order, for {@link Task#CLASSIFY} and {@link Task#MULTILABEL}; else empty
 * @param label the one whose probability alone is wanted; null for all
 * @param probabilities whether the network itself ends in the softmax or sigmoid, so that its outputs are taken as they are
 * @param maxTokens tokens of a text that it reads, special ones included; what follows is cut off
 * @param batchTokens most tokens of one call, padding included; a longer text goes alone
 * @param pooling for {@link Task#EMBED}, if the output has a vector for each token
 * @param prefix set before every text, such as E5's {@code query: }; may be empty
 * @param inputs names of what it takes, in the order of its arguments; empty for all that an ONNX file asks for, and for
 *     {@code input_ids, attention_mask} with TorchScript
 * @param output name of the output that is read, of an ONNX file; null for its first
 */
public record NeuralSettings(
        Task task,
        List<String> labels,
        String label,
        boolean probabilities,
        int maxTokens,
        int batchTokens,
        Pooling pooling,
        String prefix,
        List<String> inputs,
        String output) {

    /** What is at hand at once stays in the processor's caches: with 8,192, calls take 1.7 times as long. */
    public static final int BATCH_TOKENS = 1024;

    /** Positions beyond this would make one text's attention alone fill gigabytes. */
    public static final int MOST_TOKENS = 32_768;

    /** What a network may be given, by name. */
    public static final List<String> INPUTS = List.of("input_ids", "attention_mask", "token_type_ids");

    public NeuralSettings {
        Objects.requireNonNull(pooling, "pooling");
        Objects.requireNonNull(prefix, "prefix");
        inputs = List.copyOf(inputs);
        labels = new Head(task, labels, label, probabilities).labels();
        if (maxTokens < 3 || maxTokens > MOST_TOKENS) {
            throw new IllegalArgumentException(
                    "Invalid max_tokens: " + maxTokens + " (must be from 3 to " + MOST_TOKENS + ")");
        }
        if (batchTokens < 1 || batchTokens > 1 << 20) {
            throw new IllegalArgumentException("Invalid batch_tokens: " + batchTokens + " (must be from 1 to 1048576)");
        }
        if (!INPUTS.containsAll(inputs)) {
            throw new IllegalArgumentException("Invalid inputs: " + inputs + " (must be of " + INPUTS + ")");
        }
    }

    /** What the network's numbers mean. */
    Head head() {
        return new Head(task, labels, label, probabilities);
    }
}
