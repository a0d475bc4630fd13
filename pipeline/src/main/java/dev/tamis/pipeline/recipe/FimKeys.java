package dev.tamis.pipeline.recipe;

import dev.tamis.filters.record.Kind;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.tokenizer.encode.FillInTheMiddle.Sentinels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The block {@code fim}: its keys, how it is read, and its form as a map. */
final class FimKeys {
    private static final String FIM = "fim";

    private FimKeys() {}

    static List<Key> all() {
        return List.of(
                Key.block(
                        FIM,
                        "Fill-in-the-middle: the middle of some documents is moved to their end (see [packing.md](packing.md)). Off when left out. Goes with `tokenizer`."),
                Key.of("fim.rate", KeyType.NUMBER, "Share of the documents that are transformed; 0 is off.")
                        .between(0, 1)
                        .otherwise("0.5"),
                Key.of(
                                "fim.spm_rate",
                                KeyType.NUMBER,
                                "Share of those in the form suffix, prefix, middle; the others are prefix, suffix, middle.")
                        .between(0, 1)
                        .otherwise("0.5"),
                Key.of("fim.sources", KeyType.TEXTS, "Sources it is done to; those of kind code when left out."),
                Key.of(
                                "fim.prefix",
                                KeyType.TEXT,
                                "The piece before the prefix. All three must be among `tokenizer.control_symbols`, or pieces of that sort in `tokenizer.model`.")
                        .otherwise(Sentinels.DEFAULT.prefix()),
                Key.of("fim.middle", KeyType.TEXT, "The piece before the middle.")
                        .otherwise(Sentinels.DEFAULT.middle()),
                Key.of("fim.suffix", KeyType.TEXT, "The piece before the suffix.")
                        .otherwise(Sentinels.DEFAULT.suffix()));
    }

    /** Empty where the recipe has no such block, or sets its rate to 0. */
    static Optional<FimSpec> read(Block root, List<SourceSpec> sources, Optional<TokenizerSpec> tokenizer) {
        if (!root.has(FIM)) {
            return Optional.empty();
        }
        Block block = root.block(FIM);
        double rate = block.number("rate");
        Sentinels sentinels = new Sentinels(block.text("prefix"), block.text("middle"), block.text("suffix"));
        List<String> chosen = chosen(block, sources, rate > 0);
        FimSpec spec = new FimSpec(rate, block.number("spm_rate"), chosen, sentinels);
        if (rate == 0) {
            return Optional.empty();
        }
        if (!root.has("tokenizer")) {
            root.problem(FIM, "needs a tokenizer { ... } as well");
        } else if (sentinels.prefix() != null && sentinels.middle() != null && sentinels.suffix() != null) {
            checkSentinels(block, sentinels, tokenizer);
        }
        return Optional.of(spec);
    }

    /** @param needed whether there must be one: a block that is off may have none */
    private static List<String> chosen(Block block, List<SourceSpec> sources, boolean needed) {
        List<String> chosen = new ArrayList<>();
        if (block.has("sources")) {
            List<String> names = sources.stream().map(SourceSpec::name).toList();
            List<String> given = block.texts("sources");
            for (int i = 0; i < given.size(); i++) {
                if (!names.contains(given.get(i))) {
                    block.problem("sources", i, RecipeReader.unknownSource(given.get(i), names));
                }
            }
            if (given.isEmpty()) {
                block.problem("sources", "is empty; expected at least one source");
            }
            chosen.addAll(given);
        } else {
            sources.stream()
                    .filter(source -> source.kind() == Kind.CODE)
                    .map(SourceSpec::name)
                    .forEach(chosen::add);
            if (needed && chosen.isEmpty()) {
                block.problem("no source is of kind code; name the sources to transform by fim.sources");
            }
        }
        return chosen;
    }

    /** A model that is trained gets its pieces from the recipe; one that is given is looked at when the run starts. */
    private static void checkSentinels(Block block, Sentinels sentinels, Optional<TokenizerSpec> tokenizer) {
        if (Set.copyOf(sentinels.all()).size() < sentinels.all().size()) {
            block.problem("the three pieces must differ, found " + String.join(", ", sentinels.all()));
        } else if (tokenizer.isPresent() && tokenizer.get().model().isEmpty()) {
            List<Object> symbols = new ArrayList<>();
            for (String option : List.of("control_symbols", "user_defined_symbols")) {
                if (tokenizer.get().options().get(option) instanceof List<?> given) {
                    symbols.addAll(given);
                }
            }
            List<String> missing = sentinels.all().stream()
                    .filter(sentinel -> !symbols.contains(sentinel))
                    .toList();
            if (!missing.isEmpty()) {
                block.problem("the tokenizer would have no piece " + String.join(", ", missing)
                        + "; set tokenizer.control_symbols to [\"" + String.join("\", \"", sentinels.all())
                        + "\"] and others it may need");
            }
        }
    }

    static SortedMap<String, Object> part(FimSpec spec) {
        SortedMap<String, Object> values = new TreeMap<>();
        values.put("rate", spec.rate());
        values.put("spm_rate", spec.spmRate());
        values.put("sources", spec.sources());
        values.put("prefix", spec.sentinels().prefix());
        values.put("middle", spec.sentinels().middle());
        values.put("suffix", spec.sentinels().suffix());
        return values;
    }
}
