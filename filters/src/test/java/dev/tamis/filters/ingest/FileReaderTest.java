package dev.tamis.filters.ingest;

import static dev.tamis.filters.ingest.Shards.gzip;
import static dev.tamis.filters.ingest.Shards.join;
import static dev.tamis.filters.ingest.Shards.outcomes;
import static dev.tamis.filters.ingest.Shards.page;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileReaderTest {
    private static final ShardOptions FILES = ShardOptions.of(ShardFormat.FILES);

    @Test
    void wholeShardIsOneRecordWhateverItsCompression() {
        byte[] page = page(1);
        for (byte[] shard : List.of(
                page,
                gzip(page),
                Zstd.compress(page),
                join(gzip(page(0)), gzip(page(0)), new byte[100]),
                new byte[0])) {
            List<ShardEntry> entries = Shards.read(FILES, shard);
            assertEquals(List.of("ok"), outcomes(entries));
            RawRecord record = (RawRecord) entries.get(0);
            assertEquals(shard.length, record.origin().length());
            assertEquals("shard", record.origin().recordId());
        }
        assertArrayEquals(page, ((RawRecord) Shards.read(FILES, gzip(page)).get(0)).content());
        assertArrayEquals(
                join(page, page(2)),
                ((RawRecord) Shards.read(FILES, join(gzip(page), gzip(page(2)))).get(0)).content());
    }

    @Test
    void fileIsBounded() {
        byte[] most = new byte[(int) Shards.SMALL.recordBytes()];
        assertEquals(List.of("ok"), outcomes(Shards.read(FILES, most)));
        byte[] more = new byte[most.length + 1];
        List<ShardEntry> entries = Shards.read(FILES, more);
        assertEquals(List.of("record.too_large"), outcomes(entries));
        assertEquals(256, ((Damaged) entries.get(0)).raw().length);
        assertEquals(List.of("record.too_large"), outcomes(Shards.read(FILES, gzip(more))));
    }

    @Test
    void damagedCompressionIsDamageOfTheFile() {
        byte[] bad = gzip(page(1));
        bad[bad.length - 1]++;
        assertEquals(List.of("gzip.corrupt"), outcomes(Shards.read(FILES, bad)));
        assertEquals(List.of("gzip.truncated"), outcomes(Shards.read(FILES, Arrays.copyOf(bad, 30))));
        assertEquals(List.of("gzip.header"), outcomes(Shards.read(FILES, join(gzip(page(1)), page(2)))));
        byte[] zstd = Zstd.compress(page(1));
        assertEquals(List.of("zstd.corrupt"), outcomes(Shards.read(FILES, Arrays.copyOf(zstd, zstd.length - 3))));
    }

    @Test
    void formatsHaveTheNamesOfRecipes() {
        assertEquals(ShardFormat.WARC, ShardFormat.of("wet"));
        assertEquals(ShardFormat.ARCHIVE, ShardFormat.of("archive"));
        String message = assertThrows(IllegalArgumentException.class, () -> ShardFormat.of("wark"))
                .getMessage();
        assertTrue(message.contains("\"wark\""), message);
        assertThrows(
                IllegalArgumentException.class,
                () -> new ShardOptions(ShardFormat.JSONL, "a..b", null, null, List.of(), List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ShardOptions(ShardFormat.ARCHIVE, null, null, null, List.of("{"), List.of()));
    }
}
