package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;

/** TIFF, by revision 6.0: the first directory. Its other pages are no frames of an animation and are not looked at. */
final class TiffHeader {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int STRIP_OFFSETS = 273;
    private static final int STRIP_BYTES = 279;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private TiffHeader() {}

    /** An array of numbers that an entry holds or points at. */
    private record Numbers(FileBytes file, long place, long count, int size) {
        long get(long i) throws ExtractionException {
            return size == 2 ? file.u16(place + 2 * i) : file.u32(place + 4 * i);
        }
    }

    static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "tiff", image[0] == 'I');
        long directory = file.u32(4);
        int entries = file.u16(directory);
        file.at(directory, 2 + 12L * entries);
        long width = 0;
        long height = 0;
        boolean alpha = false;
        Numbers offsets = null;
        Numbers lengths = null;
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            switch (file.u16(entry)) {
                case WIDTH -> width = numbers(file, entry).get(0);
                case HEIGHT -> height = numbers(file, entry).get(0);
                case STRIP_OFFSETS, TILE_OFFSETS -> offsets = numbers(file, entry);
                case STRIP_BYTES, TILE_BYTES -> lengths = numbers(file, entry);
                case EXTRA_SAMPLES -> {
                    long kind = numbers(file, entry).get(0);
                    alpha = kind == 1 || kind == 2;
                }
                default -> {}
            }
        }
        if (offsets == null) {
            throw file.corrupt("has neither strips nor tiles");
        }
        for (long i = 0; i < offsets.count; i++) {
            file.at(offsets.get(i), lengths == null || i >= lengths.count ? 1 : lengths.get(i));
        }
        return ImageHeader.of(file, "tiff", width, height, 1, alpha, Exif.directory(file, directory));
    }

    private static Numbers numbers(FileBytes file, long entry) throws ExtractionException {
        int type = file.u16(entry + 2);
        long count = file.u32(entry + 4);
        if (type != SHORT && type != LONG) {
            throw file.corrupt("has an entry of the type " + type + " where whole numbers must stand");
        }
        if (count == 0) {
            throw file.corrupt("has an entry without a value");
        }
        int size = type == SHORT ? 2 : 4;
        long place = count * size <= 4 ? entry + 8 : file.u32(entry + 8);
        file.at(place, count * size);
        return new Numbers(file, place, count, size);
    }
}
