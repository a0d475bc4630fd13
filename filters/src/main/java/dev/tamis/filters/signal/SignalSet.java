package dev.tamis.filters.signal;

import java.util.List;

/**
 * Signals that belong together, found by {@link java.util.ServiceLoader}: a jar on the class path that names its set in
 * {@code META-INF/services/dev.tamis.filters.signal.SignalSet} adds columns to every run. See {@code docs/plugins.md}.
 */
public interface SignalSet {

    /** The signals in the order of their columns: the same list at each call. */
    List<Signal> signals();
}
