package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.mixture.Scheme;
import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.ShardFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys of the blocks {@code budget}, {@code mixture} and {@code emit}. */
final class MixtureKeys {
    private static final List<String> LAWS =
            List.of("hoffmann-1", "hoffmann-2", "hoffmann-3", "hoffmann-3-printed", "besiroglu", "muennighoff");
    private static final List<String> PACKINGS = Arrays.stream(MixtureSpec.Packing.values())
            .map(MixtureSpec.Packing::id)
            .toList();
    private static final List<String> SCHEMES =
            Arrays.stream(Scheme.Kind.values()).map(Scheme.Kind::id).toList();
    private static final List<String> LAYOUTS = Arrays.stream(CorpusIndex.Layout.values())
            .map(CorpusIndex.Layout::id)
            .toList();
    private static final List<String> FORMATS =
            Arrays.stream(ShardFormat.values()).map(ShardFormat::id).toList();
    private static final String DOMAIN = ".<domain>";

    private MixtureKeys() {}

    static List<Key> all() {
        List<Key> keys = new ArrayList<>();
        keys.addAll(budget());
        keys.addAll(mixture());
        keys.addAll(weights("mixture", "Asked of every phase that does not say otherwise."));
        keys.addAll(phases());
        keys.addAll(weights("mixture.phases[]", "Of this phase, instead of those of `mixture`."));
        keys.addAll(emit());
        return keys;
    }

    private static List<Key> budget() {
        return List.of(
                Key.block(
                        "budget",
                        "The size of the training run: exactly one of tokens, params and flops. Goes with `mixture`."),
                Key.of("budget.tokens", KeyType.COUNT, "Training tokens.")
                        .from(1)
                        .in("tokens"),
                Key.of("budget.params", KeyType.COUNT, "Parameters of the model; the law gives the tokens.")
                        .from(1)
                        .in("parameters"),
                Key.of("budget.flops", KeyType.COUNT, "Training compute; the law gives parameters and tokens.")
                        .from(1)
                        .in("FLOPs"),
                Key.of("budget.law", KeyType.CHOICE, "The scaling law that fixes what is not given.")
                        .choosing(LAWS)
                        .otherwise("besiroglu"));
    }

    private static List<Key> mixture() {
        return List.of(
                Key.block(
                        "mixture",
                        "From which sources the training tokens come ([mixture.md](mixture.md)). Goes with `budget` and `tokenizer`."),
                Key.of("mixture.sequence_length", KeyType.WHOLE, "Length of one training sequence.")
                        .between(8, 1 << 24)
                        .in("tokens")
                        .otherwise(2048),
                Key.of(
                                "mixture.packing",
                                KeyType.CHOICE,
                                "How documents become sequences ([packing.md](packing.md)): `best_fit` cuts no document that fits in one; `concat` joins them and cuts every so many tokens.")
                        .choosing(PACKINGS)
                        .otherwise(MixtureSpec.Packing.BEST_FIT.id()),
                Key.block(
                        "mixture.split",
                        "Sources that are divided into domains, which weights, floors, ceilings and epochs may name as `source/value`, `source/value/value`."),
                Key.of(
                        "mixture.split.<source>",
                        KeyType.TEXTS,
                        "An expression a level, over signals, `kind`, `source`, `url` and `tokens` (of the document): text, a whole number, or true or false. `[\"lang\"]` divides by language."),
                Key.of(
                                "mixture.max_epochs",
                                KeyType.NUMBER,
                                "How often a domain's tokens may be repeated (Muennighoff et al. 2023: up to 4 is nearly as good as fresh text).")
                        .between(0.001, 1000)
                        .in("epochs")
                        .otherwise("4"),
                Key.block(
                        "mixture.max_epochs_by_domain",
                        "Exceptions from `max_epochs`, by source or domain; one that is divided further is bounded as a whole."),
                Key.of("mixture.max_epochs_by_domain.<domain>", KeyType.NUMBER, "Epochs for this domain.")
                        .between(0.001, 1000)
                        .in("epochs"));
    }

    /** What a phase may say of weights, and the mixture for all phases. */
    private static List<Key> weights(String block, String of) {
        return List.of(
                Key.of(
                                block + ".scheme",
                                KeyType.CHOICE,
                                "How domains are weighed where `weights` names none beside them: by their tokens, by tokens to the power 1/`temperature`, or equally within the epochs they may be repeated (UniMax). `proportional` when left out. "
                                        + of)
                        .choosing(SCHEMES),
                Key.of(block + ".temperature", KeyType.NUMBER, "For `scheme = temperature`; 1 is proportional. " + of)
                        .between(1, 1000),
                Key.block(
                        block + ".weights",
                        "Weights of sources or domains, relative to those beside them; 3 and 1 mean 75 % and 25 %. Where some are named, the others beside them have none. "
                                + of),
                Key.of(block + ".weights" + DOMAIN, KeyType.NUMBER, "Weight of this domain; 0 for none.")
                        .between(0, 1e9),
                Key.block(block + ".floors", "Least shares of the phase's tokens, whatever the weights say. " + of),
                Key.of(block + ".floors" + DOMAIN, KeyType.NUMBER, "Least share of this domain.")
                        .between(0, 1),
                Key.block(block + ".ceilings", "Largest shares of the phase's tokens. " + of),
                Key.of(block + ".ceilings" + DOMAIN, KeyType.NUMBER, "Largest share of this domain.")
                        .between(0, 1));
    }

    private static List<Key> phases() {
        return List.of(
                Key.of("mixture.phases", KeyType.BLOCKS, "Stretches of training, one after the other.")
                        .needed(),
                Key.of(
                                "mixture.phases[].name",
                                KeyType.TEXT,
                                "Name of the phase and of its directory: letters, digits, `_` and `-`.")
                        .needed(),
                Key.of(
                                "mixture.phases[].share",
                                KeyType.NUMBER,
                                "Its part of all training tokens; all shares sum to 1.")
                        .between(0, 1)
                        .needed(),
                Key.of(
                                "mixture.phases[].sequence_length",
                                KeyType.WHOLE,
                                "Length of a sequence in this phase, where it differs from `mixture.sequence_length`.")
                        .between(8, 1 << 24)
                        .in("tokens"),
                Key.block(
                        "mixture.phases[].ramp_to",
                        "Weights at the end of the phase; they move there in equal steps from `weights` at its start."),
                Key.of("mixture.phases[].ramp_to.<domain>", KeyType.NUMBER, "Weight of this domain at the end.")
                        .between(0, 1e9));
    }

    private static List<Key> emit() {
        return List.of(
                Key.block("emit", "How token shards are written ([reading.md](reading.md))."),
                Key.of(
                                "emit.layout",
                                KeyType.CHOICE,
                                "`phases`: a directory a phase, sequences in the order of training. `domains`: a directory a domain, each sequence once; readers compute the order.")
                        .choosing(LAYOUTS)
                        .otherwise(CorpusIndex.Layout.PHASES.id()),
                Key.of(
                                "emit.formats",
                                KeyType.CHOICES,
                                "`megatron` (`.bin` and `.idx`) and `mds` (MosaicML Streaming). Left out: `[\"megatron\"]`.")
                        .choosing(FORMATS),
                Key.of("emit.shard_bytes", KeyType.BYTES, "Size at which a new shard is begun.")
                        .between(1 << 10, 1L << 31)
                        .otherwise("64MiB"),
                Key.of("emit.append_eod", KeyType.FLAG, "Whether each document ends with the end-of-document token.")
                        .otherwise(true));
    }
}
