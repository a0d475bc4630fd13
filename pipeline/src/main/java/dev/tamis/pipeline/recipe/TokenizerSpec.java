package dev.tamis.pipeline.recipe;

import dev.tamis.tokenizer.train.TrainerOptions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tokenizer of a run: an existing model, or one trained on what was kept.
 *
 * @param model path of a SentencePiece model to use as it is
 * @param inputBytesPerSource most bytes of text taken from each source for training, or {@link #ALL}
 * @param sample how much each source or language counts; empty for as much as it has text
 * @param options SentencePiece's options that the recipe sets, by their own names, as Long, Double, Boolean, String or
 *     List of String; those left out keep SentencePiece's defaults
 */
public record TokenizerSpec(
        Optional<String> model,
        long inputBytesPerSource,
        Optional<SampleSpec> sample,
        SortedMap<String, Object> options) {
    /** No bound: all text is taken. */
    public static final long ALL = Long.MAX_VALUE;

    public TokenizerSpec {
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }

    /** The options as texts, in the form that the trainer reads. */
    public Map<String, String> trainerOptions() {
        SortedMap<String, String> texts = new TreeMap<>();
        options.forEach((name, value) -> texts.put(
                name,
                value instanceof List<?> list
                        ? TrainerOptions.list(list.stream().map(String::valueOf).toList())
                        : String.valueOf(value)));
        return texts;
    }
}
