package dev.tamis.pipeline.recipe;

import dev.tamis.filters.dedup.MinHashPreset;
import dev.tamis.filters.dedup.MinHashSettings;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.recipe.DedupSpec.Scope;
import dev.tamis.pipeline.rule.RuleExpressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Reads the blocks {@code dedup}, {@code passages} and {@code decontaminate} of a recipe. */
final class DedupReader {
    private final Block root;
    private final Map<String, SignalType> signals;
    private final PathCheck paths;
    private final boolean images;

    /** @param images whether a source has images */
    DedupReader(Block root, Map<String, SignalType> signals, PathCheck paths, boolean images) {
        this.root = root;
        this.signals = signals;
        this.paths = paths;
        this.images = images;
    }

    DedupSpec dedup() {
        Block dedup = root.block("dedup");
        return new DedupSpec(
                survivor(dedup),
                against(dedup),
                scope(dedup.block("url")),
                scope(dedup.block("exact")),
                minhash(dedup.block("minhash")),
                semantic(dedup.block("semantic")),
                images(dedup.block("images")));
    }

    private Optional<DedupSpec.Images> images(Block block) {
        Block pdq = block.block("pdq");
        List<String> survivor = block.texts("survivor");
        checkRanks(block, survivor);
        int distance = (int) pdq.whole("distance");
        DedupSpec.Images spec = new DedupSpec.Images(
                scopeOf(block),
                survivor,
                block.flag("bytes"),
                block.flag("pixels"),
                pdq.flag("enabled") ? OptionalInt.of(distance) : OptionalInt.empty());
        return images ? Optional.of(spec) : Optional.empty();
    }

    private List<String> against(Block dedup) {
        List<String> runs = dedup.texts("against");
        for (int i = 0; i < runs.size(); i++) {
            Optional<String> problem =
                    runs.get(i).isEmpty() ? Optional.empty() : paths.problem(runs.get(i) + "/run.json");
            if (problem.isPresent()) {
                dedup.problem("against", i, runs.get(i) + " is no run directory: run.json " + problem.get());
            }
        }
        return runs;
    }

    private List<String> survivor(Block dedup) {
        List<String> survivor = dedup.texts("survivor");
        if (survivor.isEmpty()) {
            SignalType quality = signals.get("quality");
            // What a recipe itself calls the quality of a text says more of it than its length.
            return quality == SignalType.DOUBLE || quality == SignalType.LONG
                    ? Stream.concat(Stream.of("quality"), DedupSpec.SURVIVOR.stream())
                            .toList()
                    : DedupSpec.SURVIVOR;
        }
        checkRanks(dedup, survivor);
        return survivor;
    }

    private void checkRanks(Block block, List<String> survivor) {
        for (int i = 0; i < survivor.size(); i++) {
            for (String problem : RuleExpressions.checkRank(survivor.get(i), signals)) {
                block.problem("survivor", i, problem);
            }
        }
    }

    private static Optional<Scope> scope(Block block) {
        return block.flag("enabled") ? Optional.of(scopeOf(block)) : Optional.empty();
    }

    private static Scope scopeOf(Block block) {
        return Scope.valueOf(block.choice("scope").toUpperCase(Locale.ROOT));
    }

    private static Optional<DedupSpec.MinHash> minhash(Block block) {
        MinHashSettings preset = MinHashPreset.named(block.choice("preset")).settings();
        int ngram = block.has("ngram") ? (int) block.whole("ngram") : preset.ngram();
        int bands = block.has("bands") ? (int) block.whole("bands") : preset.bands();
        int rows = block.has("rows") ? (int) block.whole("rows") : preset.rows();
        OptionalDouble verify =
                block.has("verify") ? OptionalDouble.of(block.number("verify")) : OptionalDouble.empty();
        if (ngram < 1 || ngram > MinHashSettings.MOST_WORDS || bands < 1 || rows < 1) {
            // Told already, as the keys have bounds.
            return Optional.empty();
        }
        if ((long) bands * rows > MinHashSettings.MOST_HASHES) {
            block.problem(
                    block.has("rows") ? "rows" : "bands",
                    bands + " bands of " + rows + " rows are " + (long) bands * rows + " hashes, more than "
                            + MinHashSettings.MOST_HASHES);
            return Optional.empty();
        }
        MinHashSettings settings = new MinHashSettings(ngram, bands, rows, preset.seed());
        return block.flag("enabled")
                ? Optional.of(new DedupSpec.MinHash(scopeOf(block), settings, verify))
                : Optional.empty();
    }

    private static Optional<DedupSpec.Semantic> semantic(Block block) {
        DedupSpec.Semantic semantic = new DedupSpec.Semantic(
                scopeOf(block),
                (int) block.whole("clusters"),
                block.number("similarity"),
                block.has("model") ? block.text("model") : null);
        return block.flag("enabled") ? Optional.of(semantic) : Optional.empty();
    }

    PassagesSpec passages() {
        Block passages = root.block("passages");
        Block substring = passages.block("substring");
        return new PassagesSpec(
                units(passages.block("lines")),
                units(passages.block("paragraphs")),
                substring.flag("enabled")
                        ? Optional.of(new PassagesSpec.Substring(
                                scopeOf(substring), (int) substring.whole("tokens"), keep(substring)))
                        : Optional.empty(),
                passages.number("drop_share"));
    }

    private static Optional<PassagesSpec.Units> units(Block block) {
        PassagesSpec.Units units = new PassagesSpec.Units(
                scopeOf(block), block.whole("documents"), (int) block.whole("words"), keep(block));
        return block.flag("enabled") ? Optional.of(units) : Optional.empty();
    }

    private static PassagesSpec.Keep keep(Block block) {
        return PassagesSpec.Keep.valueOf(block.choice("keep").toUpperCase(Locale.ROOT));
    }

    DecontaminateSpec decontaminate() {
        Block block = root.block("decontaminate");
        List<DecontaminateSpec.EvaluationSet> sets = new ArrayList<>();
        block.block("sets").named().forEach((name, set) -> {
            if (!RecipeReader.soundName(name)) {
                set.problem("invalid set name \"" + name + "\"; " + RecipeReader.SOUND);
            }
            List<String> files = set.texts("paths");
            for (int i = 0; i < files.size(); i++) {
                String path = files.get(i);
                Optional<String> problem = path.isEmpty() ? Optional.empty() : paths.listProblem(path);
                if (problem.isPresent()) {
                    set.problem("paths", i, path + ": " + problem.get());
                }
            }
            sets.add(new DecontaminateSpec.EvaluationSet(name, files, set.texts("fields")));
        });
        return new DecontaminateSpec(
                sets,
                DecontaminateSpec.Match.valueOf(block.choice("match").toUpperCase(Locale.ROOT)),
                (int) block.whole("ngram"),
                block.number("item_share"),
                block.whole("common_documents"),
                DecontaminateSpec.Action.valueOf(block.choice("action").toUpperCase(Locale.ROOT)),
                (int) block.whole("margin_chars"));
    }
}
