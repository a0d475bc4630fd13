package dev.tamis.pipeline.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tamis.pipeline.rank.CutTable;
import dev.tamis.tokenizer.eval.EvalFigures;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The figures of a report, as {@code report.json} holds them and the page shows them.
 *
 * @param name of the recipe
 * @param stages the funnel: what went in and out of each committed stage, in order
 * @param sources the same by source
 * @param rules every rule of the recipe, in its order
 * @param languages documents and tokens by source and language
 * @param models null where the recipe names none
 * @param ranks which scores stand where; null where the recipe has none
 * @param tokenizer null where none was trained or used
 * @param duplicates null where dedup has not run
 * @param overlaps what was found within the texts that dedup left
 * @param interleaved images in pages, by source; null where no source has images
 * @param images null where the recipe has none
 * @param mixture null where the recipe has none
 * @param samples kept and rejected documents and quarantined units
 */
record ReportData(
        @JsonProperty("tamis") String tamis,
        @JsonProperty("name") String name,
        @JsonProperty("seed") long seed,
        @JsonProperty("stages") List<StageFigures> stages,
        @JsonProperty("sources") SortedMap<String, SourceFigures> sources,
        @JsonProperty("rules") List<RuleFigures> rules,
        @JsonProperty("languages") List<LanguageFigures> languages,
        @JsonProperty("models") ModelFigures models,
        @JsonProperty("ranks") CutTable ranks,
        @JsonProperty("tokenizer") TokenizerFigures tokenizer,
        @JsonProperty("duplicates") DuplicateFigures duplicates,
        @JsonProperty("overlaps") OverlapFigures overlaps,
        @JsonProperty("interleaved") SortedMap<String, InterleavedFigures> interleaved,
        @JsonProperty("images") ImageFigures images,
        @JsonProperty("mixture") MixtureFigures mixture,
        @JsonProperty("samples") Samples samples) {

    /** @param unit what the stage counts: units, documents or tokens */
    record StageFigures(
            @JsonProperty("stage") String stage,
            @JsonProperty("unit") String unit,
            @JsonProperty("in") long in,
            @JsonProperty("out") long out,
            @JsonProperty("rejected") Map<String, Long> rejected,
            @JsonProperty("quarantined") Map<String, Long> quarantined) {}

    /**
     * @param bytes of the records' content, after decompression
     * @param textBytes of the texts that came of them, in UTF-8
     * @param tokens of the kept documents, 0 where nothing was tokenised
     */
    record SourceFigures(
            @JsonProperty("shards") long shards,
            @JsonProperty("stored_bytes") long storedBytes,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("text_bytes") long textBytes,
            @JsonProperty("tokens") long tokens,
            @JsonProperty("stages") List<StageFigures> stages) {}

    /**
     * @param failed documents that failed the rule, by source
     * @param alone documents that failed this rule and no other: what dropping it would bring back
     * @param thresholds what the rule would do with each of its thresholds moved
     */
    record RuleFigures(
            @JsonProperty("rule") String rule,
            @JsonProperty("keep") String keep,
            @JsonProperty("kinds") List<String> kinds,
            @JsonProperty("source") String source,
            @JsonProperty("doc") String doc,
            @JsonProperty("failed") long failed,
            @JsonProperty("alone") long alone,
            @JsonProperty("failed_by_source") Map<String, Long> failedBySource,
            @JsonProperty("thresholds") List<ThresholdFigures> thresholds) {}

    /**
     * @param measured what is compared, on the left of {@code sign}
     * @param limit what it is compared with
     * @param relative whether the values of {@code moved} are factors of the limit
     */
    record ThresholdFigures(
            @JsonProperty("measured") String measured,
            @JsonProperty("sign") String sign,
            @JsonProperty("limit") String limit,
            @JsonProperty("relative") boolean relative,
            @JsonProperty("moved") List<MovedFigures> moved) {}

    /**
     * A value in the place of a limit, everything else being the same.
     *
     * @param actual whether it is the limit as the rule has it
     * @param failed documents that the rule would reject
     * @param alone those of them that no other rule rejects
     * @param kept documents that all rules would keep
     */
    record MovedFigures(
            @JsonProperty("value") String value,
            @JsonProperty("actual") boolean actual,
            @JsonProperty("failed") long failed,
            @JsonProperty("alone") long alone,
            @JsonProperty("kept") long kept,
            @JsonProperty("by_source") SortedMap<String, MovedSource> bySource) {}

    record MovedSource(
            @JsonProperty("failed") long failed,
            @JsonProperty("alone") long alone,
            @JsonProperty("kept") long kept) {}

    record LanguageFigures(
            @JsonProperty("source") String source,
            @JsonProperty("language") String language,
            @JsonProperty("documents") long documents,
            @JsonProperty("kept") long kept,
            @JsonProperty("tokens") long tokens,
            @JsonProperty("text_bytes") long textBytes) {}

    /** @param evaluation how well it cuts the kept text, beside other models where the recipe names some; null in runs of earlier versions */
    record TokenizerFigures(
            @JsonProperty("vocab_size") long vocabSize,
            @JsonProperty("model_type") String modelType,
            @JsonProperty("tokens") long tokens,
            @JsonProperty("text_bytes") long textBytes,
            @JsonProperty("training") Map<String, Long> training,
            @JsonProperty("evaluation") EvalFigures evaluation) {}

    /** @param rejected by rule name or by what removed them later, such as {@code exact_duplicate} */
    record Samples(
            @JsonProperty("kept") SortedMap<String, List<Sample>> kept,
            @JsonProperty("rejected") SortedMap<String, List<Sample>> rejected,
            @JsonProperty("quarantined") List<BrokenSample> quarantined) {}

    /**
     * @param signals those that the failed rules look at
     * @param text the start of the text
     */
    record Sample(
            @JsonProperty("id") String id,
            @JsonProperty("source") String source,
            @JsonProperty("language") String language,
            @JsonProperty("origin") String origin,
            @JsonProperty("title") String title,
            @JsonProperty("rejected_by") List<String> rejectedBy,
            @JsonProperty("signals") Map<String, Object> signals,
            @JsonProperty("chars") long chars,
            @JsonProperty("text") String text) {}

    record BrokenSample(
            @JsonProperty("source") String source,
            @JsonProperty("shard") String shard,
            @JsonProperty("offset") long offset,
            @JsonProperty("url") String url,
            @JsonProperty("reason") String reason,
            @JsonProperty("message") String message) {}
}
