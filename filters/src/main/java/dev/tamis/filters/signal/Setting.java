package dev.tamis.filters.signal;

import java.util.Objects;

/** Something that a recipe may give to signals, such as a list of words, with what holds where it gives nothing. */
public final class Setting<T> {
    private final T standard;

    /** @param standard used where nothing is set; not null, immutable */
    public Setting(T standard) {
        this.standard = Objects.requireNonNull(standard, "standard");
    }

    T standard() {
        return standard;
    }
}
