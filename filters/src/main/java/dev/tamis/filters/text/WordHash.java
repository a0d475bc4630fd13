package dev.tamis.filters.text;

/** Hashes the bytes of a word, eight at a time. The same in every run and on every machine. */
public final class WordHash {
    private static final long SEED = 0x2D35_8DCC_AA6C_78A5L;
    static final long MULTIPLIER = 0x9FB2_1C65_1E98_DF25L;

    private WordHash() {}

    /** @param utf8 with {@link TextView#PADDING} bytes readable after {@code end} */
    public static long of(byte[] utf8, int start, int end) {
        long hash = begin(end - start);
        for (int at = start; at < end; at += Swar.WIDTH) {
            hash = mix(hash, Swar.load(utf8, at) & Swar.lowest(end - at));
        }
        return finish(hash);
    }

    static long begin(int bytes) {
        return (SEED ^ bytes) * MULTIPLIER;
    }

    static long mix(long hash, long chunk) {
        long product = (hash ^ chunk) * MULTIPLIER;
        return product ^ (product >>> 32);
    }

    static long finish(long hash) {
        long product = hash * MULTIPLIER;
        return product ^ (product >>> 29);
    }
}
