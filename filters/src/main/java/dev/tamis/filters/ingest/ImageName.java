package dev.tamis.filters.ingest;

import java.util.Locale;
import java.util.Set;

/** Which files call themselves images, by the ends of their names. What they are, their bytes say. */
public final class ImageName {
    private static final Set<String> ENDINGS = Set.of(
            "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "bmp", "dib", "tif", "tiff", "avif", "heic",
            "heif", "jp2", "j2k", "jxl", "ico", "pbm", "pgm", "ppm", "pnm", "psd", "svg", "tga");

    private ImageName() {}

    /** Whether an ending, without its dot and in lower case, is one of images. */
    static boolean isEnding(String ending) {
        return ENDINGS.contains(ending);
    }

    /** Whether the name or path ends as those of images do; false for null. */
    public static boolean is(String path) {
        if (path == null) {
            return false;
        }
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') && isEnding(path.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
