package dev.tamis.pipeline.recipe;

import dev.tamis.tokenizer.encode.FillInTheMiddle.Sentinels;
import java.io.Serializable;
import java.util.List;

/**
 * Fill-in-the-middle: documents whose middle is moved to their end, for a model that fills gaps.
 *
 * @param rate share of the documents that are transformed, above 0 and at most 1
 * @param spmRate share of those in which the suffix comes before the prefix, 0 to 1
 * @param sources whose documents are transformed, at least one
 * @param sentinels the pieces that mark the parts
 */
public record FimSpec(double rate, double spmRate, List<String> sources, Sentinels sentinels) implements Serializable {
    public FimSpec {
        sources = sources.stream().sorted().distinct().toList();
    }
}
