package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.IntArray;
import java.util.Arrays;

/**
 * Ids of units seen lately, so that a frequent word is segmented once. Of fixed size whatever the text: a set has two
 * places, of which a new unit takes the second, and the first when it comes again; so the many that come once don't
 * drive out the frequent ones. What it holds changes how long encoding takes and never what comes out.
 *
 * <p>A unit of up to {@value #KEY_BYTES} bytes is its own key, so no two are taken for each other.
 */
final class UnitCache {
    static final int KEY_BYTES = 23;

    /** Units of more ids are not kept. */
    static final int MOST_IDS = 8;

    /**
     * Longs of an entry, one line of the processor's cache: three of the key, of which the highest byte is never zero;
     * one with the bound above, the cost's upper 24 bits and the number of ids in the lowest byte; four of ids, the first of each two below.
     */
    private static final int ENTRY = 8;

    private static final int WAYS = 2;
    private static final int HEAD = 3;
    private static final int FIRST_IDS = 4;

    private final long[] entries;
    private final int shift;

    /** @param sets a power of two, from 2 to 2^24 */
    UnitCache(int sets) {
        entries = new long[sets * WAYS * ENTRY];
        shift = Long.numberOfLeadingZeros(sets) + 1;
    }

    /** Where the unit's entry lies, or -1 when it is not there. */
    int find(long key0, long key1, long key2) {
        int at = set(key0, key1, key2);
        if (entries[at] == key0 && entries[at + 2] == key2 && entries[at + 1] == key1) {
            return at;
        }
        at += ENTRY;
        if (entries[at] != key0 || entries[at + 2] != key2 || entries[at + 1] != key1) {
            return -1;
        }
        for (int i = at; i < at + ENTRY; i++) {
            long before = entries[i - ENTRY];
            entries[i - ENTRY] = entries[i];
            entries[i] = before;
        }
        return at - ENTRY;
    }

    private int set(long key0, long key1, long key2) {
        long hash = (key0 * 0x9E3779B97F4A7C15L)
                ^ Long.rotateLeft(key1 * 0xC2B2AE3D27D4EB4FL, 23)
                ^ (key2 * 0xD6E8FEB86659FD93L);
        hash = (hash ^ (hash >>> 32)) * 0xFF51AFD7ED558CCDL;
        return (int) (hash >>> shift) * (WAYS * ENTRY);
    }

    /** The largest distance from the beginning of the text, in cost, at which the ids are sure to be right. */
    float bound(int entry) {
        return Float.intBitsToFloat((int) (entries[entry + HEAD] >>> 32));
    }

    /** What the unit adds to the distance, or a little more. */
    float cost(int entry) {
        return Float.intBitsToFloat((int) entries[entry + HEAD] & ~0xFF);
    }

    /** Appends the unit's ids. */
    void write(int entry, IntArray ids) {
        int count = (int) entries[entry + HEAD] & 0xFF;
        int at = ids.claim(MOST_IDS);
        int[] values = ids.array();
        long two = entries[entry + FIRST_IDS];
        values[at] = (int) two;
        values[at + 1] = (int) (two >>> 32);
        for (int i = 2; i < count; i += 2) {
            two = entries[entry + FIRST_IDS + (i >>> 1)];
            values[at + i] = (int) two;
            values[at + i + 1] = (int) (two >>> 32);
        }
        ids.truncate(at + count);
    }

    /** Keeps the ids from {@code from} on as the unit's, if there are few enough. */
    void put(long key0, long key1, long key2, IntArray ids, int from, float bound, float cost) {
        int count = ids.size() - from;
        if (count > MOST_IDS) {
            return;
        }
        int at = set(key0, key1, key2) + ENTRY;
        entries[at] = key0;
        entries[at + 1] = key1;
        entries[at + 2] = key2;
        // Rounded up: 0x100 is what the 8 bits of the count can take off.
        int above = cost == 0 ? 0 : (Float.floatToIntBits(cost) + 0x100) & ~0xFF;
        entries[at + HEAD] = (long) Float.floatToIntBits(bound) << 32 | (above & 0xFFFF_FFFFL) | count;
        Arrays.fill(entries, at + FIRST_IDS, at + ENTRY, 0);
        for (int i = 0; i < count; i++) {
            entries[at + FIRST_IDS + (i >>> 1)] |= (ids.get(from + i) & 0xFFFF_FFFFL) << (32 * (i & 1));
        }
    }
}
