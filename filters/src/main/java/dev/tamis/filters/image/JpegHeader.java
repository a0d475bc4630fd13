package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;

/** JPEG, by ITU-T T.81 annex B: markers up to the frame, then all scans to their end. */
final class JpegHeader {
    private static final int SOF0 = 0xC0;
    private static final int SOF3 = 0xC3;
    private static final int DHT = 0xC4;
    private static final int JPG = 0xC8;
    private static final int DAC = 0xCC;
    private static final int SOF15 = 0xCF;
    private static final int RST0 = 0xD0;
    private static final int RST7 = 0xD7;
    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int APP1 = 0xE1;
    private static final int TEM = 0x01;

    private JpegHeader() {}

    static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "jpeg", false);
        int width = 0;
        int height = 0;
        Exif exif = Exif.NONE;
        boolean scanned = false;
        int at = 2;
        while (true) {
            at = marker(image, at);
            if (at < 0) {
                throw file.truncated("has no end of image");
            }
            int marker = image[at++] & 0xFF;
            if (marker == EOI) {
                break;
            }
            if (marker == TEM || (marker >= RST0 && marker <= SOI)) {
                continue;
            }
            int length = file.u16(at);
            if (length < 2) {
                throw file.corrupt("has a segment of " + length + " bytes");
            }
            file.at(at, length);
            if (isFrame(marker)) {
                if (width != 0) {
                    throw file.corrupt("has two frames");
                }
                if (marker > SOF3) {
                    throw file.unsupported("is arithmetic-coded or hierarchical, which is not decoded");
                }
                height = file.u16(at + 3);
                width = file.u16(at + 5);
                if (height == 0 || width == 0) {
                    throw file.corrupt("is " + width + " x " + height + " by its frame header");
                }
            } else if (marker == APP1 && exif.equals(Exif.NONE) && file.has(at + 2, "Exif\0")) {
                exif = Exif.read(image, at + 2L, length - 2L);
            } else if (marker == SOS) {
                scanned = true;
            }
            at += length;
        }
        if (width == 0 || !scanned) {
            throw file.corrupt("ends without " + (width == 0 ? "a frame header" : "a scan"));
        }
        return ImageHeader.of(file, "jpeg", width, height, 1, false, exif);
    }

    private static boolean isFrame(int marker) {
        return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    }

    /** The index of the next marker's second byte, or -1; coded data and whatever else stands before it is skipped. */
    private static int marker(byte[] image, int from) {
        for (int i = from; i < image.length - 1; i++) {
            if (image[i] == -1) {
                int next = image[i + 1] & 0xFF;
                // FF 00 is a coded FF, FF FF a fill byte, and restarts are part of the coded data.
                if (next != 0 && next != 0xFF && (next < RST0 || next > RST7)) {
                    return i + 1;
                }
            }
        }
        return -1;
    }
}
