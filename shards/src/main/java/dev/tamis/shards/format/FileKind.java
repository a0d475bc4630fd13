package dev.tamis.shards.format;

import java.nio.file.Path;

/**
 * What a file of a shard holds. Readers take names from index.json: files of a shard share theirs but for the suffix,
 * except {@link #MDS}, whose name has its own digest.
 */
public enum FileKind {
    /** Tokens and nothing else; see {@link MegatronWriter}. */
    BIN("bin", "", ".bin"),
    /** Megatron's index of the tokens. */
    IDX("idx", "", ".idx"),
    /** Samples of MosaicML Streaming; see {@link MdsWriter}. In a directory of their own, for their index.json. */
    MDS("mds", "mds/", ".mds"),
    /** A record of each sequence; see {@link SequenceRecord}. */
    SEQUENCES("sequences", "", ".sequences.npy"),
    /** A record of each run of tokens of one document; see {@link SequenceRun}. */
    RUNS("runs", "", ".runs.npy"),
    /** Where each run came from, for SQL. */
    PROVENANCE("provenance", "", ".provenance.parquet"),
    /** Media that placeholder tokens stand for, a JSON object a line; absent for text. */
    MEDIA("media", "", ".media.jsonl");

    private final String id;
    private final String directory;
    private final String suffix;

    FileKind(String id, String directory, String suffix) {
        this.id = id;
        this.directory = directory;
        this.suffix = suffix;
    }

    /** The key in index.json. */
    public String id() {
        return id;
    }

    /** Where such files are, below the directory of index.json: empty, or a name with a slash at its end. */
    public String directory() {
        return directory;
    }

    /** How the names of such files end. */
    public String suffix() {
        return suffix;
    }

    /** The kind of this {@link #id}, or null. */
    public static FileKind ofId(String id) {
        for (FileKind kind : values()) {
            if (kind.id.equals(id)) {
                return kind;
            }
        }
        return null;
    }

    /**
     * Where a file of this kind is.
     *
     * @param sequences the directory of index.json
     * @param name as index.json has it
     */
    public Path locate(Path sequences, String name) {
        return sequences.resolve(directory + name);
    }
}
