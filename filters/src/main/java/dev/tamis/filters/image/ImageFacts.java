package dev.tamis.filters.image;

import java.io.Serializable;

/**
 * What was measured on one image, of its header and its first frame.
 *
 * @param format {@code jpeg}, {@code png}, {@code gif}, {@code webp}, {@code tiff}, {@code bmp}, {@code avif}, ...
 * @param mime media type of the format, such as {@code image/jpeg}
 * @param width in pixels, upright
 * @param height in pixels, upright
 * @param frames 1 for a still; for an animation at least 2
 * @param alpha whether pixels may be transparent
 * @param orientation of EXIF, 1 to 8; 1 where it says none
 * @param location whether its metadata says where it was taken
 * @param pixelHash SHA-256 of width, height and the upright pixels
 * @param pdq perceptual hash, 32 bytes
 * @param pdqQuality 0 to 100; below 50 the hash tells too little
 * @param entropy of the luma's histogram, bits, 0 to 8
 * @param blur variance of the luma's Laplacian; small for blurred images
 * @param brightness mean luma, 0 to 1
 * @param contrast standard deviation of luma, 0 to 0.5
 * @param solid share of pixels near the most frequent colour, 0 to 1
 * @param qrArea share of the image that QR codes cover, 0 to 1
 */
public record ImageFacts(
        String format,
        String mime,
        int width,
        int height,
        int frames,
        boolean alpha,
        int orientation,
        boolean location,
        byte[] pixelHash,
        byte[] pdq,
        int pdqQuality,
        double entropy,
        double blur,
        double brightness,
        double contrast,
        double solid,
        double qrArea)
        implements Serializable {}
