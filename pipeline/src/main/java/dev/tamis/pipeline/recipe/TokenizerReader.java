package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.tokenizer.train.TrainerOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads what a recipe says of the tokenizer. */
final class TokenizerReader {

    private static final int BYTE_PIECES = 256;
    /** What reports call the run's own model. */
    private static final String RUN = "run";

    private static final String MIXTURE = "mixture";

    private final Block root;
    private final List<String> sources;
    private final PathCheck paths;
    private final Optional<MixtureSpec> mixture;

    TokenizerReader(Block root, List<String> sources, Optional<MixtureSpec> mixture, PathCheck paths) {
        this.root = root;
        this.sources = sources;
        this.mixture = mixture;
        this.paths = paths;
    }

    Optional<TokenizerSpec> tokenizer() {
        if (!root.has("tokenizer")) {
            return Optional.empty();
        }
        Block block = root.block("tokenizer");
        int before = block.problems().list().size();
        SortedMap<String, Object> options = new TreeMap<>();
        for (Key key : TokenizerKeys.OPTIONS) {
            if (block.has(key.name())) {
                options.put(key.name(), option(block, key));
            }
        }
        Optional<String> model = Optional.ofNullable(block.text("model"));
        if (model.isPresent()) {
            checkPath(block, "model");
            for (String name : block.names()) {
                if (!name.equals("model") && !name.equals("compare")) {
                    block.problem(name, "has no effect when tokenizer.model is given");
                }
            }
        } else {
            checkOptions(block);
        }
        TokenizerSpec spec = new TokenizerSpec(
                model,
                block.has("input_bytes_per_source") ? block.whole("input_bytes_per_source") : TokenizerSpec.ALL,
                block.has("sample") ? sample(block) : Optional.empty(),
                options);
        if (model.isEmpty() && block.problems().list().size() == before) {
            checkTrainer(block, spec);
        }
        return Optional.of(spec);
    }

    /** Problems that only the trainer knows of. */
    private static void checkTrainer(Block block, TokenizerSpec spec) {
        try {
            TrainerOptions.parse(spec.trainerOptions());
        } catch (IllegalArgumentException e) {
            e.getMessage().lines().forEach(line -> {
                int colon = line.indexOf(": ");
                String name = colon < 0 ? "" : line.substring(0, colon);
                if (TokenizerKeys.OPTIONS.stream().anyMatch(key -> key.name().equals(name))) {
                    block.problem(name, line.substring(colon + 2));
                } else {
                    block.problem(line);
                }
            });
        }
    }

    /** How much each group of texts counts; empty where that is not said well. */
    private Optional<SampleSpec> sample(Block tokenizer) {
        Block block = tokenizer.block("sample");
        String by = block.choice("by");
        SampleSpec.By group = SampleSpec.By.LANGUAGE.id().equals(by) ? SampleSpec.By.LANGUAGE : SampleSpec.By.SOURCE;
        List<String> given =
                Stream.of("weights", "exponent", "like").filter(block::has).toList();
        if (given.size() != 1) {
            block.problem("expected exactly one of weights, exponent and like, found "
                    + (given.isEmpty() ? "none" : String.join(", ", given)));
        }
        Optional<SampleSpec> sample = Optional.empty();
        if (block.has("exponent")) {
            sample = Optional.of(SampleSpec.flattened(group, block.number("exponent")));
        }
        if (block.has("weights")) {
            Block weights = block.block("weights");
            if (group == SampleSpec.By.SOURCE) {
                RecipeReader.checkSources(weights, weights.names(), sources);
            }
            sample = weighted(block, "weights", group, weights.numbers());
        }
        if (block.has("like")) {
            if (group != SampleSpec.By.SOURCE) {
                block.problem("like", "a mixture has weights by source; it does not go with by = " + by);
            }
            sample = like(block);
        }
        return sample;
    }

    private Optional<SampleSpec> like(Block block) {
        String like = block.text("like");
        if (mixture.isEmpty()) {
            block.problem("like", "needs a mixture { ... } as well");
            return Optional.empty();
        }
        SortedMap<String, Double> weights = new TreeMap<>();
        List<String> names = new ArrayList<>(List.of(MIXTURE));
        for (MixtureSpec.Phase phase : mixture.get().phases()) {
            names.add(MIXTURE + "." + phase.name());
            if (like.equals(MIXTURE) || like.equals(MIXTURE + "." + phase.name())) {
                SortedMap<String, Double> fractions = phase.sourceFractions();
                if (fractions.isEmpty()) {
                    block.problem(
                            "like",
                            "phase " + phase.name() + " gives no weights of sources to be like; give tokenizer.sample."
                                    + "weights instead");
                    return Optional.empty();
                }
                fractions.forEach((source, part) -> weights.merge(source, phase.share() * part, Double::sum));
            }
        }
        if (!names.contains(like)) {
            block.problem(
                    "like",
                    "unknown mixture \"" + like + "\"" + Nearest.hint(like, names) + "; allowed: "
                            + String.join(", ", names));
            return Optional.empty();
        }
        return weighted(block, "like", SampleSpec.By.SOURCE, weights);
    }

    private static Optional<SampleSpec> weighted(
            Block block, String key, SampleSpec.By by, SortedMap<String, Double> weights) {
        if (weights.values().stream().noneMatch(weight -> weight > 0)) {
            block.problem(key, "expected at least one " + by.id() + " with a weight above 0");
            return Optional.empty();
        }
        return Optional.of(SampleSpec.weighted(by, weights));
    }

    private static Object option(Block block, Key key) {
        String name = key.name();
        return switch (key.type()) {
            case FLAG -> block.flag(name);
            case WHOLE -> block.whole(name);
            case NUMBER -> block.number(name);
            case TEXTS -> block.texts(name);
            case CHOICE -> block.choice(name);
            default -> String.valueOf(block.text(name));
        };
    }

    private void checkOptions(Block block) {
        for (String file : List.of("normalization_rule_tsv", "keep_pieces_of")) {
            if (block.has(file)) {
                String path = block.text(file);
                if (path != null && path.contains("://")) {
                    block.problem(file, path + ": expected a local file");
                } else {
                    checkPath(block, file);
                }
            }
        }
        long sentences = block.whole("input_sentence_size");
        if (sentences > 0 && sentences <= 100) {
            block.problem("input_sentence_size", "expected 0 or a whole number above 100, found " + sentences);
        }
        int special = checkIds(block);
        long least = special + (block.flag("byte_fallback") ? BYTE_PIECES : 0) + 1L;
        if (block.whole("vocab_size") < least) {
            block.problem(
                    "vocab_size",
                    "expected at least " + least + ", found " + block.whole("vocab_size") + ": special pieces ("
                            + special + ") and byte pieces count");
        }
    }

    /** The number of special pieces, after a look for ids that are taken twice. */
    private static int checkIds(Block block) {
        Map<Long, String> taken = new HashMap<>();
        for (String key : List.of("unk_id", "bos_id", "eos_id", "pad_id")) {
            long id = block.whole(key);
            String other = id < 0 ? null : taken.putIfAbsent(id, key);
            if (other != null) {
                block.problem(block.has(key) ? key : other, "id " + id + " is taken by both " + other + " and " + key);
            }
            if (id < 0 && key.equals("unk_id")) {
                block.problem(key, "expected 0 or more, found " + id + ": the unknown piece must exist");
            }
        }
        return taken.size();
    }

    private void checkPath(Block block, String key) {
        String path = block.text(key);
        if (path != null) {
            paths.problem(path).ifPresent(problem -> block.problem(key, path + ": " + problem));
        }
    }

    /** Paths of the models to compare with, by the names they go by. */
    SortedMap<String, String> compared() {
        SortedMap<String, String> compared = new TreeMap<>();
        if (root.has("tokenizer") && root.block("tokenizer").has("compare")) {
            Block block = root.block("tokenizer").block("compare");
            for (String name : block.names()) {
                if (!RecipeReader.soundName(name) || name.equals(RUN)) {
                    block.problem(
                            name,
                            "invalid name \"" + name + "\"; " + RecipeReader.SOUND + ", not \"" + RUN
                                    + "\", which is the run's own model");
                }
                checkPath(block, name);
                compared.put(name, block.text(name));
            }
        }
        return compared;
    }
}
