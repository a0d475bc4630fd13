package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;
import java.util.List;

/**
 * Median code points of a word, for an even number the mean of the two middle ones. Dolma applies the bounds of
 * Gopher's mean to it.
 */
final class MedianWordLength implements Signal {

    @Override
    public String name() {
        return "median_word_length";
    }

    @Override
    public SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public String doc() {
        return "Median code points of a word; null without words. Dolma (Soldaini et al. 2024) in place of Gopher's mean.";
    }

    @Override
    public void measure(Subject subject, Value out) {
        TextView view = subject.view();
        if (view.words() > 0) {
            out.set(view.medianWordCodePoints());
        }
    }

    @Override
    public List<Example> examples() {
        return List.of(Example.undefined(""), Example.of("a bb ccccc", 2.0), Example.of("a bb ccc dddddddd", 2.5));
    }
}
