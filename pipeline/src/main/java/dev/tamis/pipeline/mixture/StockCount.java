package dev.tamis.pipeline.mixture;

import dev.tamis.shards.order.MixturePlan;
import java.io.Serializable;
import java.util.Objects;

/**
 * What packing made of a domain at one sequence length.
 *
 * @param domain path of a leaf
 * @param sequenceLength tokens of each sequence
 * @param sequences there are
 * @param tokens in them, without padding
 */
public record StockCount(String domain, int sequenceLength, long sequences, long tokens) implements Serializable {

    /** @throws IllegalArgumentException if the sequences can't hold the tokens, or hold none */
    public StockCount {
        Objects.requireNonNull(domain, "domain");
        if (sequenceLength < 1
                || sequences < 0
                || sequences > (1L << 60) / sequenceLength
                || tokens < sequences
                || tokens > sequences * sequenceLength) {
            throw new IllegalArgumentException("Invalid stock " + domain + "@" + sequenceLength + ": " + sequences
                    + " sequences of " + tokens + " tokens");
        }
    }

    /** A stock of full sequences. */
    public static StockCount full(String domain, int sequenceLength, long sequences) {
        return new StockCount(domain, sequenceLength, sequences, sequences * sequenceLength);
    }

    /** Its name in the plan, {@code domain@length}. */
    public String name() {
        return MixturePlan.stockName(domain, sequenceLength);
    }
}
