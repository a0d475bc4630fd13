package dev.tamis.pipeline.recipe;

import dev.tamis.filters.image.TokenPolicy;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * How kept media are counted in tokens and written.
 *
 * @param tokens the policy that says how many placeholders an image has
 * @param piece the control symbol that stands for each token of a medium
 * @param start the control symbol before the placeholders of each medium; null for none
 * @param end the control symbol after them; null for none
 * @param samples most samples of a shard, at least 1
 * @param bytes size at which a new shard is begun, at least 1; a sample that is larger alone has a shard to itself
 */
public record MediaSpec(TokenPolicy tokens, String piece, String start, String end, int samples, long bytes)
        implements Serializable {

    /** The pieces that a tokenizer must have, in the order they stand in. */
    public List<String> pieces() {
        return Stream.of(start, piece, end).filter(one -> one != null).toList();
    }
}
