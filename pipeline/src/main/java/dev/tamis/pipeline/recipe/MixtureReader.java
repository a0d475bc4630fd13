package dev.tamis.pipeline.recipe;

import com.typesafe.config.ConfigList;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Numbers;
import dev.tamis.pipeline.mixture.Scheme;
import dev.tamis.pipeline.recipe.BudgetSpec.Given;
import dev.tamis.pipeline.rule.DomainExpressions;
import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.ShardFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what a recipe says of the budget, the mixture and the shards it is written to. */
final class MixtureReader {

    private static final double SHARE_TOLERANCE = 1e-6;

    private final Block root;
    private final List<String> sources;
    private final Map<String, SignalType> signals;

    MixtureReader(Block root, List<String> sources, Map<String, SignalType> signals) {
        this.root = root;
        this.sources = sources;
        this.signals = signals;
    }

    /** Budget, mixture and tokenizer make sense only together; a tokenizer may stand alone. */
    void checkTogether() {
        if (root.has("mixture") && !root.has("budget")) {
            root.problem("mixture", "needs a budget { tokens = ... } as well");
        }
        if (root.has("budget") && !root.has("mixture")) {
            root.problem("budget", "has no effect without a mixture { phases = ... }");
        }
        if (root.has("mixture") && !root.has("tokenizer")) {
            root.problem("mixture", "needs a tokenizer { ... } as well");
        }
    }

    Optional<BudgetSpec> budget() {
        if (!root.has("budget")) {
            return Optional.empty();
        }
        Block block = root.block("budget");
        List<Given> given =
                Arrays.stream(Given.values()).filter(g -> block.has(g.id())).toList();
        if (given.size() != 1) {
            block.problem("expected exactly one of tokens, params and flops, found "
                    + (given.isEmpty()
                            ? "none"
                            : String.join(", ", given.stream().map(Given::id).toList())));
        }
        double amount = 1;
        for (Given each : given) {
            amount = block.number(each.id());
        }
        return Optional.of(new BudgetSpec(given.isEmpty() ? Given.TOKENS : given.get(0), amount, block.choice("law")));
    }

    Optional<MixtureSpec> mixture() {
        if (!root.has("mixture")) {
            return Optional.empty();
        }
        Block block = root.block("mixture");
        SortedMap<String, List<String>> split = split(block.block("split"));
        Block exceptions = block.block("max_epochs_by_domain");
        checkDomains(exceptions, split);
        List<MixtureSpec.Phase> phases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        double sum = 0;
        for (Block phase : block.blocks("phases")) {
            phases.add(phase(phase, block, names, split));
            sum += phases.get(phases.size() - 1).share();
        }
        if (!phases.isEmpty() && Math.abs(sum - 1) > SHARE_TOLERANCE) {
            block.problem("phases", "the shares of all phases must sum to 1, found " + Numbers.plain(sum));
        }
        if (block.has("temperature")
                && phases.stream().noneMatch(phase -> phase.scheme().kind() == Scheme.Kind.TEMPERATURE)) {
            block.problem("temperature", "has no effect without scheme = temperature");
        }
        return Optional.of(new MixtureSpec(
                chosen(block, "packing", MixtureSpec.Packing.class).orElse(MixtureSpec.Packing.BEST_FIT),
                split,
                block.number("max_epochs"),
                exceptions.numbers(),
                phases));
    }

    private SortedMap<String, List<String>> split(Block block) {
        RecipeReader.checkSources(block, block.names(), sources);
        SortedMap<String, List<String>> split = new TreeMap<>();
        for (String source : block.names()) {
            List<String> levels = block.texts(source);
            for (int i = 0; i < levels.size(); i++) {
                for (String problem : DomainExpressions.check(levels.get(i), signals)) {
                    block.problem(source, i, problem);
                }
            }
            split.put(source, levels);
        }
        return split;
    }

    private MixtureSpec.Phase phase(
            Block block, Block mixture, Set<String> names, SortedMap<String, List<String>> split) {
        String name = block.text("name");
        if (name != null && !RecipeReader.soundName(name)) {
            block.problem("name", "invalid phase name \"" + name + "\"; " + RecipeReader.SOUND);
        }
        if (name != null && !names.add(name)) {
            block.problem("name", "there are two phases \"" + name + "\"");
        }
        Optional<SortedMap<String, Double>> rampTo =
                block.has("ramp_to") ? Optional.of(checkWeights(block, block, "ramp_to", split)) : Optional.empty();
        SortedMap<String, Double> floors = domains(saying("floors", block, mixture), "floors", split);
        SortedMap<String, Double> ceilings = domains(saying("ceilings", block, mixture), "ceilings", split);
        checkBounds(saying("floors", block, mixture), floors, ceilings);
        if (rampTo.isEmpty()) {
            checkRoom(saying("ceilings", block, mixture), saying("weights", block, mixture), ceilings);
        }
        if (block.has("share") && block.number("share") == 0) {
            block.problem("share", "expected more than 0: a phase without tokens has no effect");
        }
        return new MixtureSpec.Phase(
                name,
                block.number("share"),
                (int) saying("sequence_length", block, mixture).whole("sequence_length"),
                scheme(block, mixture),
                checkWeights(block, mixture, "weights", split),
                rampTo,
                floors,
                ceilings);
    }

    /** What contradicts itself whatever the data are. */
    private static void checkBounds(
            Block saying, SortedMap<String, Double> floors, SortedMap<String, Double> ceilings) {
        double sum = 0;
        for (Map.Entry<String, Double> floor : floors.entrySet()) {
            String domain = floor.getKey();
            sum += domain.indexOf('/') < 0 ? floor.getValue() : 0;
            double ceiling = ceilings.getOrDefault(domain, 1.0);
            if (floor.getValue() > ceiling) {
                saying.problem(
                        "floors",
                        "the floor of " + domain + ", " + Numbers.plain(floor.getValue()) + ", is above its ceiling, "
                                + Numbers.plain(ceiling));
            }
        }
        if (sum > 1 + SHARE_TOLERANCE) {
            saying.problem("floors", "the floors of the sources sum to " + Numbers.plain(sum) + ", above 1");
        }
    }

    private void checkRoom(Block saying, Block weighing, SortedMap<String, Double> ceilings) {
        List<String> weighed = weighing.has("weights")
                ? sources.stream()
                        .filter(source -> weighing.block("weights").has(source))
                        .toList()
                : sources;
        double room = weighed.stream()
                .mapToDouble(source -> ceilings.getOrDefault(source, 1.0))
                .sum();
        if (!weighed.isEmpty() && room < 1 - SHARE_TOLERANCE) {
            saying.problem(
                    "ceilings",
                    "the ceilings of " + String.join(", ", weighed) + " sum to " + Numbers.plain(room)
                            + ", below 1: nothing may fill the rest");
        }
    }

    private static Scheme scheme(Block phase, Block mixture) {
        Block saying = saying("scheme", phase, mixture);
        Scheme.Kind kind = chosen(saying, "scheme", Scheme.Kind.class).orElse(Scheme.Kind.PROPORTIONAL);
        Block tempered = saying("temperature", phase, mixture);
        if (kind != Scheme.Kind.TEMPERATURE) {
            if (phase.has("temperature")) {
                phase.problem("temperature", "has no effect without scheme = temperature");
            }
            return new Scheme(kind, 1);
        }
        if (!tempered.has("temperature")) {
            saying.problem("scheme", "needs a temperature as well, such as 3.33");
            return Scheme.PROPORTIONAL;
        }
        return Scheme.temperature(Math.max(1, tempered.number("temperature")));
    }

    /** The phase where it has the key, else the mixture. */
    private static Block saying(String key, Block phase, Block mixture) {
        return phase.has(key) ? phase : mixture;
    }

    private SortedMap<String, Double> checkWeights(
            Block phase, Block mixture, String key, SortedMap<String, List<String>> split) {
        Block saying = saying(key, phase, mixture);
        SortedMap<String, Double> weights = domains(saying, key, split);
        if (saying.has(key) && weights.values().stream().noneMatch(w -> w > 0)) {
            saying.problem(key, "expected at least one source with a weight above 0");
        }
        return weights;
    }

    private SortedMap<String, Double> domains(Block block, String key, SortedMap<String, List<String>> split) {
        Block domains = block.block(key);
        checkDomains(domains, split);
        return domains.numbers();
    }

    private void checkDomains(Block block, SortedMap<String, List<String>> split) {
        for (String domain : block.names()) {
            String[] levels = domain.split("/", -1);
            String source = levels[0];
            int depth = levels.length - 1;
            int most = split.getOrDefault(source, List.of()).size();
            if (!sources.contains(source)) {
                block.problem(domain, RecipeReader.unknownSource(source, sources));
            } else if (depth > most) {
                block.problem(
                        domain,
                        "source " + source + " is divided " + most + " times, not " + depth
                                + "; name an expression a level under mixture.split." + source);
            } else if (Arrays.stream(levels).anyMatch(level -> !DomainExpressions.soundValue(level))) {
                block.problem(domain, "invalid domain \"" + domain + "\"; " + DomainExpressions.SOUND);
            }
        }
    }

    EmitSpec emit() {
        Block emit = root.block("emit");
        List<ShardFormat> formats = emit.has("formats")
                ? emit.texts("formats").stream()
                        .map(ShardFormat::ofId)
                        .distinct()
                        .sorted()
                        .toList()
                : List.of(ShardFormat.MEGATRON);
        if (emit.raw("formats") instanceof ConfigList list && list.isEmpty()) {
            emit.problem("formats", "expected at least one format");
        }
        return new EmitSpec(
                chosen(emit, "layout", CorpusIndex.Layout.class).orElse(CorpusIndex.Layout.PHASES),
                formats,
                emit.whole("shard_bytes"),
                emit.flag("append_eod"));
    }

    private static <E extends Enum<E>> Optional<E> chosen(Block block, String key, Class<E> type) {
        return Optional.ofNullable(block.choice(key)).map(id -> Enum.valueOf(type, id.toUpperCase(Locale.ROOT)));
    }
}
