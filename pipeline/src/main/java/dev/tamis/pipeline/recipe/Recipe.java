package dev.tamis.pipeline.recipe;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.rule.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * A checked recipe: all that a run needs to know.
 *
 * @param name the file's name without {@code .conf}, unless the recipe says otherwise
 * @param file the file as the operator named it
 * @param output the run directory
 * @param seed of every choice by chance
 * @param sources by name
 * @param rules by name, with their overrides applied and without those that are disabled
 * @param safety the lists that signals compare with
 * @param language the model that tells languages; empty for the bundled one
 * @param models that score every document, by name
 * @param ranks of documents by their scores, by name
 * @param counts of documents with the same values, by name
 * @param classifier what {@code tamis classifier train} makes of the run's texts; no stage depends on it
 * @param dedup how duplicate documents are removed
 * @param interleave how pages get their images; of no effect where no source has any
 * @param passages what is cut from documents because it stands elsewhere
 * @param decontaminate what they must not hold
 * @param tokenizer empty ends the run after decontamination
 * @param fim which documents have their middle moved to their end; empty for none
 * @param media how kept media are counted and written; empty where no source has media
 * @param budget empty, like {@code mixture}, ends the run after the tokenizer
 * @param quarantineShare share of records that may be quarantined before a run is refused, 0 to 1
 * @param splitBytes most bytes of a shard that one task reads, where a format can be split
 */
public record Recipe(
        String name,
        String file,
        String output,
        long seed,
        List<SourceSpec> sources,
        List<Rule> rules,
        SafetySpec safety,
        Optional<PinnedFile> language,
        List<ModelSpec> models,
        List<RankSpec> ranks,
        List<CountSpec> counts,
        Optional<ClassifierSpec> classifier,
        DedupSpec dedup,
        InterleaveSpec interleave,
        PassagesSpec passages,
        DecontaminateSpec decontaminate,
        Optional<TokenizerSpec> tokenizer,
        Optional<FimSpec> fim,
        Optional<MediaSpec> media,
        Optional<BudgetSpec> budget,
        Optional<MixtureSpec> mixture,
        EmitSpec emit,
        Limits limits,
        double quarantineShare,
        long splitBytes,
        ReportSpec report) {
    public Recipe {
        sources = List.copyOf(sources);
        rules = List.copyOf(rules);
        models = List.copyOf(models);
        ranks = List.copyOf(ranks);
        counts = List.copyOf(counts);
    }

    /** Whether some source has pages with images. */
    public boolean hasPageImages() {
        return sources.stream().anyMatch(source -> !source.images().isEmpty());
    }

    /** The names of the sources whose documents are images. */
    public Set<String> imageSources() {
        return sources.stream()
                .filter(source -> source.kind() == Kind.IMAGE)
                .map(SourceSpec::name)
                .collect(Collectors.toSet());
    }

    /** The columns that models give to every document. */
    public Map<String, SignalType> scoreTypes() {
        return ModelReader.types(models);
    }

    /** Whether documents are measured against all others of the run. */
    public boolean isRanked() {
        return !ranks.isEmpty() || !counts.isEmpty();
    }

    /** The columns that ranks and counts give to every document. */
    public Map<String, SignalType> rankTypes() {
        Map<String, SignalType> types = RankKeys.types(ranks);
        types.putAll(CountKeys.types(counts));
        return types;
    }

    /** All columns that rules and other expressions may read, in the order of their tables. */
    public Map<String, SignalType> measured() {
        Map<String, SignalType> types = Signals.types();
        types.putAll(scoreTypes());
        types.putAll(rankTypes());
        return types;
    }

    /**
     * The recipe as one line of JSON with sorted keys and every default filled in. It is a recipe itself: loading it
     * gives the same recipe again, apart from the places of its rules.
     */
    public String canonicalJson() {
        return CanonicalJson.of(RecipeParts.whole(this));
    }

    /**
     * The parts of the recipe, each as canonical JSON, for the fingerprints of the stages that depend on them:
     * {@code budget, compare, counts, decontaminate, dedup, emit, fim, interleave, language, limits, media_shards, media_tokens,
     * mixture, models, passages, ranks, report, rules, safety, seed, signatures,
     * sources, tokenizer}. What changes no result is
     * left out, such as a rule's citation; so is {@code output}. A part that the recipe does not have is {@code null}.
     */
    public SortedMap<String, String> parts() {
        return RecipeParts.of(this);
    }

    /** One of the {@link #parts()}. */
    public String part(String name) {
        String part = parts().get(name);
        if (part == null) {
            throw new IllegalArgumentException(
                    "No such part of a recipe: " + name + " (allowed: " + parts().keySet() + ")");
        }
        return part;
    }
}
