package dev.tamis.pipeline.rank;

import dev.tamis.pipeline.cluster.LongRows;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one part tells of its groups: how much is in each, and a sample of scores. */
final class PartScan implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Documents and weight of a group. */
    record Sum(long documents, long weight) implements Serializable {
        Sum plus(Sum other) {
            return new Sum(documents + other.documents, Math.addExact(weight, other.weight));
        }
    }

    /** A group of a rank. */
    record Key(int rank, List<String> group) implements Serializable {}

    private final ArrayList<Key> keys = new ArrayList<>();
    private final ArrayList<Sum> sums = new ArrayList<>();
    /** Pairs of the place of a group in {@link #keys} and a score's key. */
    private long[] sample = new long[0];

    private long stride = 1;
    /** The first rank that has too many groups, or -1. */
    private int overfull = -1;

    /**
     * Scans a part.
     *
     * @param ranks number of ranks
     * @param mostGroups of one rank; the scan stops beyond
     * @param mostSamples scores kept, at least 2
     */
    static PartScan of(ScoredDocuments documents, int ranks, int mostGroups, int mostSamples) throws IOException {
        PartScan scan = new PartScan();
        Map<Key, Integer> places = new HashMap<>();
        int[] groups = new int[ranks];
        LongRows sample = new LongRows(2);
        long seen = 0;
        while (documents.next()) {
            for (int rank = 0; rank < ranks; rank++) {
                double score = documents.score(rank);
                if (Double.isNaN(score)) {
                    continue;
                }
                Key key = new Key(rank, documents.group(rank));
                Integer place = places.get(key);
                if (place == null) {
                    groups[rank]++;
                    if (groups[rank] > mostGroups) {
                        scan.overfull = rank;
                        return scan;
                    }
                    place = places.size();
                    places.put(key, place);
                    scan.keys.add(key);
                    scan.sums.add(new Sum(0, 0));
                }
                scan.sums.set(place, scan.sums.get(place).plus(new Sum(1, documents.weight(rank))));
                if (seen++ % scan.stride == 0) {
                    sample.add(place, ScoreKeys.key(score));
                    if (sample.size() == mostSamples) {
                        sample = everySecond(sample);
                        scan.stride *= 2;
                    }
                }
            }
        }
        scan.sample = new long[2 * sample.size()];
        System.arraycopy(sample.values(), 0, scan.sample, 0, scan.sample.length);
        return scan;
    }

    private static LongRows everySecond(LongRows rows) {
        LongRows some = new LongRows(2);
        for (int i = 0; i < rows.size(); i += 2) {
            some.addFrom(rows.values(), rows.at(i));
        }
        return some;
    }

    int overfull() {
        return overfull;
    }

    /** Adds what is in each group of this part to sums over others. */
    void addTo(Map<Key, Sum> all) {
        for (int i = 0; i < keys.size(); i++) {
            all.merge(keys.get(i), sums.get(i), Sum::plus);
        }
    }

    /** Adds the sampled scores: rows of the group's number, the score's key and how many it stands for. */
    void addTo(LongRows rows, Map<Key, Integer> numbers) {
        for (int i = 0; i < sample.length; i += 2) {
            rows.add(numbers.get(keys.get((int) sample[i])), sample[i + 1], stride);
        }
    }
}
