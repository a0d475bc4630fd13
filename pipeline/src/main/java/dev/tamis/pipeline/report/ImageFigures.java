package dev.tamis.pipeline.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.SortedMap;

/**
 * What a report says of images.
 *
 * @param policy that counts their tokens
 * @param sources of images and of pages with images, by name
 * @param formats images that were decoded, by source and media type
 * @param sides images that were decoded, by source and the number of pixels of the longer side, in steps
 * @param quarantined images that were not, by source and reason
 * @param models that looked at images
 * @param missing models that the recipe names but that are not there, each with the reason
 * @param sheets small pictures, by what they are of
 */
record ImageFigures(
        @JsonProperty("policy") String policy,
        @JsonProperty("sources") SortedMap<String, SourceLine> sources,
        @JsonProperty("formats") SortedMap<String, SortedMap<String, Long>> formats,
        @JsonProperty("sides") SortedMap<String, SortedMap<String, Long>> sides,
        @JsonProperty("quarantined") SortedMap<String, SortedMap<String, Long>> quarantined,
        @JsonProperty("models") List<String> models,
        @JsonProperty("missing") List<String> missing,
        @JsonProperty("sheets") List<Sheet> sheets) {

    /**
     * One source.
     *
     * @param samples images written, 0 for pages
     * @param bytes of these as emitted
     * @param ofPages those of them that only pages keep
     * @param media that have placeholders
     * @param mediaTokens placeholders
     * @param textTokens all other tokens
     * @param stripped images that metadata was taken out of
     * @param unstripped images in a format that it is not taken out of
     */
    record SourceLine(
            @JsonProperty("samples") long samples,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("of_pages") long ofPages,
            @JsonProperty("media") long media,
            @JsonProperty("media_tokens") long mediaTokens,
            @JsonProperty("text_tokens") long textTokens,
            @JsonProperty("stripped") long stripped,
            @JsonProperty("unstripped") long unstripped) {}

    /** Pictures of one sort: kept of a source, or rejected by a rule. */
    record Sheet(
            @JsonProperty("title") String title,
            @JsonProperty("thumbnails") List<Thumbnail> thumbnails) {}

    /**
     * A small picture.
     *
     * @param id of the document
     * @param caption its beginning; empty where it has none
     * @param hidden whether only a blur is shown
     * @param picture data URI; null where there is nothing to show
     * @param note why there is none; null where there is one
     */
    record Thumbnail(
            @JsonProperty("id") String id,
            @JsonProperty("source") String source,
            @JsonProperty("width") int width,
            @JsonProperty("height") int height,
            @JsonProperty("caption") String caption,
            @JsonProperty("hidden") boolean hidden,
            @JsonProperty("picture") String picture,
            @JsonProperty("note") String note) {}
}
