package dev.tamis.models.fasttext;

import java.io.IOException;

/** Which buckets a pruned model kept, and the row of each among the kept ones. */
final class PrunedBuckets {
    /** In the file's order, for writing. */
    private final int[] buckets;

    private final int[] places;

    /** Pairs of bucket and place; the bucket is -1 where it is empty. */
    private final int[] table;

    private final int tableMask;
    private final int placeCount;

    /**
     * @param buckets not negative
     * @param places of the buckets in the kept rows, not negative
     */
    PrunedBuckets(int[] buckets, int[] places) {
        this.buckets = buckets;
        this.places = places;
        int room = Integer.highestOneBit(Math.max(4, buckets.length) * 2 - 1) << 1;
        table = new int[room * 2];
        tableMask = room - 1;
        for (int i = 0; i < room; i++) {
            table[2 * i] = -1;
        }
        int largest = -1;
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] < 0 || places[i] < 0) {
                throw new IllegalArgumentException("Pruned bucket " + buckets[i] + " at " + places[i]);
            }
            int place = mix(buckets[i]) & tableMask;
            while (table[2 * place] >= 0 && table[2 * place] != buckets[i]) {
                place = (place + 1) & tableMask;
            }
            table[2 * place] = buckets[i];
            table[2 * place + 1] = places[i];
            largest = Math.max(largest, places[i]);
        }
        placeCount = Math.addExact(largest, 1);
    }

    int size() {
        return buckets.length;
    }

    /** Rows that the kept buckets need. */
    int places() {
        return placeCount;
    }

    /** Row of a bucket among the kept ones, or -1 for a bucket that was taken away. */
    int place(int bucket) {
        int place = mix(bucket) & tableMask;
        int found;
        while ((found = table[2 * place]) >= 0) {
            if (found == bucket) {
                return table[2 * place + 1];
            }
            place = (place + 1) & tableMask;
        }
        return -1;
    }

    private static int mix(int bucket) {
        int mixed = bucket * 0x9E3779B1;
        return mixed ^ (mixed >>> 15);
    }

    static PrunedBuckets read(LittleEndianInput in, int size) throws IOException {
        long at = in.offset();
        in.require(size * 2L * Integer.BYTES, "list of " + size + " pruned buckets");
        int[] buckets = new int[size];
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            buckets[i] = in.readInt();
            places[i] = in.readInt();
            if (buckets[i] < 0 || places[i] < 0 || places[i] == Integer.MAX_VALUE) {
                throw in.broken(at + i * 8L, "pruned bucket " + buckets[i] + " at " + places[i]);
            }
        }
        return new PrunedBuckets(buckets, places);
    }

    void write(LittleEndianOutput out) throws IOException {
        for (int i = 0; i < buckets.length; i++) {
            out.writeInt(buckets[i]);
            out.writeInt(places[i]);
        }
    }
}
