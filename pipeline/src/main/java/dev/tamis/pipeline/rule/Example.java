package dev.tamis.pipeline.rule;

import java.io.Serializable;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a rule makes of given signals.
 *
 * @param signals values by name (Long, Double, String or Boolean, by the signal's type); signals left out are null.
 *     {@code kind}, {@code source} and {@code url} may be given as well
 * @param keep whether a record with these signals is kept
 * @param file where the example stands
 * @param line its line there, or 0
 */
public record Example(SortedMap<String, Object> signals, boolean keep, String file, int line) implements Serializable {
    public Example {
        signals = Collections.unmodifiableSortedMap(new TreeMap<>(signals));
    }
}
