package dev.tamis.pipeline.recipe;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.hocon.Numbers;
import dev.tamis.pipeline.rule.RankExpressions;
import dev.tamis.pipeline.rule.RuleExpressions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The block {@code ranks}: its keys, how it is read, and its form as a map. */
final class RankKeys {
    private static final String RANK = "ranks.<rank>";
    private static final int MOST_BUCKETS = RankSpec.STEPS;

    private RankKeys() {}

    static List<Key> all() {
        return List.of(
                Key.block(
                        "ranks",
                        "Where each document stands among all of the run by a score, for rules that keep a share: see [keep-rules.md](keep-rules.md)."),
                Key.block(
                        RANK,
                        "A rank under its name, lower case letters, digits and `_`. The column of that name is the share of the weight that scores lower, from 0 to 0.999 in steps of a thousandth; null where the document takes no part."),
                Key.of(
                                RANK + ".of",
                                KeyType.TEXT,
                                "The score: a number over signals, scores of models and `draw`. Documents for which it is null or no number take no part.")
                        .needed(),
                Key.of(RANK + ".where", KeyType.TEXT, "Condition for taking part.")
                        .otherwise("true"),
                Key.of(
                        RANK + ".by",
                        KeyType.TEXTS,
                        "Expressions such as `lang`: documents are ranked among those for which all of them are the same, null included. At most 10,000 groups."),
                Key.of(RANK + ".weight", KeyType.CHOICE, "What a document counts for.")
                        .choosing(Arrays.stream(RankSpec.Weight.values())
                                .map(RankSpec.Weight::id)
                                .toList())
                        .otherwise(RankSpec.Weight.DOCUMENTS.id()),
                Key.of(
                                RANK + ".buckets",
                                KeyType.WHOLE,
                                "Equal shares of the weight; the column `<rank>_bucket` has their number, from 0 for the lowest scores.")
                        .between(2, MOST_BUCKETS),
                Key.of(
                        RANK + ".cuts",
                        KeyType.TEXTS,
                        "Shares such as `[0.3, 0.6]`, rising, with at most three decimals: the column `<rank>_bucket` has names instead."),
                Key.of(
                        RANK + ".names",
                        KeyType.TEXTS,
                        "The names of what lies below, between and above `cuts`, lowest scores first."));
    }

    /**
     * Reads the ranks, by name.
     *
     * @param measured the columns that they may read
     */
    static List<RankSpec> read(Block root, Map<String, SignalType> measured) {
        SortedMap<String, Block> blocks = root.block("ranks").named();
        Set<String> others = new TreeSet<>();
        for (String name : blocks.keySet()) {
            others.add(name);
            others.add(name + RankSpec.BUCKET);
        }
        List<RankSpec> ranks = new ArrayList<>();
        blocks.forEach((name, block) -> {
            if (!ModelReader.soundName(name)) {
                block.problem("invalid rank name \"" + name
                        + "\"; allowed: lower case letters, digits and _, starting with a letter, at most 64");
            }
            RankSpec rank = rank(name, block, measured, others);
            for (String column : types(List.of(rank)).keySet()) {
                if (measured.containsKey(column) || RuleExpressions.isReserved(column)) {
                    block.problem("its column " + column
                            + " has the name of a signal, a score or a column; give the rank another name");
                } else if (!column.equals(name) && blocks.containsKey(column)) {
                    block.problem("its column " + column + " is a rank of its own; rename one of them");
                }
            }
            if (!RuleExpressions.isReserved(name)) {
                ranks.add(rank);
            }
        });
        return ranks;
    }

    private static RankSpec rank(String name, Block block, Map<String, SignalType> measured, Set<String> others) {
        String of = block.text("of");
        if (of != null) {
            tell(block, "of", -1, RankExpressions.checkScore(of, measured), others);
        }
        String where = block.text("where");
        tell(block, "where", -1, RankExpressions.checkCondition(where, measured), others);
        List<String> by = block.texts("by");
        for (int i = 0; i < by.size(); i++) {
            tell(block, "by", i, RankExpressions.checkGroup(by.get(i), measured), others);
        }
        List<Double> cuts = cuts(block);
        List<String> names = block.texts("names");
        if (block.has("cuts") || block.has("names")) {
            if (block.has("buckets")) {
                block.problem("buckets", "stands beside cuts and names; give one or the other");
            } else if (names.size() != block.texts("cuts").size() + 1) {
                block.problem(
                        block.has("names") ? "names" : "cuts",
                        "expected a name for what is below, between and above the cuts, "
                                + (block.texts("cuts").size() + 1) + " in all; found " + names.size());
            } else if (Set.copyOf(names).size() < names.size()) {
                block.problem("names", "has one name twice");
            }
        }
        String weight = Optional.ofNullable(block.choice("weight")).orElse(RankSpec.Weight.DOCUMENTS.id());
        return new RankSpec(
                name,
                of == null ? "0" : of,
                where,
                by,
                RankSpec.Weight.valueOf(weight.toUpperCase(Locale.ROOT)),
                block.has("buckets") ? (int) block.whole("buckets") : 0,
                cuts,
                names);
    }

    private static List<Double> cuts(Block block) {
        List<Double> cuts = new ArrayList<>();
        List<String> texts = block.texts("cuts");
        for (int i = 0; i < texts.size(); i++) {
            BigDecimal cut = Numbers.decimal(texts.get(i)).orElse(BigDecimal.ZERO);
            if (cut.signum() <= 0
                    || cut.compareTo(BigDecimal.ONE) >= 0
                    || cut.stripTrailingZeros().scale() > 3) {
                block.problem(
                        "cuts",
                        i,
                        "expected a share between 0 and 1 with at most three decimals, found \"" + texts.get(i) + "\"");
            } else if (!cuts.isEmpty() && cut.doubleValue() <= cuts.get(cuts.size() - 1)) {
                block.problem("cuts", i, "is not greater than the cut before it: " + texts.get(i));
            }
            cuts.add(cut.doubleValue());
        }
        return cuts;
    }

    /** Tells problems, and where a rank reads a rank that this is what is wrong. */
    private static void tell(Block block, String key, int item, List<String> problems, Set<String> ranks) {
        for (String problem : problems) {
            String text = problem;
            if (problem.startsWith("unknown signal \"" + RuleExpressions.DRAW + "\"")) {
                text = "documents cannot be grouped by chance: draw is for of and where";
            }
            for (String rank : ranks) {
                if (problem.startsWith("unknown signal \"" + rank + "\"")) {
                    text = rank
                            + " comes from a rank, and ranks are made of signals and scores only; a rule may read several ranks";
                }
            }
            if (item < 0) {
                block.problem(key, text);
            } else {
                block.problem(key, item, text);
            }
        }
    }

    /** The columns of ranks with their types, in the order of their table. */
    static Map<String, SignalType> types(List<RankSpec> ranks) {
        Map<String, SignalType> types = new LinkedHashMap<>();
        for (RankSpec rank : ranks) {
            types.put(rank.name(), SignalType.DOUBLE);
            if (rank.divided()) {
                types.put(rank.name() + RankSpec.BUCKET, rank.buckets() > 0 ? SignalType.LONG : SignalType.STRING);
            }
        }
        return types;
    }

    static SortedMap<String, Object> part(RankSpec rank) {
        SortedMap<String, Object> values = new TreeMap<>();
        values.put("of", rank.of());
        values.put("where", rank.where());
        values.put("by", rank.by());
        values.put("weight", rank.weight().id());
        if (rank.buckets() > 0) {
            values.put("buckets", rank.buckets());
        }
        if (!rank.names().isEmpty()) {
            values.put("cuts", rank.cuts());
            values.put("names", rank.names());
        }
        return values;
    }
}
