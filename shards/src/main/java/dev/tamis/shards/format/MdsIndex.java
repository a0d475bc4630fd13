package dev.tamis.shards.format;

import java.util.List;

/**
 * The texts of MosaicML Streaming's shards, version 2: {@code index.json} of a directory of {@code .mds} files, and the
 * part of it that each shard repeats. Written as Python's {@code json.dumps(..., sort_keys=True)} writes them.
 */
public final class MdsIndex {

    /** The file's name. */
    public static final String FILE = "index.json";

    private MdsIndex() {}

    /**
     * A shard as the index lists it.
     *
     * @param file its name, size and SHA-256
     * @param samples how many it holds
     */
    public record Shard(ShardFile file, long samples) {}

    /** The text of index.json, to be stored as UTF-8. */
    public static String toJson(TokenType type, int sequenceLength, List<Shard> shards) {
        StringBuilder text = new StringBuilder("{\"shards\": [");
        String separator = "";
        for (Shard shard : shards) {
            ShardFile file = shard.file();
            text.append(separator).append('{');
            columns(text, type, sequenceLength);
            text.append(", \"compression\": null, \"format\": \"mds\", \"hashes\": [\"sha256\"]")
                    .append(", \"raw_data\": {\"basename\": \"")
                    .append(plain(file.name()))
                    .append("\", \"bytes\": ")
                    .append(file.bytes())
                    .append(", \"hashes\": {\"sha256\": \"")
                    .append(file.sha256())
                    .append("\"}}, \"samples\": ")
                    .append(shard.samples())
                    .append(", \"size_limit\": null, \"version\": 2, \"zip_data\": null}");
            separator = ", ";
        }
        return text.append("], \"version\": 2}").toString();
    }

    private static String plain(String name) {
        if (name.indexOf('"') >= 0) {
            throw new IllegalArgumentException("Invalid name of an MDS shard: " + name + " (must not hold a quote)");
        }
        return name;
    }

    /** What each shard holds between its offsets and its samples. */
    static String config(TokenType type, int sequenceLength) {
        StringBuilder text = new StringBuilder("{");
        columns(text, type, sequenceLength);
        return text.append(", \"compression\": null, \"format\": \"mds\", \"hashes\": [\"sha256\"]")
                .append(", \"size_limit\": null, \"version\": 2}")
                .toString();
    }

    private static void columns(StringBuilder text, TokenType type, int sequenceLength) {
        text.append(
                        "\"column_encodings\": [\"ndarray:uint8\", \"str\", \"int\", \"int\", \"int\", \"ndarray:uint32\", ")
                .append("\"ndarray:")
                .append(type.id())
                .append(':')
                .append(sequenceLength)
                .append("\"], \"column_names\": [\"documents\", \"domain\", \"epoch\", \"length\", \"sequence\", ")
                .append("\"starts\", \"tokens\"], \"column_sizes\": [null, null, 8, 8, 8, null, ")
                .append((long) sequenceLength * type.bytes())
                .append(']');
    }
}
