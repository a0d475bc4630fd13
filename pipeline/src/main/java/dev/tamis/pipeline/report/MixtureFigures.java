package dev.tamis.pipeline.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * The report's figures of a mixture. Shares are from 0 to 1.
 *
 * @param tokensEmitted without padding
 * @param padding places of sequences that no token fills
 */
record MixtureFigures(
        @JsonProperty("budget") Map<String, Object> budget,
        @JsonProperty("packing") String packing,
        @JsonProperty("layout") String layout,
        @JsonProperty("formats") List<String> formats,
        @JsonProperty("tokens_asked") long tokensAsked,
        @JsonProperty("tokens_planned") long tokensPlanned,
        @JsonProperty("tokens_emitted") long tokensEmitted,
        @JsonProperty("padding") long padding,
        @JsonProperty("phases") List<PhaseFigures> phases,
        @JsonProperty("domains") List<DomainFigures> domains,
        @JsonProperty("notes") List<String> notes,
        @JsonProperty("warnings") List<String> warnings) {

    /**
     * @param sequencesAsked the phase's part of the budget
     * @param steps 1, or more where weights are ramped
     * @param largestError greatest distance of a domain from the plan's turns, in sequences, over all prefixes
     * @param languages tokens by language; empty where sequences are stored by domain
     * @param prefixes slots after which {@link ShareFigures#realised} and the others are sampled
     */
    record PhaseFigures(
            @JsonProperty("phase") String phase,
            @JsonProperty("sequence_length") int sequenceLength,
            @JsonProperty("sequences_asked") long sequencesAsked,
            @JsonProperty("sequences") long sequences,
            @JsonProperty("steps") int steps,
            @JsonProperty("largest_error") double largestError,
            @JsonProperty("domains") List<ShareFigures> domains,
            @JsonProperty("languages") Map<String, Long> languages,
            @JsonProperty("prefixes") List<Long> prefixes) {}

    /**
     * What a phase has of a domain.
     *
     * @param asked of the phase's tokens, by the weights alone
     * @param planned of its sequences, within floors, ceilings and epochs
     * @param realised of its sequences, as they are drawn
     * @param ofTokens of its tokens without padding, as they are drawn
     * @param largestError as {@link PhaseFigures#largestError}, of this domain
     * @param realisedAt share of the first sequences of the phase, at each of its prefixes
     * @param plannedAt the same by the plan
     * @param askedAt the same by the weights alone
     */
    record ShareFigures(
            @JsonProperty("domain") String domain,
            @JsonProperty("asked") double asked,
            @JsonProperty("planned") double planned,
            @JsonProperty("realised") double realised,
            @JsonProperty("of_tokens") double ofTokens,
            @JsonProperty("sequences") long sequences,
            @JsonProperty("largest_error") double largestError,
            @JsonProperty("realised_at") List<Double> realisedAt,
            @JsonProperty("planned_at") List<Double> plannedAt,
            @JsonProperty("asked_at") List<Double> askedAt) {}

    /** @param capped whether the epochs allowed held it back */
    record DomainFigures(
            @JsonProperty("domain") String domain,
            @JsonProperty("tokens") long tokens,
            @JsonProperty("max_epochs") double maxEpochs,
            @JsonProperty("epochs") double epochs,
            @JsonProperty("effective_epochs") double effectiveEpochs,
            @JsonProperty("capped") boolean capped) {}
}
