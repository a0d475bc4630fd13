package dev.tamis.pipeline.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The shards of one task. Their number becomes the number of the part that holds their records.
 *
 * @param part position among all splits
 * @param shards one large shard, or many small ones of one source
 */
public record Split(int part, List<Shard> shards) implements Serializable {
    private static final long SMALLEST = 2L << 20;
    private static final int FEWEST_PER_SOURCE = 16;

    /**
     * Packs shards, in order, into splits of about the target size. The target follows from the shards alone, never
     * from the number of cores: the same input always makes the same parts.
     *
     * @param shards of all sources, those of one source together
     * @param largest most bytes of a split of several shards
     */
    public static List<Split> pack(List<Shard> shards, long largest) {
        List<Split> splits = new ArrayList<>();
        int start = 0;
        while (start < shards.size()) {
            int source = shards.get(start).source();
            int end = start;
            long total = 0;
            while (end < shards.size() && shards.get(end).source() == source) {
                total += shards.get(end++).bytes();
            }
            long target = Math.min(largest, Math.max(SMALLEST, total / FEWEST_PER_SOURCE));
            List<Shard> open = new ArrayList<>();
            long bytes = 0;
            for (Shard shard : shards.subList(start, end)) {
                if (!open.isEmpty() && bytes + shard.bytes() > target) {
                    splits.add(new Split(splits.size(), List.copyOf(open)));
                    open.clear();
                    bytes = 0;
                }
                open.add(shard);
                bytes += shard.bytes();
            }
            splits.add(new Split(splits.size(), List.copyOf(open)));
            start = end;
        }
        return splits;
    }
}
