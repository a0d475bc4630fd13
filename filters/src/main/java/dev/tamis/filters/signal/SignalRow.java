package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of all signals for one record, in primitive arrays that the next record fills again.
 *
 * <p>Columns stand in the order of the list the row was made with. A row belongs to one thread.
 */
public final class SignalRow {
    private final Signal[] signals;
    private final SignalType[] types;
    private final Map<Kind, boolean[]> applies = new EnumMap<>(Kind.class);
    private final Map<String, Integer> indexes = new HashMap<>();
    private final boolean[] present;
    private final long[] longs;
    private final double[] doubles;
    private final String[] strings;
    private final Cell cell = new Cell();

    /** A row of {@link Signals#all()}. */
    public SignalRow() {
        this(Signals.all());
    }

    /** @throws IllegalArgumentException if two signals share a name */
    public SignalRow(List<Signal> list) {
        int size = list.size();
        signals = list.toArray(Signal[]::new);
        types = new SignalType[size];
        for (Kind kind : Kind.values()) {
            applies.put(kind, new boolean[size]);
        }
        present = new boolean[size];
        longs = new long[size];
        doubles = new double[size];
        strings = new String[size];
        for (int i = 0; i < size; i++) {
            types[i] = signals[i].type();
            if (indexes.put(signals[i].name(), i) != null) {
                throw new IllegalArgumentException("Two signals are named " + signals[i].name() + " (must be unique)");
            }
            for (Kind kind : signals[i].kinds()) {
                applies.get(kind)[i] = true;
            }
        }
    }

    /** Measures every signal that applies to the subject's kind; the others become null. */
    public void measure(Subject subject) {
        Arrays.fill(present, false);
        Arrays.fill(strings, null);
        boolean[] applying = applies.get(subject.kind());
        for (int i = 0; i < signals.length; i++) {
            if (applying[i]) {
                cell.index = i;
                signals[i].measure(subject, cell);
            }
        }
    }

    public int size() {
        return signals.length;
    }

    public Signal signal(int index) {
        return signals[index];
    }

    /** Column of a signal, or -1. */
    public int indexOf(String name) {
        return indexes.getOrDefault(name, -1);
    }

    public boolean isNull(int index) {
        return !present[index];
    }

    /** Value of a {@code LONG} signal that is not null. */
    public long longAt(int index) {
        check(index, SignalType.LONG);
        return longs[index];
    }

    /** Value of a {@code DOUBLE} signal that is not null: always finite. */
    public double doubleAt(int index) {
        check(index, SignalType.DOUBLE);
        return doubles[index];
    }

    /** Value of a {@code STRING} signal that is not null. */
    public String stringAt(int index) {
        check(index, SignalType.STRING);
        return strings[index];
    }

    /** Value of a {@code FLAG} signal that is not null. */
    public boolean flagAt(int index) {
        check(index, SignalType.FLAG);
        return longs[index] != 0;
    }

    /** Value of any signal as a {@code Long}, {@code Double}, {@code String} or {@code Boolean}, or null. */
    public Object valueAt(int index) {
        if (isNull(index)) {
            return null;
        }
        return switch (types[index]) {
            case LONG -> longAt(index);
            case DOUBLE -> doubleAt(index);
            case STRING -> stringAt(index);
            case FLAG -> flagAt(index);
        };
    }

    private void check(int index, SignalType asked) {
        if (types[index] != asked) {
            throw new IllegalStateException(
                    "Signal " + signals[index].name() + " is a " + types[index] + " and was read as a " + asked);
        }
        if (!present[index]) {
            throw new IllegalStateException("Signal " + signals[index].name() + " is null: ask isNull first");
        }
    }

    private final class Cell implements Signal.Value {
        private int index;

        @Override
        public void set(long value) {
            claim(SignalType.LONG);
            longs[index] = value;
        }

        @Override
        public void set(double value) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("Signal " + signals[index].name() + " was given " + value
                        + " (must be finite: leave it null where it is undefined)");
            }
            claim(SignalType.DOUBLE);
            doubles[index] = value;
        }

        @Override
        public void set(String value) {
            claim(SignalType.STRING);
            strings[index] = value;
            present[index] = value != null;
        }

        @Override
        public void set(boolean value) {
            claim(SignalType.FLAG);
            longs[index] = value ? 1 : 0;
        }

        private void claim(SignalType given) {
            if (types[index] != given) {
                throw new IllegalArgumentException(
                        "Signal " + signals[index].name() + " is a " + types[index] + " and was given a " + given);
            }
            present[index] = true;
        }
    }
}
