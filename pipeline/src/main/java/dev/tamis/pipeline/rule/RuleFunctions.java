package dev.tamis.pipeline.rule;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The functions that rules may call: those that give the same value on every run, look at one record only, and take
 * time in proportion to their arguments.
 */
final class RuleFunctions {

    static final Set<String> ALLOWED = new TreeSet<>(Set.of(
            // Numbers
            "abs",
            "bround",
            "cbrt",
            "ceil",
            "ceiling",
            "exp",
            "expm1",
            "floor",
            "greatest",
            "isnan",
            "least",
            "ln",
            "log",
            "log10",
            "log1p",
            "log2",
            "mod",
            "nanvl",
            "negative",
            "pmod",
            "positive",
            "pow",
            "power",
            "round",
            "sign",
            "signum",
            "sqrt",
            "try_add",
            "try_divide",
            "try_mod",
            "try_multiply",
            "try_subtract",
            // Absent values and choices
            "between",
            "coalesce",
            "if",
            "ifnull",
            "isnotnull",
            "isnull",
            "not",
            "nullif",
            "nullifzero",
            "nvl",
            "nvl2",
            "zeroifnull",
            // Text
            "bit_length",
            "btrim",
            "char_length",
            "character_length",
            "concat",
            "contains",
            "endswith",
            "instr",
            "lcase",
            "left",
            "length",
            "locate",
            "lower",
            "ltrim",
            "octet_length",
            "position",
            "replace",
            "right",
            "rtrim",
            "startswith",
            "substr",
            "substring",
            "trim",
            "ucase",
            "upper",
            // Hashes, for samples that are the same on every run
            "crc32",
            "hash",
            "xxhash64",
            // Conversions
            "bigint",
            "boolean",
            "double",
            "float",
            "int",
            "string"));

    private static final String TIME = "its value differs from run to run, so a run could not be repeated";
    private static final String DRAW =
            "use the column draw, which is between 0 and 1 by chance and always the same for a document";
    private static final String REGEX = "regular expressions are not bounded in time on text from the web; "
            + "use contains, startswith, endswith or LIKE 'a%'";

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("rand", TIME + "; " + DRAW),
            Map.entry("random", TIME + "; " + DRAW),
            Map.entry("randn", TIME + "; " + DRAW),
            Map.entry("randstr", TIME),
            Map.entry("uniform", TIME + "; " + DRAW),
            Map.entry("uuid", TIME),
            Map.entry("shuffle", TIME),
            Map.entry("now", TIME),
            Map.entry("curdate", TIME),
            Map.entry("current_date", TIME),
            Map.entry("current_time", TIME),
            Map.entry("current_timestamp", TIME),
            Map.entry("localtimestamp", TIME),
            Map.entry("unix_timestamp", TIME),
            Map.entry("monotonically_increasing_id", TIME),
            Map.entry("spark_partition_id", TIME),
            Map.entry("input_file_name", TIME),
            Map.entry("rlike", REGEX),
            Map.entry("regexp", REGEX),
            Map.entry("regexp_like", REGEX),
            Map.entry("regexp_count", REGEX),
            Map.entry("regexp_extract", REGEX),
            Map.entry("regexp_extract_all", REGEX),
            Map.entry("regexp_instr", REGEX),
            Map.entry("regexp_replace", REGEX),
            Map.entry("regexp_substr", REGEX),
            Map.entry("split", REGEX),
            Map.entry("count", "a rule judges one record at a time"),
            Map.entry("sum", "a rule judges one record at a time"),
            Map.entry("avg", "a rule judges one record at a time"),
            Map.entry("min", "a rule judges one record at a time; use least(a, b)"),
            Map.entry("max", "a rule judges one record at a time; use greatest(a, b)"));

    private RuleFunctions() {}

    /** Why a function of Spark is not among the allowed ones. */
    static String reason(String function) {
        return REASONS.getOrDefault(function, "rules may call only functions listed in docs/recipes.md");
    }

    static final String REGEX_REASON = REGEX;
}
