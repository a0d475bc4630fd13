package dev.tamis.filters.image;

import java.io.Serializable;

/**
 * A small picture of an image, as a model or a contact sheet wants it.
 *
 * @param width in pixels; the most for {@link Fit#WITHIN}
 * @param height in pixels; the most for {@link Fit#WITHIN}
 * @param fit what becomes of another shape
 * @param filter how pixels are made of others
 */
public record ImageView(int width, int height, Fit fit, Filter filter) implements Serializable {
    /** What becomes of an image of another shape. */
    public enum Fit {
        /** It is stretched to both sides. */
        STRETCH,
        /** It keeps its shape and is never enlarged: one side or both are shorter. */
        WITHIN,
        /** It keeps its shape, covers both sides, and what stands over is cut off evenly. */
        COVER
    }

    /** How pixels are made of others. */
    public enum Filter {
        /** The mean of the area that a pixel covers; where an image grows, as bilinear. */
        AREA,
        /** Between the four nearest, corners on corners, as {@code tf.image.resizeBilinear} with {@code alignCorners}. */
        BILINEAR_CORNERS,
        /** Between the four nearest by the centres of pixels, as PyTorch's without antialiasing. */
        BILINEAR,
        /** Catmull-Rom with support that grows as the image shrinks, as Pillow's bicubic. */
        BICUBIC
    }
}
