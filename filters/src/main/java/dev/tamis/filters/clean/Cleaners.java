package dev.tamis.filters.clean;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All cleaners: those of Tamis in the order of its own service file, then those of other jars in the order of the names
 * of their sets.
 */
public final class Cleaners {
    private static final Map<String, Cleaner> BY_NAME = load();
    private static final List<Cleaner> ALL = List.copyOf(BY_NAME.values());

    private Cleaners() {}

    public static List<Cleaner> all() {
        return ALL;
    }

    /** The names in the order of {@link #all}. */
    public static List<String> names() {
        return ALL.stream().map(Cleaner::name).toList();
    }

    /** @throws IllegalArgumentException if there is no cleaner of that name */
    public static Cleaner byName(String name) {
        Cleaner cleaner = BY_NAME.get(name);
        if (cleaner == null) {
            throw new IllegalArgumentException("Unknown cleaner: " + name + " (must be one of docs/cleaners.md)");
        }
        return cleaner;
    }

    private static Map<String, Cleaner> load() {
        List<CleanerSet> sets = new ArrayList<>();
        SortedMap<String, CleanerSet> added = new TreeMap<>();
        for (CleanerSet set : ServiceLoader.load(CleanerSet.class, Cleaners.class.getClassLoader())) {
            if (set.getClass().getProtectionDomain().equals(Cleaners.class.getProtectionDomain())) {
                sets.add(set);
            } else {
                added.put(set.getClass().getName(), set);
            }
        }
        sets.addAll(added.values());
        Map<String, Cleaner> all = new LinkedHashMap<>();
        for (CleanerSet set : sets) {
            for (Cleaner cleaner : set.cleaners()) {
                Cleaner other = all.putIfAbsent(cleaner.name(), cleaner);
                if (other != null) {
                    throw new IllegalStateException("Cleaner " + cleaner.name() + " is defined by "
                            + other.getClass().getName() + " and by "
                            + cleaner.getClass().getName() + " (rename one, or take its jar off the class path)");
                }
            }
        }
        return all;
    }
}
