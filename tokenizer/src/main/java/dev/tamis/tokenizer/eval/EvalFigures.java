package dev.tamis.tokenizer.eval;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.SortedMap;

/**
 * The measures of an evaluation, as its JSON holds them. Lists by model are in the order of {@link #models}; a measure
 * that does not apply is null.
 *
 * @param reference language that parity is measured against, or null
 * @param parallel whether line <i>n</i> says the same in every language, so that tokens compare as they stand
 * @param nslReference name of the model that lengths are compared with
 * @param groups by source and language
 * @param languages by language over all sources
 * @param scripts by script of the characters, most frequent first; what is of no script is left out
 * @param total over all texts
 */
public record EvalFigures(
        @JsonProperty("reference") String reference,
        @JsonProperty("parallel") boolean parallel,
        @JsonProperty("nsl_reference") String nslReference,
        @JsonProperty("models") List<ModelFigures> models,
        @JsonProperty("groups") List<GroupFigures> groups,
        @JsonProperty("languages") List<GroupFigures> languages,
        @JsonProperty("scripts") List<ScriptFigures> scripts,
        @JsonProperty("total") GroupFigures total) {

    public EvalFigures {
        models = List.copyOf(models);
        groups = List.copyOf(groups);
        languages = List.copyOf(languages);
        scripts = List.copyOf(scripts);
    }

    /**
     * @param usable pieces that text can give: all but unknown, control and unused ones
     * @param unreachable normal and user-defined pieces whose own string encodes to something else
     * @param gini of the languages' costs: tokens where lines are parallel, else tokens a byte
     */
    public record ModelFigures(
            @JsonProperty("name") String name,
            @JsonProperty("type") String type,
            @JsonProperty("vocab_size") int vocabSize,
            @JsonProperty("usable") int usable,
            @JsonProperty("unreachable") int unreachable,
            @JsonProperty("byte_fallback") boolean byteFallback,
            @JsonProperty("normalization") String normalization,
            @JsonProperty("gini") Double gini) {}

    /**
     * @param texts sentences or documents
     * @param bytes of UTF-8
     * @param chars code points
     * @param words runs of what is no white space
     * @param scripts of the letters: characters of each, by name
     * @param unspaced whether most letters are of scripts without spaces between words; then fertility is by character
     */
    public record GroupFigures(
            @JsonProperty("source") String source,
            @JsonProperty("language") String language,
            @JsonProperty("texts") long texts,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("chars") long chars,
            @JsonProperty("words") long words,
            @JsonProperty("scripts") SortedMap<String, Long> scripts,
            @JsonProperty("unspaced") boolean unspaced,
            @JsonProperty("by_model") List<Measures> byModel) {}

    /**
     * Shares are of one.
     *
     * @param fertility tokens a word, or a character where the group is unspaced
     * @param continuedWords share of words cut into two tokens or more
     * @param singleTokenWords share of words that one token holds: STRR (Nayeem et al. 2025) over running words
     * @param unknownTokens share of tokens
     * @param unknownBytes share of the normalised text's bytes under unknown tokens; null where it was not looked at
     * @param byteTokens share of tokens that are bytes of a character without a piece
     * @param bytesInByteTokens share of the text's bytes that they cover
     * @param idsSeen usable ids that occur
     * @param vocabularyUsed share of the usable ids that occur
     * @param vocabularyUsed100 share of them that occur 100 times or more
     * @param entropy Shannon's, of the ids, in bits
     * @param shannonEfficiency entropy / log2 of the vocabulary's size
     * @param renyiEfficiency the same with Renyi's entropy of order 2.5 (Zouhar et al. 2023)
     * @param renyiEfficiencySeen with the ids seen as the vocabulary, as tokenization-scorer has it by default
     * @param bytePremium tokens a byte, against those of the reference language
     * @param parity tokens, against those of the reference language on parallel lines (Petrov et al. 2023)
     * @param nsl tokens, against those of the reference model on the same text
     * @param roundTripFailures texts that decoding does not give back in normal form; null where it was not looked at
     */
    public record Measures(
            @JsonProperty("tokens") long tokens,
            @JsonProperty("bytes_per_token") Double bytesPerToken,
            @JsonProperty("chars_per_token") Double charsPerToken,
            @JsonProperty("fertility") Double fertility,
            @JsonProperty("continued_words") Double continuedWords,
            @JsonProperty("single_token_words") Double singleTokenWords,
            @JsonProperty("unknown_tokens") Double unknownTokens,
            @JsonProperty("unknown_bytes") Double unknownBytes,
            @JsonProperty("byte_tokens") Double byteTokens,
            @JsonProperty("bytes_in_byte_tokens") Double bytesInByteTokens,
            @JsonProperty("ids_seen") int idsSeen,
            @JsonProperty("vocabulary_used") Double vocabularyUsed,
            @JsonProperty("vocabulary_used_100") Double vocabularyUsed100,
            @JsonProperty("entropy") double entropy,
            @JsonProperty("shannon_efficiency") double shannonEfficiency,
            @JsonProperty("renyi_efficiency") double renyiEfficiency,
            @JsonProperty("renyi_efficiency_seen") Double renyiEfficiencySeen,
            @JsonProperty("byte_premium") Double bytePremium,
            @JsonProperty("parity") Double parity,
            @JsonProperty("nsl") Double nsl,
            @JsonProperty("round_trip_failures") Long roundTripFailures) {}

    /** @param chars of the script, spaces and punctuation not being of any */
    public record ScriptFigures(
            @JsonProperty("script") String script,
            @JsonProperty("chars") long chars,
            @JsonProperty("by_model") List<ScriptMeasures> byModel) {}

    /**
     * @param tokens that hold a letter of the script before any of another, or are bytes of one
     * @param charsWithoutPiece share of the script's characters that no piece holds: spelled in bytes, or unknown
     */
    public record ScriptMeasures(
            @JsonProperty("tokens") long tokens,
            @JsonProperty("chars_per_token") Double charsPerToken,
            @JsonProperty("chars_without_piece") Double charsWithoutPiece) {}

    /** The figures of one model's name. */
    public int indexOf(String model) {
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).name().equals(model)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no model \"" + model + "\"; there are "
                + models.stream().map(ModelFigures::name).toList());
    }
}
