package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values that rules look up by a signal, such as thresholds by language. In a rule, {@code name.column} is the value in
 * the row whose key equals the record's, in the row {@value #DEFAULT} if there is none of that key, and else null.
 *
 * @param name as rules write it
 * @param key the signal or column of a record that rows are found by; of type text
 * @param columns types by name, in the order of the values in a row
 * @param rows values by key: Long, Double, String or null, by the column's type
 * @param file where it was read from
 * @param sha256 hex digest of that file
 */
public record RuleTable(
        String name,
        String key,
        Map<String, SignalType> columns,
        SortedMap<String, List<Object>> rows,
        String file,
        String sha256)
        implements Serializable {

    /** Key of the row for records that no other row is for. */
    public static final String DEFAULT = "default";

    public RuleTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    }

    /** The columns as rules write them, with their types, in order. */
    Map<String, SignalType> qualified() {
        Map<String, SignalType> qualified = new LinkedHashMap<>();
        columns.forEach((column, type) -> qualified.put(name + "." + column, type));
        return qualified;
    }

    /**
     * The values for a record, in the order of the columns, or null if there are none.
     *
     * @param value of the record's key; may be null
     */
    List<Object> row(String value) {
        List<Object> row = value == null ? null : rows.get(value);
        return row == null ? rows.get(DEFAULT) : row;
    }
}
