package dev.tamis.filters.signal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All signals, in the order of their columns: those of Tamis in the order of its own service file, then those of other
 * jars in the order of the names of their sets.
 */
public final class Signals {
    private static final List<Signal> ALL = load();

    private static final Map<String, Signal> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Signal::name, Function.identity()));

    private Signals() {}

    public static List<Signal> all() {
        return ALL;
    }

    /** The type of each signal by name, in the order of {@link #all}. */
    public static Map<String, SignalType> types() {
        Map<String, SignalType> types = new LinkedHashMap<>();
        ALL.forEach(signal -> types.put(signal.name(), signal.type()));
        return types;
    }

    private static List<Signal> load() {
        List<SignalSet> own = new ArrayList<>();
        SortedMap<String, SignalSet> added = new TreeMap<>();
        for (SignalSet set : ServiceLoader.load(SignalSet.class, Signals.class.getClassLoader())) {
            if (set.getClass().getProtectionDomain().equals(Signals.class.getProtectionDomain())) {
                own.add(set);
            } else {
                added.put(set.getClass().getName(), set);
            }
        }
        own.addAll(added.values());
        Map<String, SignalSet> sets = new HashMap<>();
        List<Signal> all = new ArrayList<>();
        for (SignalSet set : own) {
            for (Signal signal : set.signals()) {
                SignalSet other = sets.put(signal.name(), set);
                if (other != null) {
                    throw new IllegalStateException("Signal " + signal.name() + " is defined by "
                            + other.getClass().getName() + " and by "
                            + set.getClass().getName() + " (rename one, or take its jar off the class path)");
                }
                all.add(signal);
            }
        }
        return List.copyOf(all);
    }

    /** @throws IllegalArgumentException if there is no signal of that name */
    public static Signal byName(String name) {
        Signal signal = BY_NAME.get(name);
        if (signal == null) {
            throw new IllegalArgumentException("Unknown signal: " + name + " (must be one of docs/signals.md)");
        }
        return signal;
    }
}
