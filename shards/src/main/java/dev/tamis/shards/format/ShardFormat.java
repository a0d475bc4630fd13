package dev.tamis.shards.format;

/** A format in which the tokens of packed sequences are stored. Both can stand beside each other in one directory. */
public enum ShardFormat {
    /** Megatron's indexed dataset: {@code .bin} and {@code .idx}. */
    MEGATRON("megatron"),
    /** MosaicML Streaming's shards: {@code mds/*.mds} and {@code mds/index.json}. */
    MDS("mds");

    private final String id;

    ShardFormat(String id) {
        this.id = id;
    }

    /** The name in recipes and in index.json. */
    public String id() {
        return id;
    }

    /** The format of this {@link #id}, or null. */
    public static ShardFormat ofId(String id) {
        for (ShardFormat format : values()) {
            if (format.id.equals(id)) {
                return format;
            }
        }
        return null;
    }
}
