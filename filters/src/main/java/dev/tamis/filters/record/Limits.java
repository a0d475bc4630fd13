package dev.tamis.filters.record;

import java.io.Serializable;

/**
 * Every bound on what one unit of input may cost. Recipes override single fields under {@code limits}.
 *
 * @param recordBytes most bytes of one record after decompression; larger ones are quarantined
 * @param expansionRatio most decompressed bytes per compressed byte of one unit, once it exceeds 1 MiB
 * @param archiveEntries most entries of one archive
 * @param archiveBytes most decompressed bytes of one archive
 * @param htmlDepth deepest nesting of elements that extraction follows; deeper ones are read flat or cut
 * @param textChars most UTF-16 units of text that extraction returns; longer ones are quarantined. Signals need up to some 200
 *     bytes of memory for each where every other one is a space
 * @param documentMillis most wall-clock time for one document in the child process
 * @param documentHeapMiB heap of the child process that parses documents
 * @param quarantinedBytes most raw bytes kept of one quarantined unit, for replay
 * @param media bounds on what one medium may cost
 */
public record Limits(
        long recordBytes,
        int expansionRatio,
        int archiveEntries,
        long archiveBytes,
        int htmlDepth,
        int textChars,
        int documentMillis,
        int documentHeapMiB,
        int quarantinedBytes,
        MediaLimits media)
        implements Serializable {

    public static final Limits DEFAULT =
            new Limits(64L << 20, 1000, 1_000_000, 16L << 30, 512, 20_000_000, 60_000, 512, 64 << 10);

    /** Bounds of which those on media are the default. */
    public Limits(
            long recordBytes,
            int expansionRatio,
            int archiveEntries,
            long archiveBytes,
            int htmlDepth,
            int textChars,
            int documentMillis,
            int documentHeapMiB,
            int quarantinedBytes) {
        this(
                recordBytes,
                expansionRatio,
                archiveEntries,
                archiveBytes,
                htmlDepth,
                textChars,
                documentMillis,
                documentHeapMiB,
                quarantinedBytes,
                MediaLimits.DEFAULT);
    }

    public Limits {
        positive("record_bytes", recordBytes);
        positive("expansion_ratio", expansionRatio);
        positive("archive_entries", archiveEntries);
        positive("archive_bytes", archiveBytes);
        positive("html_depth", htmlDepth);
        positive("text_chars", textChars);
        positive("document_millis", documentMillis);
        positive("document_heap_mib", documentHeapMiB);
        positive("quarantined_bytes", quarantinedBytes);
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("Invalid limits." + name + ": " + value + " (must be > 0)");
        }
    }
}
