package dev.tamis.shards.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * Where a loader stands: all that a checkpoint needs of it, the same on every worker and for any number of them.
 *
 * @param corpus {@code corpus}: digest of the corpus
 * @param phase {@code phase}: the only phase that is loaded, or null for all
 * @param batchSequences {@code batch_sequences}: size of a global batch, or 0 if it is given in tokens
 * @param batchTokens {@code batch_tokens}: size of a global batch, or 0 if it is given in sequences
 * @param keepRest {@code keep_rest}: whether the rest of a phase is a short batch
 * @param step {@code step}: the one that comes next
 * @param chain {@code chain}: value of the {@link BatchChain} before that step, or null if none is kept
 * @param chainFrom {@code chain_from}: step at which the chain began, 0 but for loaders that were started at a step
 */
public record LoaderState(
        String corpus,
        String phase,
        int batchSequences,
        long batchTokens,
        boolean keepRest,
        long step,
        String chain,
        long chainFrom) {

    private static final int VERSION = 1;

    public LoaderState {
        Objects.requireNonNull(corpus, "corpus");
    }

    /** One line of JSON, the same bytes for the same state. */
    public String toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("version", VERSION);
        root.put("corpus", corpus);
        root.put("phase", phase);
        root.put("batch_sequences", batchSequences);
        root.put("batch_tokens", batchTokens);
        root.put("keep_rest", keepRest);
        root.put("step", step);
        root.put("chain", chain);
        root.put("chain_from", chainFrom);
        return root.toString();
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is no such state
     */
    public static LoaderState parse(String json) {
        JsonNode root;
        try {
            root = new JsonMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Invalid loader state: not JSON: " + e.getOriginalMessage(), e);
        }
        if (root.path("version").asInt(0) != VERSION) {
            throw new IllegalArgumentException(
                    "Invalid loader state: version " + root.path("version") + " (this release reads " + VERSION + ")");
        }
        String chain = root.path("chain").textValue();
        if (!root.path("corpus").isTextual()
                || !root.path("batch_sequences").canConvertToInt()
                || !root.path("batch_tokens").canConvertToLong()
                || !root.path("keep_rest").isBoolean()
                || !root.path("step").canConvertToLong()
                || root.path("step").longValue() < 0
                || !root.path("chain_from").canConvertToLong()
                || (chain != null && !isSha256(chain))) {
            throw new IllegalArgumentException(
                    "Invalid loader state: a field is absent or not of its kind: " + root.toString());
        }
        return new LoaderState(
                root.get("corpus").textValue(),
                root.path("phase").textValue(),
                root.get("batch_sequences").intValue(),
                root.get("batch_tokens").longValue(),
                root.get("keep_rest").booleanValue(),
                root.get("step").longValue(),
                chain,
                root.get("chain_from").longValue());
    }

    private static boolean isSha256(String digest) {
        return digest.length() == 2 * BatchChain.BYTES
                && digest.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
