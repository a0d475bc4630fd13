package dev.tamis.models.fasttext;

import java.io.IOException;

/**
 * Codes of vectors: a vector is cut into parts, and each part is the nearest of 256 centroids (Jegou et al. 2011).
 *
 * @param dim length of a vector
 * @param parts number of parts; a code has a byte for each
 * @param width columns of each part but the last
 * @param lastWidth columns of the last part
 * @param centroids part after part, 256 centroids each, {@code dim * 256} floats in all
 */
record ProductQuantizer(int dim, int parts, int width, int lastWidth, float[] centroids) {
    static final int CENTROIDS = 256;

    ProductQuantizer {
        if (dim < 1 || parts < 1 || width < 1 || lastWidth < 1 || lastWidth > width) {
            throw new IllegalArgumentException(
                    "Invalid quantiser: dim " + dim + ", parts " + parts + ", widths " + width + " and " + lastWidth);
        }
        if ((parts - 1L) * width + lastWidth != dim || centroids.length != (long) dim * CENTROIDS) {
            throw new IllegalArgumentException("Quantiser of " + dim + " columns has " + parts + " parts of " + width
                    + ", the last of " + lastWidth + ", and " + centroids.length + " floats");
        }
    }

    /** Where the centroid of a code begins. */
    int centroid(int part, int code) {
        return part * CENTROIDS * width + code * (part == parts - 1 ? lastWidth : width);
    }

    /** Columns of a part. */
    int width(int part) {
        return part == parts - 1 ? lastWidth : width;
    }

    static ProductQuantizer read(LittleEndianInput in, String what) throws IOException {
        long at = in.offset();
        int dim = in.readInt();
        int parts = in.readInt();
        int width = in.readInt();
        int lastWidth = in.readInt();
        long floats = (long) dim * CENTROIDS;
        if (dim < 1 || floats > Integer.MAX_VALUE) {
            throw in.broken(at, what + " has " + dim + " columns");
        }
        in.require(floats * Float.BYTES, what);
        float[] centroids = new float[(int) floats];
        in.readFloats(centroids, centroids.length);
        try {
            return new ProductQuantizer(dim, parts, width, lastWidth, centroids);
        } catch (IllegalArgumentException e) {
            throw in.broken(at, e.getMessage());
        }
    }

    void write(LittleEndianOutput out) throws IOException {
        out.writeInt(dim);
        out.writeInt(parts);
        out.writeInt(width);
        out.writeInt(lastWidth);
        out.writeFloats(centroids, centroids.length);
    }
}
