package dev.tamis.filters.safety;

import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.CleanerSet;
import java.util.List;

/** The cleaners that mask personal data and secrets. */
public final class SafetyCleaners implements CleanerSet {
    private static final List<Cleaner> CLEANERS = Masker.all();

    @Override
    public List<Cleaner> cleaners() {
        return CLEANERS;
    }
}
