package dev.tamis.filters.signal;

import dev.tamis.filters.clean.Cleaned;
import java.util.List;

/** The share of its words that a text lost to all cleaners of its source; null where it has none. */
final class CleanedWordFraction implements Signal {

    @Override
    public String name() {
        return "cleaned_word_fraction";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "1 - words after cleaning / before, at least 0; a word here ends at ASCII white space and begins with a letter or number (fastText's tokens in DCLM); null without cleaners or words.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        if (subject.cleaned() != null) {
            List<Cleaned.Step> steps = subject.cleaned().steps();
            long before = steps.get(0).wordsBefore();
            long after = steps.get(steps.size() - 1).wordsAfter();
            out.setRatio(Math.max(0, before - after), before);
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(
                Example.undefined("3 likes"),
                Example.undefined("- -").cleanedBy("refinedweb_lines"),
                Example.of("two words\n3 likes", 0.5).cleanedBy("refinedweb_lines", "citations"));
    }
}
