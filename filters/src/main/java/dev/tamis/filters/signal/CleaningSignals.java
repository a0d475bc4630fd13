package dev.tamis.filters.signal;

import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.Cleaners;
import java.util.ArrayList;
import java.util.List;

/**
 * What cleaners took from a text: five totals over all that a source has, and for each cleaner that there is how much it
 * removed and the share of words it cost. So a rule can ask for one of them alone, as RefinedWeb's does, or for a sum, as
 * Dolma's on masked addresses does; a cleaner that was not applied leaves null, which costs a table next to nothing.
 */
public final class CleaningSignals implements SignalSet {
    private static final List<Signal> SIGNALS = list();

    @Override
    public List<Signal> signals() {
        return SIGNALS;
    }

    private static List<Signal> list() {
        List<Signal> list = new ArrayList<>(List.of(
                new CleanedTotal(CleanedTotal.Unit.CHARS),
                new CleanedTotal(CleanedTotal.Unit.LINES),
                new CleanedTotal(CleanedTotal.Unit.SPANS),
                new CleanedCharFraction(),
                new CleanedWordFraction()));
        for (Cleaner cleaner : Cleaners.all()) {
            list.add(new CleanedBy(cleaner.name()));
            list.add(new CleanedByWordFraction(cleaner.name()));
        }
        return List.copyOf(list);
    }
}
