package dev.tamis.pipeline.rank;

import dev.tamis.pipeline.cluster.LongRows;
import java.io.Serializable;

/**
 * Divides rows that begin with a group's number and a score's key into stretches of about the same length, in order. Which
 * rows it is made from changes how even the stretches are, and no result.
 */
final class Splitters implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int COLUMNS = 2;

    private final long[] bounds;

    /**
     * @param sample rows of group, key and the number of rows each stands for
     * @param partitions number of stretches
     */
    Splitters(LongRows sample, int partitions) {
        sample.sort(COLUMNS);
        double total = 0;
        for (int i = 0; i < sample.size(); i++) {
            total += sample.get(i, COLUMNS);
        }
        LongRows chosen = new LongRows(COLUMNS);
        double before = 0;
        for (int i = 0; i < sample.size(); i++) {
            if (chosen.size() < partitions - 1 && before >= total * (chosen.size() + 1) / partitions) {
                chosen.add(sample.get(i, 0), sample.get(i, 1));
            }
            before += sample.get(i, COLUMNS);
        }
        bounds = new long[chosen.size() * COLUMNS];
        System.arraycopy(chosen.values(), 0, bounds, 0, bounds.length);
    }

    /** The number of stretches, which may be fewer than were asked for. */
    int stretches() {
        return bounds.length / COLUMNS + 1;
    }

    /** The stretch of a row: the number of bounds that are not after it, so that equal rows are together. */
    int of(long group, long key) {
        int low = 0;
        int high = bounds.length / COLUMNS;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(bounds[middle * COLUMNS], group);
            if (order == 0) {
                order = Long.compareUnsigned(bounds[middle * COLUMNS + 1], key);
            }
            if (order <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
