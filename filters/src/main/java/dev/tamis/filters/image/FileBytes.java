package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.nio.charset.StandardCharsets;

/**
 * Numbers of a file that may end early or lie: each place is checked before it is read. Places are longs, so that sums of
 * what a file claims do not overflow.
 */
final class FileBytes {
    private final byte[] bytes;
    private final String format;
    private final boolean little;

    /**
     * @param format for error texts
     * @param little whether numbers of two and four bytes begin with the low byte
     */
    FileBytes(byte[] bytes, String format, boolean little) {
        this.bytes = bytes;
        this.format = format;
        this.little = little;
    }

    int length() {
        return bytes.length;
    }

    byte[] array() {
        return bytes;
    }

    /** Checks that {@code count} bytes are there, and returns the place as an index. */
    int at(long place, long count) throws ExtractionException {
        if (place < 0 || count < 0 || place + count > bytes.length) {
            throw new ExtractionException(
                    Reason.IMAGE_TRUNCATED,
                    "a " + format + " image of " + bytes.length + " bytes ends before what it has at " + place);
        }
        return (int) place;
    }

    int u8(long place) throws ExtractionException {
        return bytes[at(place, 1)] & 0xFF;
    }

    int u16(long place) throws ExtractionException {
        int i = at(place, 2);
        int a = bytes[i] & 0xFF;
        int b = bytes[i + 1] & 0xFF;
        return little ? b << 8 | a : a << 8 | b;
    }

    int u24(long place) throws ExtractionException {
        int i = at(place, 3);
        int a = bytes[i] & 0xFF;
        int b = bytes[i + 1] & 0xFF;
        int c = bytes[i + 2] & 0xFF;
        return little ? c << 16 | b << 8 | a : a << 16 | b << 8 | c;
    }

    /** Four bytes without sign. */
    long u32(long place) throws ExtractionException {
        long first = u16(place);
        long second = u16(place + 2);
        return little ? second << 16 | first : first << 16 | second;
    }

    int s32(long place) throws ExtractionException {
        return (int) u32(place);
    }

    /** Whether these letters, all ASCII, stand at the place; false where the file ends before. */
    boolean has(long place, String letters) {
        if (place < 0 || place + letters.length() > bytes.length) {
            return false;
        }
        for (int i = 0; i < letters.length(); i++) {
            if (bytes[(int) place + i] != letters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Four letters; anything may be among them. */
    String tag(long place) throws ExtractionException {
        return new String(bytes, at(place, 4), 4, StandardCharsets.ISO_8859_1);
    }

    ExtractionException corrupt(String what) {
        return new ExtractionException(Reason.IMAGE_CORRUPT, "a " + format + " image " + what);
    }

    ExtractionException truncated(String what) {
        return new ExtractionException(
                Reason.IMAGE_TRUNCATED, "a " + format + " image of " + bytes.length + " bytes " + what);
    }

    ExtractionException unsupported(String what) {
        return new ExtractionException(Reason.IMAGE_FORMAT, "a " + format + " image " + what);
    }
}
