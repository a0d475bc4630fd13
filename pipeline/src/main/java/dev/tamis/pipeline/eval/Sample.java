package dev.tamis.pipeline.eval;

import dev.tamis.tokenizer.eval.TextGroup;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;

/**
 * Of each group the documents with the smallest ids, as few as have so many bytes together. Ids are hashes of where a
 * document comes from, so these are as good as drawn by lot, and the same whatever the partitions.
 */
final class Sample implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long bytes;
    private final HashMap<TextGroup, Smallest> groups = new HashMap<>();

    /** Sizes by id; without the last of them there are too few bytes. */
    private static final class Smallest implements Serializable {
        private static final long serialVersionUID = 1L;

        private final TreeMap<String, Long> sizes = new TreeMap<>();
        private long sum;

        void add(String id, long size, long enough) {
            if (sum >= enough && id.compareTo(sizes.lastKey()) > 0) {
                return;
            }
            Long before = sizes.put(id, size);
            sum += size - (before == null ? 0 : before);
            while (sum - sizes.lastEntry().getValue() >= enough) {
                sum -= sizes.pollLastEntry().getValue();
            }
        }
    }

    Sample(long bytes) {
        this.bytes = bytes;
    }

    void add(TextGroup group, String id, long size) {
        groups.computeIfAbsent(group, g -> new Smallest()).add(id, size, bytes);
    }

    private Sample add(Sample other) {
        other.groups.forEach((group, smallest) -> {
            Smallest own = groups.computeIfAbsent(group, g -> new Smallest());
            smallest.sizes.forEach((id, size) -> own.add(id, size, bytes));
        });
        return this;
    }

    /** The largest id of each group that belongs to the sample. */
    static Map<TextGroup, String> lastIds(JavaRDD<Sample> samples, long bytes) {
        Sample all = samples.treeAggregate(new Sample(bytes), Sample::add, Sample::add);
        Map<TextGroup, String> last = new HashMap<>();
        all.groups.forEach((group, smallest) -> last.put(group, smallest.sizes.lastKey()));
        return last;
    }
}
