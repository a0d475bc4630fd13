package dev.tamis.filters.clean;

import java.util.List;

/**
 * Cleaners that belong together, found by {@link java.util.ServiceLoader}: a jar on the class path that names its set in
 * {@code META-INF/services/dev.tamis.filters.clean.CleanerSet} adds names that recipes may use, and the columns that say
 * what they removed.
 */
public interface CleanerSet {

    /** The cleaners in the order of their columns: the same list at each call. */
    List<Cleaner> cleaners();
}
