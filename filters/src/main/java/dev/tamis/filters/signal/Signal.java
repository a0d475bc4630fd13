package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.EnumSet;
import java.util.Set;

/**
 * Something measured on a record, once. Rules refer to it by name.
 *
 * <p>A signal has no state: what several signals share is computed once by the {@link Subject} they are given.
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

    /** Receives one value. Calling none of the methods leaves the signal null. */
    interface Value {
        void set(long value);

        /** A finite number; NaN and infinities are refused. */
        void set(double value);

        void set(String value);

        void set(boolean value);
    }
}
