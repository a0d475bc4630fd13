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
 * @param entropy of the histogram of grey, bits, 0 to 8
 * @param blur variance of the Laplacian of grey, as {@code cv2.Laplacian(grey, CV_64F).var()}; small for blurred images
 * @param sharpness the same over the three colours together, which is what NeMo Curator measures; as large as blur or larger
 *     for most images
 * @param brightness mean grey, 0 to 1
 * @param contrast standard deviation of grey, 0 to 0.5
 * @param solid share of pixels whose colour is near the most frequent one, 0 to 1: colours in cubes of 8 levels a channel, those
 *     in the fullest cube and the 26 around it
 * @param qrArea share of the image that QR codes that can be read cover, 0 to 1
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
        double sharpness,
        double brightness,
        double contrast,
        double solid,
        double qrArea)
        implements Serializable {}
