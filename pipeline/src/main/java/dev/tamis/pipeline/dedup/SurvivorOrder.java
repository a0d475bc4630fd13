package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.recipe.DedupSpec;
import java.io.Serializable;
import java.util.List;

/**
 * What makes one document better than another: numbers of which the larger is better, the first before the next. Texts and
 * images are never compared with each other, so each have their own.
 *
 * @param texts expressions for documents that are no images
 * @param images expressions for images; empty: the area, then the bytes; null where there are none or they rank as texts do
 */
record SurvivorOrder(List<String> texts, List<String> images) implements Serializable {
    /** Area and bytes. */
    static final int SIZES = 2;

    static SurvivorOrder of(DedupSpec spec) {
        return new SurvivorOrder(
                spec.survivor(), spec.images().map(DedupSpec.Images::survivor).orElse(null));
    }

    /** Numbers that each document has, of whatever kind. */
    int each() {
        int ofImages = images == null ? 0 : images.isEmpty() ? SIZES : images.size();
        return Math.max(texts.size(), ofImages);
    }

    /** Whether images go by their area and bytes. */
    boolean bySize() {
        return images != null && images.isEmpty();
    }
}
