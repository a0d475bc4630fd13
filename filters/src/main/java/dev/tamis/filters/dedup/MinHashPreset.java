package dev.tamis.filters.dedup;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Settings that published corpora were made with. The shingles are ours ({@link Shingler}): RefinedWeb and DCLM counted
 * five tokens of a tokenizer, not five words.
 */
public enum MinHashPreset {
    /** FineWeb (Penedo et al. 2024, 3.4; datatrove {@code examples/fineweb.py}): 112 hashes. */
    FINEWEB("fineweb", 5, 14, 8),
    /** RefinedWeb (Penedo et al. 2023, appendix) after Lee et al. 2022: 9,000 hashes. */
    REFINEDWEB("refinedweb", 5, 450, 20),
    /** DCLM (Li et al. 2024, L.1): 1,395 hashes. */
    DCLM("dclm", 5, 93, 15);

    private static final long SEED = 1;

    public static final MinHashPreset DEFAULT = FINEWEB;

    private final String key;
    private final int ngram;
    private final int bands;
    private final int rows;

    MinHashPreset(String key, int ngram, int bands, int rows) {
        this.key = key;
        this.ngram = ngram;
        this.bands = bands;
        this.rows = rows;
    }

    /** The name in a recipe. */
    public String key() {
        return key;
    }

    public MinHashSettings settings() {
        return new MinHashSettings(ngram, bands, rows, SEED);
    }

    /** @throws IllegalArgumentException if no preset has the name; the message lists those there are */
    public static MinHashPreset named(String key) {
        for (MinHashPreset preset : values()) {
            if (preset.key.equals(key)) {
                return preset;
            }
        }
        throw new IllegalArgumentException("unknown MinHash preset \"" + key + "\", must be one of "
                + Arrays.stream(values()).map(MinHashPreset::key).collect(Collectors.joining(", ")));
    }
}
