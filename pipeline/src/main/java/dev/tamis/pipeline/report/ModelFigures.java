package dev.tamis.pipeline.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tamis.pipeline.model.ScoreTable;
import java.util.List;

/**
 * The models of a run, and what they gave.
 *
 * @param language digest of the model that told languages; null for the one that comes with Tamis
 * @param scores how the scores are distributed; none where the documents were not scored yet
 */
record ModelFigures(
        @JsonProperty("language") String language,
        @JsonProperty("models") List<ModelLine> models,
        @JsonProperty("scores") List<ScoreTable.Line> scores) {

    /**
     * @param files path and SHA-256 of each, with a space between
     * @param absent why it was not there, so that nothing was measured by it; null for one that was
     */
    record ModelLine(
            @JsonProperty("model") String model,
            @JsonProperty("type") String type,
            @JsonProperty("files") List<String> files,
            @JsonProperty("columns") List<String> columns,
            @JsonProperty("absent") String absent) {}
}
