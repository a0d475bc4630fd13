package dev.tamis.filters.record;

import java.util.Locale;

/** What sort of thing a record is. A source declares it; extraction, signals and rules depend on it. */
public enum Kind {
    WEB,
    BOOK,
    CODE,
    IMAGE,
    AUDIO,
    VIDEO;

    /** The name used in recipes, in the {@code kind} column and in reports: {@code web}, {@code book}, ... */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
