package dev.tamis.filters.image;

/**
 * A decoded image as it is meant to be seen: upright, without transparency.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 * @param rgb three bytes a pixel, row after row from the top; at least {@code 3 * width * height} bytes, of which the first
 *     count. Not copied: whoever takes a Pixels reads it before its maker goes on
 */
public record Pixels(int width, int height, byte[] rgb) {
    public Pixels {
        if (width < 1 || height < 1 || rgb.length < 3L * width * height) {
            throw new IllegalArgumentException(
                    "Invalid pixels: " + width + " x " + height + " in " + rgb.length + " bytes");
        }
    }
}
