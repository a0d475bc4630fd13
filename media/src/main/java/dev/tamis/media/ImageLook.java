package dev.tamis.media;

import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.image.Pixels;
import java.util.List;

/**
 * What one decoding of an image gave.
 *
 * @param facts what was measured; null where that was not asked for
 * @param views the small pictures that were asked for, in their order
 */
public record ImageLook(ImageFacts facts, List<Pixels> views) {
    public ImageLook {
        views = List.copyOf(views);
    }
}
