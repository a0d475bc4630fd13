package dev.tamis.pipeline.recipe;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tokenizer of a run: an existing model, or one trained on what was kept.
 *
 * @param model path of a SentencePiece model to use as it is
 * @param inputBytesPerSource most bytes of text taken from each source for training
 * @param options SentencePiece's options that the recipe sets, by their own names, as Long, Double, Boolean, String or
 *     List of String; those left out keep SentencePiece's defaults
 */
public record TokenizerSpec(Optional<String> model, long inputBytesPerSource, SortedMap<String, Object> options) {
    public TokenizerSpec {
        options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    }
}
