package dev.tamis.pipeline.recipe;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.ShardFormat;
import java.util.List;

/**
 * How token shards are written.
 *
 * @param layout what the directories are
 * @param formats at least one, each once
 * @param shardBytes size at which a new shard is begun
 * @param appendEod whether each document ends with the end-of-document token
 */
public record EmitSpec(CorpusIndex.Layout layout, List<ShardFormat> formats, long shardBytes, boolean appendEod) {
    public EmitSpec {
        formats = List.copyOf(formats);
    }
}
