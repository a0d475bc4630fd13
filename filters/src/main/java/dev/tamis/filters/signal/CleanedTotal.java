package dev.tamis.filters.signal;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.clean.Removed;
import java.util.List;
import java.util.Locale;

/** How much all cleaners of a source took from a text; null where none was applied. */
final class CleanedTotal implements Signal {
    enum Unit {
        CHARS,
        LINES,
        SPANS;

        private long of(Removed removed) {
            return switch (this) {
                case CHARS -> removed.chars();
                case LINES -> removed.lines();
                case SPANS -> removed.spans();
            };
        }
    }

    private final Unit unit;

    CleanedTotal(Unit unit) {
        this.unit = unit;
    }

    @Override
    public String name() {
        return "cleaned_" + unit.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return switch (unit) {
            case CHARS -> "Characters that the source's cleaners removed or masked; null where it has none.";
            case LINES -> "Lines, blank ones left out, that the source's cleaners dropped; null where it has none.";
            case SPANS ->
                "Pieces of lines, such as addresses, that the source's cleaners cut or masked; null where it has none.";
        };
    }

    @Override
    public void measure(Subject subject, Value out) {
        if (subject.cleaned() != null) {
            long sum = 0;
            for (Cleaned.Step step : subject.cleaned().steps()) {
                sum += unit.of(step.removed());
            }
            out.set(sum);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("3 likes"),
                Example.of(
                                "It is so.[1]\n3 likes\n",
                                switch (unit) {
                                    case CHARS -> 12L;
                                    case LINES -> 1L;
                                    case SPANS -> 1L;
                                })
                        .cleanedBy("citations", "refinedweb_lines"));
    }
}
