package dev.tamis.pipeline.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tamis.pipeline.run.Manifest;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the join gave the pages of a source.
 *
 * @param slots places for images in the text of pages that survived dedup
 * @param filled those that have their image
 * @param empty those that have none, by the reason
 * @param withImages pages that went on with an image or more
 * @param asText pages that had slots and went on with none filled
 */
record InterleavedFigures(
        @JsonProperty("slots") long slots,
        @JsonProperty("filled") long filled,
        @JsonProperty("empty") SortedMap<String, Long> empty,
        @JsonProperty("pages_with_images") long withImages,
        @JsonProperty("pages_as_text") long asText) {

    /** By source of pages, from what the stage counted. */
    static SortedMap<String, InterleavedFigures> of(Manifest interleave) {
        SortedMap<String, InterleavedFigures> figures = new TreeMap<>();
        interleave.counts("slots/").forEach((source, slots) -> {
            SortedMap<String, Long> empty = new TreeMap<>();
            interleave.counts("slots_dropped/").forEach((name, n) -> {
                int slash = name.indexOf('/');
                if (name.substring(slash + 1).equals(source)) {
                    empty.put(name.substring(0, slash), n);
                }
            });
            figures.put(
                    source,
                    new InterleavedFigures(
                            slots,
                            interleave.count("slots_kept/" + source),
                            empty,
                            interleave.count("pages_with_images/" + source),
                            interleave.count("pages_as_text/" + source)));
        });
        return figures;
    }
}
