package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;

/**
 * What an image says of itself before a single pixel is decoded. Read in one pass over the bytes, of which none are copied
 * but EXIF's.
 *
 * @param format {@code jpeg}, {@code png}, {@code gif}, {@code webp}, {@code tiff}, {@code bmp}, {@code avif},
 *     {@code heic}, {@code jp2} or {@code psd}
 * @param mime media type of the format, such as {@code image/jpeg}
 * @param width in pixels, upright, at least 1
 * @param height in pixels, upright, at least 1
 * @param frames 1 for a still; of an animation, the frames that it has
 * @param alpha whether pixels may be transparent
 * @param orientation of EXIF, or of the container where that has its own, 1 to 8; 1 where it says none
 * @param location whether EXIF says where it was taken
 */
public record ImageHeader(
        String format,
        String mime,
        int width,
        int height,
        int frames,
        boolean alpha,
        int orientation,
        boolean location) {

    /** Decoded bytes up to which {@code limits.media.expansion} does not count: a small blank image is no bomb. */
    private static final long HARMLESS_BYTES = 16L << 20;

    /** @param storedWidth before it is turned upright */
    static ImageHeader of(
            FileBytes file, String format, long storedWidth, long storedHeight, int frames, boolean alpha, Exif exif)
            throws ExtractionException {
        if (storedWidth < 1
                || storedHeight < 1
                || storedWidth > Integer.MAX_VALUE
                || storedHeight > Integer.MAX_VALUE) {
            throw file.corrupt("is " + storedWidth + " x " + storedHeight);
        }
        boolean turned = exif.orientation() >= 5;
        return new ImageHeader(
                format,
                switch (format) {
                    case "psd" -> "image/vnd.adobe.photoshop";
                    default -> "image/" + format;
                },
                (int) (turned ? storedHeight : storedWidth),
                (int) (turned ? storedWidth : storedHeight),
                Math.max(1, frames),
                alpha,
                exif.orientation(),
                exif.location());
    }

    /** Width of the pixels as they are stored, before they are turned upright. */
    public int storedWidth() {
        return orientation >= 5 ? height : width;
    }

    /** Height of the pixels as they are stored, before they are turned upright. */
    public int storedHeight() {
        return orientation >= 5 ? width : height;
    }

    /**
     * Reads a header.
     *
     * @param image the whole file
     * @throws ExtractionException with {@link Reason#IMAGE_FORMAT} for bytes of no image format that can be decoded,
     *     {@link Reason#IMAGE_CORRUPT} for a broken header, {@link Reason#IMAGE_TRUNCATED} where the format shows without
     *     decoding that its end is missing
     */
    public static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "", false);
        if (startsWith(image, 0xFF, 0xD8, 0xFF)) {
            return JpegHeader.read(image);
        }
        if (startsWith(image, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return PngHeader.read(image);
        }
        if (file.has(0, "GIF87a") || file.has(0, "GIF89a")) {
            return GifHeader.read(image);
        }
        if (file.has(0, "RIFF") && file.has(8, "WEBP")) {
            return WebpHeader.read(image);
        }
        if (startsWith(image, 'I', 'I', 42, 0) || startsWith(image, 'M', 'M', 0, 42)) {
            return TiffHeader.read(image);
        }
        if (startsWith(image, 'I', 'I', 43, 0) || startsWith(image, 'M', 'M', 0, 43)) {
            throw new FileBytes(image, "tiff", false).unsupported("is a BigTIFF, which is not decoded");
        }
        if (file.has(0, "BM") && image.length >= 26 && BmpHeader.isLikely(image)) {
            return BmpHeader.read(image);
        }
        if (startsWith(image, 0, 0, 0, 12, 'J', 'X', 'L', ' ') || startsWith(image, 0xFF, 0x0A)) {
            throw new FileBytes(image, "jxl", false).unsupported("is JPEG XL, which is not decoded");
        }
        if (startsWith(image, 0, 0, 0, 12, 'j', 'P', ' ', ' ') || startsWith(image, 0xFF, 0x4F, 0xFF, 0x51)) {
            return Jp2Header.read(image);
        }
        if (file.has(4, "ftyp")) {
            return HeifFile.read(image).header();
        }
        if (file.has(0, "8BPS")) {
            return PsdHeader.read(image);
        }
        if (startsWith(image, 0, 0, 1, 0) || startsWith(image, 0, 0, 2, 0)) {
            throw new FileBytes(image, "ico", false).unsupported("is an icon, which is not decoded");
        }
        throw new ExtractionException(
                Reason.IMAGE_FORMAT, image.length == 0 ? "no bytes" : "the bytes are those of no known image format");
    }

    /**
     * Checks what is known before decoding against the limits.
     *
     * @param bytes length of the file
     * @throws ExtractionException with {@link Reason#IMAGE_TOO_LARGE} or {@link Reason#IMAGE_BOMB}
     */
    public void check(MediaLimits limits, long bytes) throws ExtractionException {
        checkBytes(limits, bytes);
        if (Math.max(width, height) > limits.side()) {
            throw tooLarge(width + " x " + height + " pixels, with a side above " + limits.side(), "side");
        }
        long pixels = (long) width * height;
        if (pixels > limits.pixels()) {
            throw tooLarge(width + " x " + height + " pixels, above " + limits.pixels(), "pixels");
        }
        if (frames > limits.frames()) {
            throw tooLarge(frames + " frames, above " + limits.frames(), "frames");
        }
        long decoded = 3 * pixels;
        if (decoded > HARMLESS_BYTES && decoded > bytes * limits.expansion()) {
            throw new ExtractionException(
                    Reason.IMAGE_BOMB,
                    format + " of " + width + " x " + height + " pixels in " + bytes + " bytes, above "
                            + limits.expansion() + " decoded bytes for each (limits.media.expansion)");
        }
    }

    /** Checks the length of a file, which is known before it is even read. */
    public static void checkBytes(MediaLimits limits, long bytes) throws ExtractionException {
        if (bytes > limits.bytes()) {
            throw new ExtractionException(
                    Reason.IMAGE_TOO_LARGE,
                    "an image of " + bytes + " bytes, above " + limits.bytes() + " (limits.media.bytes)");
        }
    }

    private ExtractionException tooLarge(String what, String key) {
        return new ExtractionException(Reason.IMAGE_TOO_LARGE, format + " of " + what + " (limits.media." + key + ")");
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((bytes[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }
}
