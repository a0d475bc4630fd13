package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;
import java.util.Arrays;

/**
 * The two things that are wanted of EXIF: which way up, and whether it says where. EXIF that cannot be read says nothing:
 * the image is none the worse for it.
 *
 * @param orientation 1 to 8; 1 where it says none
 * @param location whether there is a latitude or a longitude
 */
record Exif(int orientation, boolean location) {
    static final Exif NONE = new Exif(1, false);

    private static final int ORIENTATION = 0x112;
    private static final int GPS = 0x8825;
    private static final int LATITUDE = 2;
    private static final int LONGITUDE = 4;

    /** Entries of a directory that are looked at; honest ones have some dozens. */
    private static final int ENTRIES = 1000;

    /** EXIF as it stands in a file, with or without {@code Exif 0 0} before it. */
    static Exif read(byte[] file, long from, long length) {
        if (from < 0 || length < 8 || from + length > file.length) {
            return NONE;
        }
        int start = (int) from;
        // Once only: there may be no end to them.
        if (file[start] == 'E' && file[start + 1] == 'x') {
            start += 6;
        }
        int end = (int) (from + length);
        if (end - start < 8) {
            return NONE;
        }
        byte[] tiff = Arrays.copyOfRange(file, start, end);
        boolean little = tiff[0] == 'I';
        FileBytes bytes = new FileBytes(tiff, "exif", little);
        try {
            if (bytes.u16(2) != 42) {
                return NONE;
            }
            return directory(bytes, bytes.u32(4));
        } catch (ExtractionException e) {
            return NONE;
        }
    }

    /** What the directory at the place says; of one that ends early, what was read before. */
    static Exif directory(FileBytes tiff, long place) {
        int orientation = 1;
        boolean location = false;
        try {
            int entries = Math.min(tiff.u16(place), ENTRIES);
            for (int i = 0; i < entries; i++) {
                long entry = place + 2 + 12L * i;
                int tag = tiff.u16(entry);
                if (tag == ORIENTATION) {
                    int value = tiff.u16(entry + 8);
                    orientation = value >= 1 && value <= 8 ? value : 1;
                } else if (tag == GPS) {
                    location = hasPlace(tiff, tiff.u32(entry + 8));
                }
            }
        } catch (ExtractionException e) {
            // It ends early.
        }
        return new Exif(orientation, location);
    }

    private static boolean hasPlace(FileBytes tiff, long place) {
        try {
            int entries = Math.min(tiff.u16(place), ENTRIES);
            for (int i = 0; i < entries; i++) {
                int tag = tiff.u16(place + 2 + 12L * i);
                if (tag == LATITUDE || tag == LONGITUDE) {
                    return true;
                }
            }
        } catch (ExtractionException e) {
            // It ends early.
        }
        return false;
    }
}
