package dev.tamis.pipeline.dedup;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which vectors are compared with each other, and in which partition: those of one leaf, domain and slice.
 *
 * <p>A leaf that k-means could not divide is cut in slices of hashes, in each domain for itself. Leaves and slices are laid
 * one after the other and divided evenly among the partitions, so that one receives no more than its share and one leaf or
 * slice. Slices depend on the vectors alone, not on the number of partitions.
 */
final class VectorRoutes implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int partitions;
    private final long vectors;

    /** How many vectors are laid before each leaf that is not cut. */
    private final TreeMap<Integer, Long> whole = new TreeMap<>();

    private final TreeMap<Integer, TreeMap<Long, Slices>> cut = new TreeMap<>();

    /**
     * A leaf's vectors of one domain.
     *
     * @param before how many vectors are laid before them
     */
    private record Slices(long before, long vectors, int slices) implements Serializable {}

    /**
     * Lays out leaves.
     *
     * @param sizes vectors by leaf, of all leaves that have some
     * @param byDomain vectors by leaf and domain, of all leaves of more vectors than {@code largest}
     * @param largest how many vectors are compared with each other at most
     */
    VectorRoutes(
            SortedMap<Integer, Long> sizes,
            SortedMap<Integer, SortedMap<Long, Long>> byDomain,
            int largest,
            int partitions) {
        this.partitions = partitions;
        // Somewhat fewer than the most, as slices are not all of one size.
        int aim = largest - largest / 8;
        long before = 0;
        for (Map.Entry<Integer, Long> leaf : sizes.entrySet()) {
            if (leaf.getValue() <= largest) {
                whole.put(leaf.getKey(), before);
                before += leaf.getValue();
                continue;
            }
            TreeMap<Long, Slices> domains = new TreeMap<>();
            for (Map.Entry<Long, Long> domain : byDomain.get(leaf.getKey()).entrySet()) {
                long theirs = domain.getValue();
                int slices = theirs <= largest ? 1 : Math.toIntExact((theirs + aim - 1) / aim);
                domains.put(domain.getKey(), new Slices(before, theirs, slices));
                before += theirs;
            }
            cut.put(leaf.getKey(), domains);
        }
        this.vectors = before;
    }

    /** The slice of a vector, in the order of hashes as unsigned numbers. */
    int slice(int leaf, long domain, long hash) {
        TreeMap<Long, Slices> domains = cut.get(leaf);
        return domains == null
                ? 0
                : (int) Math.multiplyHigh(hash >>> 1, 2L * domains.get(domain).slices());
    }

    /** The partition of a slice. */
    int partition(int leaf, long domain, int slice) {
        Long before = whole.get(leaf);
        if (before == null) {
            Slices theirs = cut.get(leaf).get(domain);
            before = theirs.before() + theirs.vectors() * slice / theirs.slices();
        }
        return (int) (before * partitions / vectors);
    }
}
