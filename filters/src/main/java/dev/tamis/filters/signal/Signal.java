package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Something measured on a record, once. Rules refer to it by name.
 *
 * <p>A signal has no state: what several signals share is computed once by the {@link Subject} they are given. A new
 * signal is one class with its own {@link #examples()} and one line in {@link Signals}; the tests over all signals and
 * the table in {@code docs/signals.md} take it from there.
 */
public interface Signal {

    /** Unique, snake_case: the column in {@code signals} and the name in rules. */
    String name();

    SignalType type();

    /** One line: definition, unit, and what null means, with the source of the definition. */
    String doc();

    /** Kinds of record the signal applies to; for others its column is null. */
    default Set<Kind> kinds() {
        return EnumSet.of(Kind.WEB, Kind.BOOK, Kind.CODE);
    }

    /** Measures the subject and gives the value to {@code out}, or nothing where the signal is undefined. */
    void measure(Subject subject, Value out);

    /** Texts with the value each must have: at least one, and one undefined where the signal can be. */
    List<Example> examples();

    /** Receives one value. Calling none of the methods leaves the signal null. */
    interface Value {
        void set(long value);

        /** A finite number; NaN and infinities are refused. */
        void set(double value);

        void set(String value);

        void set(boolean value);

        /** Sets a part of a whole as a number; without a whole the value stays null. */
        default void setRatio(long part, long whole) {
            if (whole != 0) {
                set((double) part / whole);
            }
        }
    }
}
