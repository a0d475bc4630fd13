package dev.tamis.filters.signal;

import dev.tamis.filters.clean.Cleaned;
import java.util.List;

/** The share of the words it was given that one cleaner took from a text; null where it was not applied. */
final class CleanedByWordFraction implements Signal {
    private final String cleaner;

    CleanedByWordFraction(String cleaner) {
        this.cleaner = cleaner;
    }

    @Override
    public String name() {
        return "cleaned_" + cleaner + "_word_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "1 - words after the cleaner " + cleaner
                + " / before it, at least 0; words as in cleaned_word_fraction; null where it was not applied or had no words.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        if (subject.cleaned() == null) {
            return;
        }
        long before = 0;
        long lost = 0;
        for (Cleaned.Step step : subject.cleaned().steps()) {
            if (step.cleaner().equals(cleaner)) {
                // where it is applied twice, the words that it was given first are the whole
                before = before == 0 ? step.wordsBefore() : before;
                lost += step.wordsBefore() - step.wordsAfter();
            }
        }
        out.setRatio(Math.max(0, lost), before);
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("text"),
                Example.undefined("").cleanedBy(cleaner),
                Example.of("There are now five words.", 0.0).cleanedBy(cleaner));
    }
}
