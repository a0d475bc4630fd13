package dev.tamis.filters.signal;

import dev.tamis.filters.clean.Cleaned;
import java.util.List;

/** How many lines and pieces of lines one cleaner took from a text; null where it was not applied. */
final class CleanedBy implements Signal {
    private final String cleaner;

    CleanedBy(String cleaner) {
        this.cleaner = cleaner;
    }

    @Override
    public String name() {
        return "cleaned_" + cleaner;
    }

    @Override
    public SignalType type() {
        return SignalType.LONG;
    }

    @Override
    public String doc() {
        return "Lines dropped and pieces of lines cut or masked by the cleaner " + cleaner
                + "; null where it was not applied.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        if (subject.cleaned() == null) {
            return;
        }
        boolean applied = false;
        long sum = 0;
        for (Cleaned.Step step : subject.cleaned().steps()) {
            if (step.cleaner().equals(cleaner)) {
                applied = true;
                sum += step.removed().lines() + step.removed().spans();
            }
        }
        if (applied) {
            out.set(sum);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined("text"), Example.of("", 0).cleanedBy(cleaner));
    }
}
