package dev.tamis.filters.obelics;

import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.CleanerSet;
import java.util.List;

/** OBELICS's cleaner. */
public final class ObelicsCleaners implements CleanerSet {
    private static final List<Cleaner> CLEANERS = List.of(new ObelicsParagraphs());

    @Override
    public List<Cleaner> cleaners() {
        return CLEANERS;
    }
}
