package dev.tamis.filters.signal;

import dev.tamis.filters.record.Kind;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** A signal that is one expression over what subjects share: one entry in the list of its family. */
public record Measured(
        String name, SignalType type, String doc, Set<Kind> kinds, Measure measure, List<Example> examples)
        implements Signal {

    /** Prose: the rules that these signals serve are not for code. */
    private static final Set<Kind> PROSE = Set.of(Kind.WEB, Kind.BOOK);

    public Measured {
        kinds = Set.copyOf(kinds);
    }

    /** A signal of prose. */
    public Measured(String name, SignalType type, String doc, Measure measure, List<Example> examples) {
        this(name, type, doc, PROSE, measure, examples);
    }

    /** The same signal for other kinds of records. */
    public Measured of(Kind... other) {
        return new Measured(name, type, doc, Set.of(other), measure, examples);
    }

    /** Gives the value for a subject, or none. */
    @FunctionalInterface
    public interface Measure {
        void measure(Subject subject, Value out);
    }

    /** A number without a fraction. */
    public static Measured count(String name, String doc, ToLongFunction<Subject> count, Example... examples) {
        return new Measured(name, SignalType.LONG, doc, (s, out) -> out.set(count.applyAsLong(s)), List.of(examples));
    }

    /** A part of a whole, null without a whole. */
    public static Measured ratio(
            String name, String doc, ToLongFunction<Subject> part, ToLongFunction<Subject> whole, Example... examples) {
        return new Measured(
                name,
                SignalType.DOUBLE,
                doc,
                (s, out) -> out.setRatio(part.applyAsLong(s), whole.applyAsLong(s)),
                List.of(examples));
    }

    /** Any number. */
    public static Measured number(String name, String doc, Measure measure, Example... examples) {
        return new Measured(name, SignalType.DOUBLE, doc, measure, List.of(examples));
    }

    /** True or false. */
    public static Measured flag(String name, String doc, Measure measure, Example... examples) {
        return new Measured(name, SignalType.FLAG, doc, measure, List.of(examples));
    }

    @Override
    public void measure(Subject subject, Value out) {
        measure.measure(subject, out);
    }
}
