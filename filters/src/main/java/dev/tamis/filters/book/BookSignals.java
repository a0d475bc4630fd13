package dev.tamis.filters.book;

import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalSet;
import java.util.List;

/** Signals of books and other scanned or paged text. A new one takes one line here. */
public final class BookSignals implements SignalSet {
    private static final List<Signal> SIGNALS = List.of(
            new PageNumberLineFraction(), new HyphenatedLineEndFraction(), new NoiseWordFraction(), new Gutenberg());

    @Override
    public List<Signal> signals() {
        return SIGNALS;
    }
}
