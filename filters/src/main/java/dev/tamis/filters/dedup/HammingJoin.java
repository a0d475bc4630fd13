package dev.tamis.filters.dedup;

import java.util.Arrays;

/**
 * Links hashes of 256 bits that lie within a Hamming distance, so that all that are within it of each other are connected,
 * directly or through others.
 *
 * <p>Complete, and not by chance: no pair within the distance is left in two parts. But of many hashes that are near each other
 * not all pairs are linked, or even looked at, since they are many more than the hashes: what is connected already is passed
 * over. So there are never more links than hashes, and neither a cap nor a sample is needed where one image has a hundred
 * thousand copies.
 *
 * <p>A first pass compares neighbours in each slot of {@link HammingSlots}, which connects most copies of one image at little
 * cost. The second compares all that share a slot, by its radius, and passes over those of one component at a step.
 *
 * <p>Which links are reported depends on the order of the hashes, which hashes are connected does not. For one thread.
 */
public final class HammingJoin {
    /** The largest distance: PDQ's own limit for a match. */
    public static final int MOST = 31;

    /** Hashes up to which all are compared: below it, dividing by slots costs more than it spares. */
    static final int FEW = 2048;

    private static final int LONGS = HammingSlots.LONGS;

    private final int distance;
    private final int few;
    private final int[] starts = new int[HammingSlots.VALUES + 1];
    private final int[] otherStarts = new int[HammingSlots.VALUES + 1];
    private long[] hashes;
    private Link link;
    private int[] parent = new int[0];
    private int[] component = new int[0];
    private long compared;

    /** Takes two hashes that are within the distance, by their places. */
    @FunctionalInterface
    public interface Link {
        void link(int a, int b);
    }

    /**
     * A join.
     *
     * @param distance most bits in which two hashes may differ, 0 to {@link #MOST}
     * @throws IllegalArgumentException if it is another
     */
    public HammingJoin(int distance) {
        this(distance, FEW);
    }

    HammingJoin(int distance, int few) {
        HammingSlots.check(distance, MOST);
        this.distance = distance;
        this.few = few;
    }

    /** Pairs whose distance was computed, over all that was joined. */
    public long compared() {
        return compared;
    }

    /**
     * Connects hashes with each other.
     *
     * @param some four longs a hash
     * @param count of hashes
     * @param found takes the links; they make no circle
     */
    public void all(long[] some, int count, Link found) {
        begin(some, count, found);
        if (count > few) {
            neighbours(count);
        }
        compareSides(0, count, 0, count);
    }

    /**
     * Connects hashes with those of another set; pairs of one set are connected where it comes cheap, and are not asked for.
     * Each set for itself has to be connected elsewhere, or not matter.
     *
     * @param some four longs a hash
     * @param border number of the first hash of the second set
     * @param count of hashes
     * @param found takes the links, also those within a set; they make no circle
     */
    public void across(long[] some, int border, int count, Link found) {
        if (border == 0 || border == count) {
            return;
        }
        begin(some, count, found);
        if (count > few) {
            neighbours(count);
        }
        compareSides(0, border, border, count);
    }

    private void begin(long[] some, int count, Link found) {
        hashes = some;
        link = found;
        if (parent.length < count) {
            parent = new int[count];
            component = new int[count];
        }
        for (int i = 0; i < count; i++) {
            parent[i] = i;
        }
    }

    /** Compares each hash with the one before it among those of equal slots. */
    private void neighbours(int count) {
        int[] plain = new int[count];
        for (int i = 0; i < count; i++) {
            plain[i] = i;
        }
        int[] order = new int[count];
        for (int slot = 0; slot < HammingSlots.used(distance); slot++) {
            bySlot(plain, slot, starts, order);
            for (int value = 0; value < HammingSlots.VALUES; value++) {
                for (int i = starts[value] + 1; i < starts[value + 1]; i++) {
                    int a = order[i - 1];
                    int b = order[i];
                    if (top(a) != top(b)) {
                        compared++;
                        if (near(a, b)) {
                            unite(a, b);
                        }
                    }
                }
            }
        }
    }

    private void compareSides(int from, int end, int otherFrom, int otherEnd) {
        boolean one = from == otherFrom;
        for (int i = 0; i < otherEnd; i++) {
            component[i] = top(i);
        }
        int[] side = byComponent(from, end);
        int[] other = one ? side : byComponent(otherFrom, otherEnd);
        if (otherEnd <= few) {
            Ordered all = new Ordered(side.clone(), side.length);
            all.run(0, side.length);
            if (one) {
                within(all, 0, side.length);
            } else {
                Ordered others = new Ordered(other.clone(), other.length);
                others.run(0, other.length);
                between(all, 0, side.length, others, 0, other.length);
            }
            return;
        }
        Ordered left = new Ordered(new int[side.length], side.length);
        Ordered right = one ? left : new Ordered(new int[other.length], other.length);
        int[] rightStarts = one ? starts : otherStarts;
        for (int slot = 0; slot < HammingSlots.used(distance); slot++) {
            left.divide(side, slot, starts);
            if (!one) {
                right.divide(other, slot, rightStarts);
            }
            boolean radius = HammingSlots.radius(slot, distance) == 1;
            for (int value = 0; value < HammingSlots.VALUES; value++) {
                int a = starts[value];
                int b = starts[value + 1];
                if (a == b) {
                    continue;
                }
                if (one) {
                    within(left, a, b);
                } else {
                    between(left, a, b, right, rightStarts[value], rightStarts[value + 1]);
                }
                for (int bit = 1; radius && bit < HammingSlots.VALUES; bit <<= 1) {
                    // Within one set each pair of values is looked at from the smaller.
                    int near = value ^ bit;
                    if (!one || near > value) {
                        between(left, a, b, right, rightStarts[near], rightStarts[near + 1]);
                    }
                }
            }
        }
    }

    /** Compares hashes of one order with each other. */
    private void within(Ordered order, int from, int end) {
        for (int i = from; i < end; i++) {
            compare(order.hashes[i], order, order.ends[i], end);
        }
    }

    private void between(Ordered order, int from, int end, Ordered other, int otherFrom, int otherEnd) {
        if (otherFrom == otherEnd) {
            return;
        }
        for (int i = from; i < end; i++) {
            compare(order.hashes[i], other, otherFrom, otherEnd);
        }
    }

    /** Compares one hash with others, of each run until one is near it. */
    private void compare(int hash, Ordered others, int from, int end) {
        int at = hash * LONGS;
        int[] order = others.hashes;
        int other = from;
        while (other < end) {
            int runEnd = others.ends[other];
            if (runEnd - other > 1 && top(hash) == top(order[other])) {
                other = runEnd;
                continue;
            }
            int i = other;
            while (i < runEnd) {
                if (HammingSlots.distance(hashes, at, hashes, order[i] * LONGS, distance) <= distance) {
                    unite(hash, order[i]);
                    i++;
                    break;
                }
                i++;
            }
            compared += i - other;
            other = runEnd;
        }
    }

    private boolean near(int a, int b) {
        return HammingSlots.distance(hashes, a * LONGS, hashes, b * LONGS, distance) <= distance;
    }

    private void unite(int a, int b) {
        int x = top(a);
        int y = top(b);
        if (x != y) {
            parent[Math.max(x, y)] = Math.min(x, y);
            link.link(a, b);
        }
    }

    private int top(int hash) {
        int at = hash;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** The numbers of some hashes, those of one component together. */
    private int[] byComponent(int from, int end) {
        // The top of a component is its least, so none is above the hash itself.
        int[] places = new int[end + 1];
        for (int i = from; i < end; i++) {
            places[component[i] + 1]++;
        }
        for (int i = 0; i < end; i++) {
            places[i + 1] += places[i];
        }
        int[] order = new int[end - from];
        for (int i = from; i < end; i++) {
            order[places[component[i]]++] = i;
        }
        return order;
    }

    /** Puts hashes in the order of a slot's values, those of one value in the order they had. */
    private void bySlot(int[] some, int slot, int[] valueStarts, int[] order) {
        Arrays.fill(valueStarts, 0);
        for (int hash : some) {
            valueStarts[HammingSlots.value(hashes, hash * LONGS, slot)]++;
        }
        int sum = 0;
        for (int value = 0; value <= HammingSlots.VALUES; value++) {
            sum += valueStarts[value];
            valueStarts[value] = sum;
        }
        // From the end, each value's place moves down to its start.
        for (int i = some.length - 1; i >= 0; i--) {
            order[--valueStarts[HammingSlots.value(hashes, some[i] * LONGS, slot)]] = some[i];
        }
    }

    /** Hashes in some order, with the runs of those that were in one component before all were compared. */
    private final class Ordered {
        final int[] hashes;
        /** For each place the one after its run. */
        final int[] ends;

        Ordered(int[] hashes, int size) {
            this.hashes = hashes;
            this.ends = new int[size];
        }

        void divide(int[] some, int slot, int[] valueStarts) {
            bySlot(some, slot, valueStarts, hashes);
            for (int value = 0; value < HammingSlots.VALUES; value++) {
                run(valueStarts[value], valueStarts[value + 1]);
            }
        }

        void run(int from, int end) {
            for (int i = end - 1; i >= from; i--) {
                boolean last = i == end - 1 || component[hashes[i]] != component[hashes[i + 1]];
                ends[i] = last ? i + 1 : ends[i + 1];
            }
        }
    }
}
