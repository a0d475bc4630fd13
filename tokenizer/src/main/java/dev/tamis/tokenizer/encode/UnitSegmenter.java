package dev.tamis.tokenizer.encode;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.normalize.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Cuts a text into units that no piece reaches over, and segments one by one, short ones by a cache. A unit ends
 * between two characters that are neighbours in no piece: before a space, a full stop, a change of scripts.
 *
 * <p>How the ids of a unit depend on what came before is told by one figure, the distance: for a unigram model the
 * size of the sum of scores so far, which says how much rounding can matter. An entry of the cache holds up to a
 * distance; beyond it the unit is segmented at its place.
 */
abstract class UnitSegmenter implements Segmenter {
    /** 2^16 sets of two entries of 64 bytes: 8 MiB. */
    static final int CACHE_SETS = 1 << 16;

    /** Scratch arrays of more elements, made for one very long unit, do not stay for the next text. */
    static final int KEPT = 1 << 18;

    /** Bytes that may be read after the end of a text. */
    private static final int PADDING = 40;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** By length of the key: what of its three longs counts. */
    private static final long[] MASKS = new long[3 * (UnitCache.KEY_BYTES + 1)];

    static {
        for (int length = 0; length <= UnitCache.KEY_BYTES; length++) {
            for (int i = 0; i < 3; i++) {
                int bytes = Math.max(0, Math.min(8, length - 8 * i));
                MASKS[3 * length + i] = bytes == 8 ? -1 : (1L << (8 * bytes)) - 1;
            }
        }
    }

    final PieceTable pieces;
    private final boolean cuts;
    private final boolean byWord;
    private final CharacterPairs neighbours;
    private final UnitCache cache;

    /** No less than the size of the sum of scores so far. */
    double distance;

    /** Of the unit that {@link #unit} segmented last. */
    float bound;

    float cost;

    /** @param cuts whether pieces and normalised texts are well-formed, and units independent */
    UnitSegmenter(PieceTable pieces, boolean cuts, int cacheSets) {
        this.pieces = pieces;
        this.cuts = cuts;
        byWord = cuts && pieces.noneCrossesWordStart();
        neighbours = cuts ? pieces.neighbours() : null;
        cache = new UnitCache(cacheSets);
    }

    UnitSegmenter(UnitSegmenter other, int cacheSets) {
        pieces = other.pieces;
        cuts = other.cuts;
        byWord = other.byWord;
        neighbours = other.neighbours;
        cache = new UnitCache(cacheSets);
    }

    /**
     * Appends the ids of a short unit as if it began the text, and sets {@link #bound} and {@link #cost}: up to which
     * distance the ids are the same, and what the unit adds to it.
     */
    abstract void unit(byte[] text, int from, int to, IntArray ids);

    /** Appends the ids of a unit that follows all before, and brings {@link #distance} up to date. */
    abstract void unitInPlace(byte[] text, int from, int to, IntArray ids);

    /** A part of the text begins, and its ids at {@code firstId}. */
    abstract void beginPart(int firstId);

    /** Brings {@link #distance} up to date with the ids of this part so far. */
    abstract void measure(IntArray ids);

    @Override
    public int segment(ByteArray buffer, int size, boolean last, IntArray ids) {
        beginPart(ids.size());
        int done = units(buffer, size, last, ids);
        if (!last) {
            measure(ids);
        }
        return done;
    }

    private int units(ByteArray buffer, int size, boolean last, IntArray ids) {
        if (!cuts) {
            if (!last) {
                return 0;
            }
            unitInPlace(buffer.array(), 0, size, ids);
            return size;
        }
        buffer.reserve(PADDING);
        byte[] text = buffer.array();
        int from = 0;
        int left = -1;
        for (int at = 0; at < size; ) {
            int right = text[at];
            int length = 1;
            boolean joined;
            if (right >= 0) {
                joined = left >= 0 && neighbours.maybe(left, right);
            } else if (isSpace(text, at)) {
                right = CharacterPairs.SPACE;
                length = 3;
                joined = (left == CharacterPairs.SPACE || (left >= 0 && !byWord)) && neighbours.maybe(left, right);
            } else {
                length = Utf8.lengthByLead(text[at]);
                right = character(text, at, length);
                joined = left >= 0 && neighbours.maybe(left, right);
            }
            if (at + length > size && !last) {
                return from;
            }
            if (!joined && at > from) {
                cached(text, from, at, ids);
                from = at;
            }
            left = right;
            at += length;
        }
        if (!last) {
            return from;
        }
        cached(text, from, size, ids);
        return size;
    }

    private static boolean isSpace(byte[] text, int at) {
        return ((long) LONGS.get(text, at) & 0xFF_FFFF) == 0x81_96E2;
    }

    /** The character of that length, well-formed or not; other bytes may follow a character that is cut off. */
    private static int character(byte[] text, int at, int length) {
        return switch (length) {
            case 1 -> text[at] & 0xFF;
            case 2 -> (text[at] & 0x1F) << 6 | (text[at + 1] & 0x3F);
            case 3 -> (text[at] & 0xF) << 12 | (text[at + 1] & 0x3F) << 6 | (text[at + 2] & 0x3F);
            default ->
                (text[at] & 7) << 18 | (text[at + 1] & 0x3F) << 12 | (text[at + 2] & 0x3F) << 6 | (text[at + 3] & 0x3F);
        };
    }

    private void cached(byte[] text, int from, int to, IntArray ids) {
        int at = from;
        long mark = 0x40L;
        if (isSpace(text, at) && to - at >= 3) {
            at += 3;
            mark = 0x60L;
        }
        int length = to - at;
        if (length > UnitCache.KEY_BYTES) {
            unitInPlace(text, from, to, ids);
            return;
        }
        long key0 = (long) LONGS.get(text, at) & MASKS[3 * length];
        long key1 = (long) LONGS.get(text, at + 8) & MASKS[3 * length + 1];
        long key2 = ((long) LONGS.get(text, at + 16) & MASKS[3 * length + 2]) | (mark | length) << 56;
        int entry = cache.find(key0, key1, key2);
        if (entry < 0) {
            int before = ids.size();
            unit(text, from, to, ids);
            cache.put(key0, key1, key2, ids, before, bound, cost);
            if (distance <= bound) {
                add(cost);
            } else {
                ids.truncate(before);
                unitInPlace(text, from, to, ids);
            }
        } else if (distance <= cache.bound(entry)) {
            cache.write(entry, ids);
            add(cache.cost(entry));
        } else {
            unitInPlace(text, from, to, ids);
        }
    }

    /** Each addition in float may round away from zero by 2^-24 of the sum; a unit has 23 bytes and so 23 at most. */
    private void add(float more) {
        distance = (distance + more) * (1 + 0x1p-19);
    }
}
