package dev.tamis.filters.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Takes out of an image's file what says where, when, by whom and with what it was made: EXIF with its position, serial
 * numbers and thumbnail, XMP, IPTC, comments, what makers add, and whatever stands behind the image's end. Pixels are
 * not decoded: what remains is copied byte for byte.
 *
 * <p>What is kept is named rather than what goes, so that a kind of metadata that is not known goes too:
 *
 * <ul>
 *   <li>JPEG (ITU T.81, JFIF 1.02): tables, frames and scans; JFIF's header without its thumbnail, ICC profiles (APP2), and
 *       Adobe's APP14, which says how colours are stored;
 *   <li>PNG (W3C, third edition): the critical chunks and those that say how pixels are shown or animated;
 *   <li>WebP (RFC 9649): image, alpha, animation and colour profile;
 *   <li>GIF (89a): images, control of their display, plain text, and the extensions for loops and colour profiles.
 * </ul>
 *
 * <p>An orientation other than upright stays, in an EXIF block that holds nothing else: without it the image would be shown
 * turned. Colour profiles stay, and may name their maker's software. Other formats are left as they are.
 */
public final class MetadataStrip {
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final Set<String> PNG_KEPT = Set.of(
            "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI",
            "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT");
    private static final Set<String> WEBP_KEPT = Set.of("VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP");
    private static final Set<String> GIF_KEPT = Set.of("NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012");
    private static final int ORIENTATION = 0x0112;

    private MetadataStrip() {}

    /** What became of a file. */
    public enum Outcome {
        /** It had something that is gone now. */
        STRIPPED,
        /** It had nothing of the sort. */
        CLEAN,
        /** Its format is not known here, or it is not built as its format says; it is as it was. */
        KEPT;
    }

    /**
     * A file and what became of it.
     *
     * @param bytes the same array unless it is {@link Outcome#STRIPPED}
     */
    public record Stripped(byte[] bytes, Outcome outcome) {}

    /** Takes the metadata out of an image. Never throws for what the file holds. */
    public static Stripped strip(byte[] image) {
        Copy copy = new Copy(image);
        boolean known;
        if (startsWith(image, 0, PNG)) {
            known = png(copy);
        } else if (image.length > 2 && (image[0] & 0xFF) == 0xFF && (image[1] & 0xFF) == 0xD8) {
            known = jpeg(copy);
        } else if (tag(image, 0).equals("RIFF") && tag(image, 8).equals("WEBP")) {
            known = webp(copy);
        } else if (tag(image, 0).equals("GIF8")) {
            known = gif(copy);
        } else {
            known = false;
        }
        if (!known) {
            return new Stripped(image, Outcome.KEPT);
        }
        byte[] left = copy.bytes();
        return Arrays.equals(left, image) ? new Stripped(image, Outcome.CLEAN) : new Stripped(left, Outcome.STRIPPED);
    }

    /** What is kept of a file. */
    private static final class Copy {
        private final byte[] from;
        private byte[] to;
        private int size;

        Copy(byte[] from) {
            this.from = from;
            this.to = new byte[from.length + 64];
        }

        void keep(int start, int end) {
            add(from, start, end - start);
        }

        void add(byte[] bytes, int offset, int length) {
            if (to.length - size < length) {
                to = Arrays.copyOf(to, Math.addExact(size, length) + 64);
            }
            System.arraycopy(bytes, offset, to, size, length);
            size += length;
        }

        void add(byte[] bytes) {
            add(bytes, 0, bytes.length);
        }

        byte[] bytes() {
            return Arrays.copyOf(to, size);
        }
    }

    private static boolean jpeg(Copy copy) {
        byte[] in = copy.from;
        copy.keep(0, 2);
        int orientation = 1;
        int orientationAt = 2;
        int at = 2;
        while (at + 4 <= in.length) {
            if ((in[at] & 0xFF) != 0xFF) {
                return false;
            }
            int marker = in[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            int length = u16(in, at + 2);
            int end = at + 2 + length;
            if (marker < 0xC0
                    || marker == 0xD8
                    || marker == 0xD9
                    || isRestart(marker)
                    || length < 2
                    || end > in.length) {
                break;
            }
            if (marker == 0xE1 && startsWith(in, at + 4, EXIF)) {
                int found = orientation(in, at + 4 + EXIF.length, end);
                orientation = found > 1 && orientation == 1 ? found : orientation;
            } else if (marker == 0xE0) {
                if (tag(in, at + 4).equals("JFIF") && length >= 16) {
                    // The header as it is but for the thumbnail, whose sides are its last two bytes.
                    byte[] header = Arrays.copyOfRange(in, at, at + 18);
                    header[2] = 0;
                    header[3] = 16;
                    header[16] = 0;
                    header[17] = 0;
                    copy.add(header);
                    orientationAt = copy.size;
                }
            } else if (marker == 0xE2) {
                if (startsWith(in, at + 4, "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1))) {
                    copy.keep(at, end);
                }
            } else if (marker == 0xEE) {
                if (startsWith(in, at + 4, "Adobe".getBytes(StandardCharsets.ISO_8859_1)) && length >= 14) {
                    byte[] segment = Arrays.copyOfRange(in, at, at + 16);
                    segment[2] = 0;
                    segment[3] = 14;
                    copy.add(segment);
                }
            } else if ((marker < 0xE0 || marker > 0xEF) && marker != 0xFE && marker < 0xF0) {
                copy.keep(at, end);
            }
            at = end;
            if (marker == 0xDA) {
                int next = endOfScan(in, at);
                copy.keep(at, next);
                at = next;
                if (at + 1 < in.length && (in[at + 1] & 0xFF) == 0xD9) {
                    copy.keep(at, at + 2);
                    return oriented(copy, orientation, orientationAt);
                }
            }
        }
        return false;
    }

    /** Puts an EXIF block with nothing but the orientation behind JFIF's header. */
    private static boolean oriented(Copy copy, int orientation, int at) {
        if (orientation > 1) {
            byte[] exif = exif(orientation);
            byte[] rest = Arrays.copyOfRange(copy.to, at, copy.size);
            copy.size = at;
            copy.add(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (2 + EXIF.length + exif.length)});
            copy.add(EXIF);
            copy.add(exif);
            copy.add(rest);
        }
        return true;
    }

    private static boolean isRestart(int marker) {
        return marker >= 0xD0 && marker <= 0xD7;
    }

    /** The marker that ends the entropy-coded data. */
    private static int endOfScan(byte[] in, int from) {
        for (int at = from; at + 1 < in.length; at++) {
            if ((in[at] & 0xFF) == 0xFF) {
                int marker = in[at + 1] & 0xFF;
                if (marker != 0 && marker != 0xFF && !isRestart(marker)) {
                    return at;
                }
            }
        }
        return in.length;
    }

    private static boolean png(Copy copy) {
        byte[] in = copy.from;
        copy.keep(0, PNG.length);
        int orientation = 1;
        int orientationAt = -1;
        int at = PNG.length;
        while (in.length - at >= 12) {
            long length = u32(in, at);
            String type = tag(in, at + 4);
            if (length > in.length - at - 12L) {
                return false;
            }
            int end = at + 12 + (int) length;
            if (type.equals("IDAT") && orientationAt < 0) {
                orientationAt = copy.size;
            }
            if (PNG_KEPT.contains(type)) {
                copy.keep(at, end);
            } else if (type.equals("eXIf")) {
                orientation = Math.max(orientation, orientation(in, at + 8, end - 4));
            } else if ((in[at + 4] & 0x20) == 0) {
                // A chunk that decoders must know is not left out by one that does not.
                return false;
            }
            at = end;
            if (type.equals("IEND")) {
                if (orientation > 1 && orientationAt > 0) {
                    byte[] rest = Arrays.copyOfRange(copy.to, orientationAt, copy.size);
                    copy.size = orientationAt;
                    copy.add(pngChunk("eXIf", exif(orientation)));
                    copy.add(rest);
                }
                return true;
            }
        }
        return false;
    }

    private static byte[] pngChunk(String type, byte[] data) {
        byte[] chunk = new byte[12 + data.length];
        put32(chunk, 0, data.length, false);
        System.arraycopy(type.getBytes(StandardCharsets.ISO_8859_1), 0, chunk, 4, 4);
        System.arraycopy(data, 0, chunk, 8, data.length);
        CRC32 crc = new CRC32();
        crc.update(chunk, 4, 4 + data.length);
        put32(chunk, 8 + data.length, (int) crc.getValue(), false);
        return chunk;
    }

    private static boolean webp(Copy copy) {
        byte[] in = copy.from;
        long end = 8 + u32Little(in, 4);
        if (end > in.length) {
            return false;
        }
        copy.keep(0, 12);
        int orientation = 1;
        int extended = -1;
        boolean image = false;
        long at = 12;
        while (at + 8 <= end) {
            String type = tag(in, (int) at);
            long length = u32Little(in, (int) at + 4);
            long next = at + 8 + length + (length & 1);
            if (at + 8 + length > end) {
                return false;
            }
            if (WEBP_KEPT.contains(type)) {
                if (type.equals("VP8X")) {
                    extended = copy.size + 8;
                }
                image |= type.equals("VP8 ") || type.equals("VP8L") || type.equals("ANMF");
                copy.keep((int) at, (int) Math.min(next, end));
            } else if (type.equals("EXIF")) {
                int from = (int) at + 8;
                // Some writers put JPEG's mark in front.
                from += startsWith(in, from, EXIF) ? EXIF.length : 0;
                orientation = Math.max(orientation, orientation(in, from, (int) (at + 8 + length)));
            }
            at = next;
        }
        if (!image) {
            return false;
        }
        if (extended >= 0) {
            int flags = copy.to[extended] & ~(0x08 | 0x04);
            if (orientation > 1) {
                flags |= 0x08;
                byte[] exif = exif(orientation);
                byte[] header = "EXIF\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
                put32(header, 4, exif.length, true);
                copy.add(header);
                copy.add(exif);
            }
            copy.to[extended] = (byte) flags;
        }
        put32(copy.to, 4, copy.size - 8, true);
        return true;
    }

    private static boolean gif(Copy copy) {
        byte[] in = copy.from;
        if (in.length < 13) {
            return false;
        }
        int at = 13 + colours(in[10]);
        if (at > in.length) {
            return false;
        }
        copy.keep(0, at);
        while (at < in.length) {
            int kind = in[at] & 0xFF;
            if (kind == 0x3B) {
                copy.keep(at, at + 1);
                return true;
            }
            int blocks;
            boolean kept = true;
            if (kind == 0x2C && at + 11 <= in.length) {
                blocks = at + 11 + colours(in[at + 9]);
            } else if (kind == 0x21 && at + 3 <= in.length) {
                int label = in[at + 1] & 0xFF;
                blocks = at + 2;
                kept = label == 0xF9
                        || label == 0x01
                        || (label == 0xFF && in[at + 2] == 11 && GIF_KEPT.contains(text(in, at + 3, 11)));
            } else {
                return false;
            }
            int end = endOfBlocks(in, blocks);
            if (end < 0) {
                return false;
            }
            if (kept) {
                copy.keep(at, end);
            }
            at = end;
        }
        return false;
    }

    /** Bytes of a table of colours, by the byte that says whether there is one. */
    private static int colours(byte packed) {
        return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }

    /** Behind the empty block that ends a row of blocks; -1 where there is none. */
    private static int endOfBlocks(byte[] in, int from) {
        int at = from;
        while (at < in.length) {
            int size = in[at] & 0xFF;
            at += 1 + size;
            if (size == 0) {
                return at;
            }
        }
        return -1;
    }

    /** The orientation that a TIFF structure's first directory holds, 1 to 8; 1 where it holds none (EXIF 2.32, 4.6.4). */
    private static int orientation(byte[] in, int start, int end) {
        if (end - start < 8) {
            return 1;
        }
        boolean little = in[start] == 'I' && in[start + 1] == 'I';
        if (!little && (in[start] != 'M' || in[start + 1] != 'M')) {
            return 1;
        }
        long directory = little ? u32Little(in, start + 4) : u32(in, start + 4);
        if (directory > end - start - 2L) {
            return 1;
        }
        int at = start + (int) directory;
        int entries = little ? u16Little(in, at) : u16(in, at);
        at += 2;
        for (int i = 0; i < entries && at + 12 <= end; i++, at += 12) {
            if ((little ? u16Little(in, at) : u16(in, at)) == ORIENTATION) {
                int value = little ? u16Little(in, at + 8) : u16(in, at + 8);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    /** A TIFF structure that holds an orientation alone. */
    private static byte[] exif(int orientation) {
        return new byte[] {
            'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0, 0, 0
        };
    }

    private static boolean startsWith(byte[] in, int at, byte[] text) {
        return at >= 0
                && in.length - at >= text.length
                && Arrays.equals(in, at, at + text.length, text, 0, text.length);
    }

    /** Four bytes as characters; fewer at the end. */
    private static String tag(byte[] in, int at) {
        return text(in, at, 4);
    }

    private static String text(byte[] in, int at, int length) {
        int end = Math.min(in.length, at + length);
        return at >= end ? "" : new String(in, at, end - at, StandardCharsets.ISO_8859_1);
    }

    private static int u16(byte[] in, int at) {
        return ((in[at] & 0xFF) << 8) | (in[at + 1] & 0xFF);
    }

    private static int u16Little(byte[] in, int at) {
        return (in[at] & 0xFF) | ((in[at + 1] & 0xFF) << 8);
    }

    private static long u32(byte[] in, int at) {
        return ((long) u16(in, at) << 16) | u16(in, at + 2);
    }

    private static long u32Little(byte[] in, int at) {
        return in.length - at < 4 ? Long.MAX_VALUE >> 2 : u16Little(in, at) | ((long) u16Little(in, at + 2) << 16);
    }

    private static void put32(byte[] out, int at, int value, boolean little) {
        for (int i = 0; i < 4; i++) {
            out[at + i] = (byte) (value >>> (little ? 8 * i : 24 - 8 * i));
        }
    }
}
