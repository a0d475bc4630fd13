package dev.tamis.pipeline.wordcount;

import dev.tamis.tokenizer.train.WordCounter;
import java.io.Serializable;

/**
 * What became of the lines of a group of texts. Counted and left out together are all of them.
 *
 * @param counted lines that were counted, and those left out and why
 * @param notSampled lines left out because only a sample was asked for
 * @param notSampledBytes their bytes
 */
record GroupTotals(WordCounter.Totals counted, long notSampled, long notSampledBytes) implements Serializable {
    GroupTotals plus(GroupTotals other) {
        return new GroupTotals(
                counted.plus(other.counted), notSampled + other.notSampled, notSampledBytes + other.notSampledBytes);
    }
}
