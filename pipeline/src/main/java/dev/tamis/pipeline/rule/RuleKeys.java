package dev.tamis.pipeline.rule;

import dev.tamis.filters.record.Kind;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.hocon.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys of rules, in rule files and within recipes. */
public final class RuleKeys {

    private static final List<String> KINDS =
            Arrays.stream(Kind.values()).map(Kind::id).toList();

    /** A rule file: one block {@code rules}. */
    static final Schema FILE = new Schema(file());

    private RuleKeys() {}

    /** The keys below a block of named rules. */
    public static List<Key> at(String prefix) {
        String rule = prefix + ".<rule>";
        return List.of(
                Key.block(rule, "A rule under its name: lower case letters, digits and `_`."),
                Key.of(rule + ".keep", KeyType.TEXT, "Spark SQL expression; a record is rejected where it is false.")
                        .needed(),
                Key.of(rule + ".kinds", KeyType.CHOICES, "Kinds of record the rule applies to; all when left out.")
                        .choosing(KINDS),
                Key.of(rule + ".sources", KeyType.TEXTS, "Sources of the recipe it applies to; all when left out."),
                Key.of(rule + ".source", KeyType.TEXT, "The paper or page it comes from.")
                        .otherwise(""),
                Key.of(rule + ".doc", KeyType.TEXT, "One line on what it is for.")
                        .otherwise(""),
                Key.of(rule + ".examples", KeyType.BLOCKS, "Signals, and what the rule makes of them."),
                Key.block(rule + ".examples[].signals", "Values of signals; those left out are null.")
                        .needed(),
                Key.of(rule + ".examples[].signals.<signal>", KeyType.ANY, "The signal's value."),
                Key.of(rule + ".examples[].keep", KeyType.FLAG, "Whether a record with these signals is kept.")
                        .needed());
    }

    private static List<Key> file() {
        List<Key> keys = new ArrayList<>();
        keys.add(
                Key.block(
                        "needs",
                        "Columns that the rules of this file read and that a recipe must have: scores of its models, or its ranks."));
        keys.add(Key.block("needs.<column>", "A column under its name."));
        keys.add(Key.of("needs.<column>.type", KeyType.CHOICE, "What its values are.")
                .choosing(RuleFiles.TYPES)
                .needed());
        keys.add(Key.of(
                        "needs.<column>.doc",
                        KeyType.TEXT,
                        "What it is and how a recipe comes to have it, for messages.")
                .needed());
        keys.add(Key.block("tables", "Tables that the rules of this file look values up in."));
        keys.add(Key.block("tables.<table>", "A table under the name that rules write: `table.column`."));
        keys.add(Key.of("tables.<table>.file", KeyType.TEXT, "Tab-separated values; beside the rule file.")
                .needed());
        keys.add(Key.of("tables.<table>.key", KeyType.TEXT, "Signal of type text by which its lines are found.")
                .needed());
        keys.add(Key.block("rules", "The rules by name.").needed());
        keys.addAll(at("rules"));
        return keys;
    }

    /** The keys of a rule file, for its documentation. */
    public static List<Key> ofFile() {
        return FILE.keys();
    }
}
