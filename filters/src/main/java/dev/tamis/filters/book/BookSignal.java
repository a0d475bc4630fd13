package dev.tamis.filters.book;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalType;
import java.util.EnumSet;
import java.util.Set;

/** A share measured on books alone, with what it says of itself. */
abstract class BookSignal implements Signal {
    private final String name;
    private final String doc;

    BookSignal(String name, String doc) {
        this.name = name;
        this.doc = doc;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public final String doc() {
        return doc;
    }

    @Override
    public final Set<Kind> kinds() {
        return EnumSet.of(Kind.BOOK);
    }
}
