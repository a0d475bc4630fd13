package dev.tamis.pipeline.recipe;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.rule.RankExpressions;
import dev.tamis.pipeline.rule.RuleExpressions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The block {@code counts}: its keys, how it is read, and its form as a map. */
final class CountKeys {
    private static final String COUNT = "counts.<count>";

    private CountKeys() {}

    static List<Key> all() {
        return List.of(
                Key.block(
                        "counts",
                        "How many documents of the run have the same value, such as the same caption, for rules: see [keep-rules.md](keep-rules.md)."),
                Key.block(
                        COUNT,
                        "A count under its name, lower case letters, digits and `_`. The column of that name is the number of documents, the document itself among them, of which all values are the same; null where it takes no part."),
                Key.of(
                                COUNT + ".of",
                                KeyType.TEXTS,
                                "Expressions such as `text_hash`. Documents for which one has no value take no part.")
                        .needed(),
                Key.of(COUNT + ".where", KeyType.TEXT, "Condition for taking part.")
                        .otherwise("true"));
    }

    /**
     * Reads the counts, by name.
     *
     * @param measured the columns that they may read
     * @param ranks names of the columns of ranks
     */
    static List<CountSpec> read(Block root, Map<String, SignalType> measured, Set<String> ranks) {
        List<CountSpec> counts = new ArrayList<>();
        root.block("counts").named().forEach((name, block) -> {
            if (!ModelReader.soundName(name)) {
                block.problem("invalid name of a count \"" + name
                        + "\"; allowed: lower case letters, digits and _, starting with a letter, at most 64");
            }
            if (measured.containsKey(name) || ranks.contains(name) || RuleExpressions.isReserved(name)) {
                block.problem(
                        "has the name of a signal, a score, a rank's column or a column; give the count another name");
            }
            List<String> of = block.texts("of");
            for (int i = 0; i < of.size(); i++) {
                for (String problem : RankExpressions.checkGroup(of.get(i), measured)) {
                    block.problem("of", i, problem);
                }
            }
            String where = block.text("where");
            RankExpressions.checkCondition(where, measured).forEach(problem -> block.problem("where", problem));
            if (!RuleExpressions.isReserved(name)) {
                counts.add(new CountSpec(name, of, where));
            }
        });
        return counts;
    }

    /** The columns of counts with their types, in the order of their table. */
    static Map<String, SignalType> types(List<CountSpec> counts) {
        Map<String, SignalType> types = new LinkedHashMap<>();
        counts.forEach(count -> types.put(count.name(), SignalType.LONG));
        return types;
    }

    static SortedMap<String, Object> part(CountSpec count) {
        return new TreeMap<>(Map.of("of", count.of(), "where", count.where()));
    }
}
