package dev.tamis.pipeline.recipe;

import dev.tamis.filters.dedup.MinHashSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How duplicates are removed. Methods run in the order of these fields, each on what the one before it left; a method
 * that is absent is not run.
 *
 * @param survivor expressions over signals that choose which document of a cluster survives: the largest value of the
 *     first, then of the next, then the smallest id
 * @param against run directories: what repeats a document that came to their dedup is removed, whatever later stages there
 *     made of it
 * @param url documents of the same address
 * @param exact documents of the same text
 * @param minhash documents of nearly the same text
 * @param semantic documents of nearly the same embedding
 * @param images images; empty where no source has any
 */
public record DedupSpec(
        List<String> survivor,
        List<String> against,
        Optional<Scope> url,
        Optional<Scope> exact,
        Optional<MinHash> minhash,
        Optional<Semantic> semantic,
        Optional<Images> images) {

    /** What {@code survivor} is unless a recipe says otherwise. */
    public static final List<String> SURVIVOR = List.of("chars");

    public DedupSpec {
        survivor = List.copyOf(survivor);
        against = List.copyOf(against);
    }

    /** Where two records have to be to count as duplicates of each other. */
    public enum Scope {
        CORPUS,
        SOURCE,
        LANGUAGE,
        SOURCE_LANGUAGE;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The name of the domain that a document of this source and language belongs to. */
        public String of(String source, String language) {
            return switch (this) {
                case CORPUS -> "";
                case SOURCE -> source;
                case LANGUAGE -> language;
                case SOURCE_LANGUAGE -> source + "/" + language;
            };
        }
    }

    /**
     * Fuzzy dedup by MinHash.
     *
     * @param verify least true Jaccard similarity of shingles at which two candidates are linked; empty trusts the bands
     */
    public record MinHash(Scope scope, MinHashSettings settings, OptionalDouble verify) {}

    /**
     * Dedup of images, among images alone.
     *
     * @param survivor expressions as those for documents; empty: the largest area, then the most bytes, wins
     * @param bytes whether images of the same bytes are duplicates
     * @param pixels whether those of the same decoded pixels are
     * @param distance bits in which the perceptual hashes PDQ of two duplicates may differ; empty: they are not compared
     */
    public record Images(Scope scope, List<String> survivor, boolean bytes, boolean pixels, OptionalInt distance) {
        public Images {
            survivor = List.copyOf(survivor);
        }
    }

    /**
     * Dedup by embeddings.
     *
     * @param clusters of k-means, within which documents are compared
     * @param similarity least cosine at which two documents are linked
     * @param model the model of the recipe that gives the embeddings; null for those that the sources bring
     */
    public record Semantic(Scope scope, int clusters, double similarity, String model)
            implements java.io.Serializable {}
}
