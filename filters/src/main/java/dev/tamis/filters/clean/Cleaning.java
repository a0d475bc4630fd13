package dev.tamis.filters.clean;

import java.util.ArrayList;
import java.util.List;

/** Cleaners that are applied one after the other. Immutable and shared by threads. */
public final class Cleaning {
    private static final Cleaning NONE = new Cleaning(List.of());

    private final List<Cleaner> cleaners;

    private Cleaning(List<Cleaner> cleaners) {
        this.cleaners = List.copyOf(cleaners);
    }

    /** No cleaner: every text stays as it is. */
    public static Cleaning none() {
        return NONE;
    }

    public static Cleaning of(List<Cleaner> cleaners) {
        return new Cleaning(cleaners);
    }

    /** @throws IllegalArgumentException if there is no cleaner of one of the names */
    public static Cleaning named(List<String> names) {
        return new Cleaning(names.stream().map(Cleaners::byName).toList());
    }

    /** Applies all cleaners in their order, each to what the one before it left. */
    public Cleaned clean(String text) {
        String now = text;
        List<Cleaned.Step> steps = new ArrayList<>(cleaners.size());
        long words = cleaners.isEmpty() ? 0 : FastTextWords.count(text);
        for (Cleaner cleaner : cleaners) {
            Removed removed = new Removed();
            String next = cleaner.clean(now, removed);
            long left = next.equals(now) ? words : FastTextWords.count(next);
            steps.add(new Cleaned.Step(cleaner.name(), removed, words, left));
            now = next;
            words = left;
        }
        return new Cleaned(text, now, steps);
    }
}
