package dev.tamis.pipeline.dedup;

import java.util.Arrays;
import java.util.Optional;

/** The ways in which documents are found to be duplicates, in the order in which they run. */
public enum DedupMethod {
    URL(1, "url_duplicate"),
    EXACT(2, "exact_duplicate"),
    MINHASH(3, "minhash_duplicate"),
    SEMANTIC(4, "semantic_duplicate"),
    IMAGE_BYTES(5, "image_bytes_duplicate"),
    IMAGE_PIXELS(6, "image_pixels_duplicate"),
    IMAGE_PDQ(7, "image_pdq_duplicate");

    private final int number;
    private final String reason;

    DedupMethod(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    /** Why a document was removed, in ledgers and tables. */
    public String reason() {
        return reason;
    }

    /** Number of the method, from 1. */
    int number() {
        return number;
    }

    /** The number of the method that removed a document for this reason, 0 for null. */
    static int removing(String reason) {
        return Arrays.stream(values())
                .filter(method -> method.reason.equals(reason))
                .mapToInt(DedupMethod::number)
                .findFirst()
                .orElse(0);
    }

    /** The method of a number from 1, none for 0. */
    public static Optional<DedupMethod> numbered(int number) {
        return Arrays.stream(values()).filter(method -> method.number == number).findFirst();
    }
}
