package dev.tamis.pipeline.source;

import dev.tamis.filters.ingest.ShardEntry;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.Medium;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardReader;
import dev.tamis.filters.ingest.Sidecar;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import dev.tamis.pipeline.recipe.SourceSpec;
import dev.tamis.pipeline.run.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads a file that is one medium, and gives it what the files beside it say. */
final class SidecarReader implements ShardReader {
    private final ShardReader file;
    private final Shard shard;
    private final SourceSpec source;
    private final Configuration conf;

    SidecarReader(ShardReader file, Shard shard, SourceSpec source, Configuration conf) {
        this.file = file;
        this.shard = shard;
        this.source = source;
        this.conf = conf;
    }

    @Override
    public ShardEntry next() throws IOException {
        ShardEntry entry = file.next();
        if (!(entry instanceof RawRecord record)) {
            return entry;
        }
        Sidecar sidecar = new Sidecar(source.media().caption(), source.urlField());
        try {
            for (String uri : shard.sidecars()) {
                if (uri.toLowerCase(Locale.ROOT).endsWith(".json")) {
                    sidecar.json(bytes(uri));
                } else {
                    sidecar.text(bytes(uri));
                }
            }
        } catch (ExtractionException e) {
            return new Damaged(
                    record.origin(),
                    e.reason(),
                    "",
                    "the file beside the image: " + e.getMessage(),
                    new byte[0],
                    Digests.sha256(record.content()));
        }
        Map<String, String> meta = new TreeMap<>(sidecar.meta());
        meta.putAll(record.meta());
        Origin origin = record.origin();
        return new RawRecord(
                new Origin(
                        origin.shard(),
                        origin.offset(),
                        origin.length(),
                        origin.recordId(),
                        sidecar.url(),
                        null,
                        origin.contentType()),
                record.content(),
                false,
                meta,
                null,
                new Medium(
                        sidecar.caption(),
                        null,
                        record.medium() == null ? -1 : record.medium().offset()));
    }

    private byte[] bytes(String uri) throws IOException, ExtractionException {
        Path path = new Path(uri);
        try (InputStream in = path.getFileSystem(conf).open(path)) {
            byte[] bytes = in.readNBytes(Sidecar.MOST_BYTES + 1);
            if (bytes.length > Sidecar.MOST_BYTES) {
                throw new ExtractionException(
                        Reason.RECORD_TOO_LARGE,
                        path.getName() + " has more than the " + Sidecar.MOST_BYTES + " bytes that are read");
            }
            return bytes;
        }
    }

    @Override
    public long bytesRead() {
        return file.bytesRead();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
