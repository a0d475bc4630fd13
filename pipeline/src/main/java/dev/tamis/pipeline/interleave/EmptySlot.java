package dev.tamis.pipeline.interleave;

import java.util.Locale;

/** Why no image stands in a slot of a page. The first that holds is said. */
public enum EmptySlot {
    /** No image document of the sources has the address, or the page has none that can be compared. */
    MISSING(1),
    /** A rule rejected the image. */
    REJECTED(2),
    /** The image could not be decoded, was too large, or is on a list of hashes. */
    QUARANTINED(3),
    /** The image repeats one of an earlier run, which has no place in this one. */
    EARLIER(4),
    /** Its address stands on more pages than may have it. */
    MANY_PAGES(5),
    /** The page has the image already, further up. */
    REPEATED(6),
    /** The page itself was removed, for the number of its images. */
    PAGE(7);

    private final int number;

    EmptySlot(int number) {
        this.number = number;
    }

    /** Number in exchanged rows, from 1. */
    int number() {
        return number;
    }

    /** @throws IllegalArgumentException if no reason has the number */
    static EmptySlot numbered(int number) {
        for (EmptySlot reason : values()) {
            if (reason.number == number) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no reason has number " + number);
    }

    /** The name in tables and counts. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
