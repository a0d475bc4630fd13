package dev.tamis.shards.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * {@code RUN/tokens/<phase>/index.json}: the shards of a phase in the order of training. It is written last, so where
 * it is, the phase is whole.
 *
 * <p>Sequences are numbered through all shards from 0: shard i holds {@code first_sequence} to {@code first_sequence +
 * sequences}, without gaps.
 *
 * @param phase {@code phase}: the phase's name in the recipe and in plan.json
 * @param vocabSize {@code vocab_size}: every token id is below it
 * @param dtype {@code dtype}: how ids are stored, "uint16" or "int32"
 * @param sequenceLength {@code sequence_length}: no sequence has more tokens
 * @param sequences {@code sequences}: of all shards
 * @param tokens {@code tokens}: of all shards, as stored, padding included
 * @param shards {@code shards}: in order
 * @param sources {@code sources}: what each source has of the phase, by name
 */
public record PhaseIndex(
        String phase,
        int vocabSize,
        TokenType dtype,
        int sequenceLength,
        long sequences,
        long tokens,
        List<Shard> shards,
        SortedMap<String, Count> sources) {

    /** The file's name. */
    public static final String FILE = "index.json";

    /**
     * One pair of files.
     *
     * @param bin {@code bin}: name of the token file, beside the index
     * @param idx {@code idx}: name of its Megatron index
     * @param provenance {@code provenance}: name of the Parquet file that says where each token came from
     * @param firstSequence {@code first_sequence}: number of the shard's first sequence in the phase
     * @param sequences {@code sequences}: in this shard
     * @param tokens {@code tokens}: in this shard
     * @param binSha256 {@code bin_sha256}: of the token file, 64 lower-case hexadecimal digits
     * @param idxSha256 {@code idx_sha256}: of its index
     */
    public record Shard(
            String bin,
            String idx,
            String provenance,
            long firstSequence,
            long sequences,
            long tokens,
            String binSha256,
            String idxSha256) {}

    /** How much of a phase comes from one source. */
    public record Count(long sequences, long tokens) {}

    /** @throws IllegalArgumentException if the parts contradict each other, or a file lies elsewhere */
    public PhaseIndex {
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(dtype, "dtype");
        shards = List.copyOf(shards);
        sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
        check(vocabSize >= 1, "vocab_size", vocabSize, "must be >= 1");
        check(vocabSize - 1 <= dtype.maxToken(), "vocab_size", vocabSize, "ids do not fit " + dtype.id());
        check(sequenceLength >= 1, "sequence_length", sequenceLength, "must be >= 1");
        long nextSequence = 0;
        long tokenSum = 0;
        Set<String> files = new TreeSet<>();
        for (int i = 0; i < shards.size(); i++) {
            Shard shard = shards.get(i);
            String where = "shards[" + i + "].";
            for (String file : List.of(shard.bin, shard.idx, shard.provenance)) {
                check(plainName(file), where + "file", file, "must be a plain file name");
                check(files.add(file), where + "file", file, "is listed twice");
            }
            check(sha256(shard.binSha256), where + "bin_sha256", shard.binSha256, "must be 64 hexadecimal digits");
            check(sha256(shard.idxSha256), where + "idx_sha256", shard.idxSha256, "must be 64 hexadecimal digits");
            check(
                    shard.firstSequence == nextSequence,
                    where + "first_sequence",
                    shard.firstSequence,
                    "must be " + nextSequence);
            check(shard.sequences >= 0, where + "sequences", shard.sequences, "must be >= 0");
            check(shard.tokens >= 0, where + "tokens", shard.tokens, "must be >= 0");
            check(nextSequence + shard.sequences >= 0, where + "sequences", shard.sequences, "the sum is too large");
            check(tokenSum + shard.tokens >= 0, where + "tokens", shard.tokens, "the sum is too large");
            nextSequence += shard.sequences;
            tokenSum += shard.tokens;
        }
        check(sequences == nextSequence, "sequences", sequences, "the shards have " + nextSequence);
        check(tokens == tokenSum, "tokens", tokens, "the shards have " + tokenSum);
    }

    private static void check(boolean holds, String field, Object found, String bound) {
        if (!holds) {
            throw new IllegalArgumentException("Invalid " + field + ": " + found + " (" + bound + ")");
        }
    }

    /** One that cannot lead out of the directory on any system. */
    private static boolean plainName(String name) {
        return !name.isEmpty()
                && !name.startsWith(".")
                && name.chars().allMatch(c -> c > ' ' && c != '/' && c != '\\' && c != ':' && c != 127);
    }

    private static boolean sha256(String digest) {
        return digest.length() == 64 && digest.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /** The text of the file: fixed order of keys, the same bytes on every machine; to be stored as UTF-8. */
    public String toJson() {
        JsonMapper mapper = new JsonMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("phase", phase);
        root.put("vocab_size", vocabSize);
        root.put("dtype", dtype.id());
        root.put("sequence_length", sequenceLength);
        root.put("sequences", sequences);
        root.put("tokens", tokens);
        ArrayNode list = root.putArray("shards");
        for (Shard shard : shards) {
            list.addObject()
                    .put("bin", shard.bin)
                    .put("idx", shard.idx)
                    .put("provenance", shard.provenance)
                    .put("first_sequence", shard.firstSequence)
                    .put("sequences", shard.sequences)
                    .put("tokens", shard.tokens)
                    .put("bin_sha256", shard.binSha256)
                    .put("idx_sha256", shard.idxSha256);
        }
        ObjectNode counts = root.putObject("sources");
        for (Map.Entry<String, Count> entry : sources.entrySet()) {
            counts.putObject(entry.getKey())
                    .put("sequences", entry.getValue().sequences)
                    .put("tokens", entry.getValue().tokens);
        }
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        try {
            return mapper.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of values is always writable", e);
        }
    }

    /**
     * Reads the file's text. Fields that are not known are passed over, so that later releases may add some.
     *
     * @param where the file's name, for messages
     * @throws IOException if it is not such an index
     */
    public static PhaseIndex parse(byte[] json, String where) throws IOException {
        try {
            return parse(new JsonMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IOException(where + ": not JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(where + ": " + e.getMessage(), e);
        }
    }

    private static PhaseIndex parse(JsonNode root) {
        String type = text(root, "dtype");
        TokenType dtype = TokenType.ofId(type);
        check(dtype != null, "dtype", type, "allowed: uint16, int32");
        List<Shard> shards = new ArrayList<>();
        for (JsonNode node : field(root, "shards", JsonNode::isArray, "an array")) {
            shards.add(new Shard(
                    text(node, "bin"),
                    text(node, "idx"),
                    text(node, "provenance"),
                    whole(node, "first_sequence"),
                    whole(node, "sequences"),
                    whole(node, "tokens"),
                    text(node, "bin_sha256"),
                    text(node, "idx_sha256")));
        }
        SortedMap<String, Count> sources = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry :
                field(root, "sources", JsonNode::isObject, "an object").properties()) {
            sources.put(
                    entry.getKey(), new Count(whole(entry.getValue(), "sequences"), whole(entry.getValue(), "tokens")));
        }
        return new PhaseIndex(
                text(root, "phase"),
                Math.toIntExact(Math.min(Integer.MAX_VALUE, whole(root, "vocab_size"))),
                dtype,
                Math.toIntExact(Math.min(Integer.MAX_VALUE, whole(root, "sequence_length"))),
                whole(root, "sequences"),
                whole(root, "tokens"),
                shards,
                sources);
    }

    private static JsonNode field(JsonNode node, String name, Predicate<JsonNode> type, String wanted) {
        JsonNode value = node == null ? null : node.get(name);
        if (value == null) {
            throw new IllegalArgumentException("field \"" + name + "\" is absent");
        }
        if (!type.test(value)) {
            String found =
                    value.isValueNode() ? value.toString() : value.getNodeType().toString();
            throw new IllegalArgumentException("Invalid " + name + ": "
                    + found.substring(0, Math.min(100, found.length())) + " (must be " + wanted + ")");
        }
        return value;
    }

    private static String text(JsonNode node, String name) {
        return field(node, name, JsonNode::isTextual, "a string").textValue();
    }

    private static long whole(JsonNode node, String name) {
        return field(
                        node,
                        name,
                        v -> v.isIntegralNumber() && v.canConvertToLong() && v.longValue() >= 0,
                        "a whole number >= 0")
                .longValue();
    }
}
