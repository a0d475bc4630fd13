package dev.tamis.filters.obelics;

import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import java.util.List;

/** What OBELICS measures on pages with images. */
public final class ObelicsSignals implements SignalSet {
    private static final List<Signal> SIGNALS = ObelicsSignal.all();

    @Override
    public List<Signal> signals() {
        return SIGNALS;
    }
}
