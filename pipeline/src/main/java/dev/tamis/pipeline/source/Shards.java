package dev.tamis.pipeline.source;

import dev.tamis.filters.ingest.ShardFormat;
import dev.tamis.filters.ingest.ShardOptions;
import dev.tamis.filters.ingest.ShardReader;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.pipeline.recipe.SourceSpec;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Opens shards in whatever format their source declares. */
public final class Shards {
    private Shards() {}

    /** @throws IOException where the shard cannot be opened; damage inside it comes as entries */
    public static ShardReader open(SourceSpec source, Shard shard, Limits limits, Configuration conf)
            throws IOException {
        Path path = new Path(shard.uri());
        boolean images = source.kind() == Kind.IMAGE;
        if (source.format() == SourceSpec.Format.PARQUET) {
            return images
                    ? new ParquetImageReader(path, shard, source, limits, conf)
                    : new ParquetShardReader(path, shard, source, limits, conf);
        }
        ShardOptions options = new ShardOptions(
                ShardFormat.of(source.format().id()),
                source.textField(),
                source.idField(),
                source.urlField(),
                source.embeddingField(),
                source.media().caption(),
                source.include(),
                source.exclude());
        ShardReader reader =
                ShardFormat.open(options, shard.name(), path.getFileSystem(conf).open(path), limits);
        return images && !shard.sidecars().isEmpty() ? new SidecarReader(reader, shard, source, conf) : reader;
    }
}
