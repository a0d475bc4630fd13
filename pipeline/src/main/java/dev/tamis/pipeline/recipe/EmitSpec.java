package dev.tamis.pipeline.recipe;

import java.util.List;
import java.util.Locale;

/**
 * How token shards are written.
 *
 * @param layout what the directories are
 * @param formats at least one, each once
 * @param shardBytes size at which a new shard is begun
 * @param appendEod whether each document ends with the end-of-document token
 */
public record EmitSpec(Layout layout, List<Format> formats, long shardBytes, boolean appendEod) {

    /** What a directory of shards holds. */
    public enum Layout {
        /** The sequences of a phase, in the order of training. */
        PHASES,
        /** The sequences of a domain at one length, each once; the order of training is left to the reader. */
        DOMAINS;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the files are. */
    public enum Format {
        MEGATRON,
        MDS;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public EmitSpec {
        formats = List.copyOf(formats);
    }
}
