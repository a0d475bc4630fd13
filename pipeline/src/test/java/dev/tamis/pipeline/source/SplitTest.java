package dev.tamis.pipeline.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SplitTest {
    @Test
    void everyShardIsInOneSplitInItsPlaceAndSourcesNeverMix() {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            List<Shard> shards = new ArrayList<>();
            for (int source = 0; source < 3; source++) {
                for (int n = random.nextInt(40); n > 0; n--) {
                    long bytes = random.nextInt(4) == 0 ? random.nextInt(1 << 27) : random.nextInt(1 << 20);
                    shards.add(new Shard(source, "s" + shards.size(), "file:/s" + shards.size(), bytes));
                }
            }
            List<Split> splits = Split.pack(shards, 64 << 20);
            List<Shard> again = new ArrayList<>();
            for (int i = 0; i < splits.size(); i++) {
                Split split = splits.get(i);
                assertEquals(i, split.part());
                again.addAll(split.shards());
                assertEquals(
                        1, split.shards().stream().map(Shard::source).distinct().count());
                long bytes = split.shards().stream().mapToLong(Shard::bytes).sum();
                assertTrue(split.shards().size() == 1 || bytes <= 64 << 20, () -> "split of " + bytes);
            }
            assertEquals(shards, again);
        }
    }

    @Test
    void tenThousandTinyShardsArePackedTogether() {
        List<Shard> shards = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            shards.add(new Shard(0, "s" + i, "file:/s" + i, 1000));
        }
        assertEquals(5, Split.pack(shards, 64 << 20).size());
    }
}
