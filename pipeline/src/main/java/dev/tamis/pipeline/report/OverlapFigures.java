package dev.tamis.pipeline.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.SortedMap;

/**
 * What was found within the texts of the documents that survived dedup: passages that stand elsewhere too, and items of
 * evaluation sets.
 *
 * @param cuts what was cut, by what cuts it, then by source
 * @param templates the passages that most documents share, by what finds them, most frequent first
 * @param sets what was found of each evaluation set
 */
record OverlapFigures(
        @JsonProperty("cuts") SortedMap<String, SortedMap<String, CutFigures>> cuts,
        @JsonProperty("templates") SortedMap<String, List<TemplateFigures>> templates,
        @JsonProperty("sets") SortedMap<String, SetFigures> sets) {

    /** @param bytes of UTF-8 */
    record CutFigures(
            @JsonProperty("cuts") long cuts,
            @JsonProperty("bytes") long bytes) {}

    /**
     * @param documents that hold it
     * @param source and id: of one of them
     */
    record TemplateFigures(
            @JsonProperty("documents") long documents,
            @JsonProperty("source") String source,
            @JsonProperty("id") String id,
            @JsonProperty("text") String text) {}

    /**
     * @param tooShort items with too few words to be looked for
     * @param documents that hit any item of the set
     * @param mostHit items that most documents hit
     */
    record SetFigures(
            @JsonProperty("items") long items,
            @JsonProperty("items_too_short") long tooShort,
            @JsonProperty("items_hit") long hit,
            @JsonProperty("documents_hit") long documents,
            @JsonProperty("most_hit") List<HitFigures> mostHit) {}

    /** @param ids of some of the documents */
    record HitFigures(
            @JsonProperty("item") String item,
            @JsonProperty("field") String field,
            @JsonProperty("documents") long documents,
            @JsonProperty("document_ids") List<String> ids) {}

    /** Whether anything is said of passages. */
    boolean hasPassages() {
        return !cuts.isEmpty() || !templates.isEmpty();
    }
}
