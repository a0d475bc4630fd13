package dev.tamis.pipeline.table;

import dev.tamis.filters.clean.Cleaned;
import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.Signal;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.Subject;
import dev.tamis.filters.text.TextView;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;

/** The signals of one text at a time: measured into storage that the next text reuses, then written as a row. */
public final class Measurement {
    private static final List<Signal> SIGNALS = Signals.all();

    private final SignalRow row = new SignalRow();
    private final Subject subject;

    /** @param settings what the recipe set for its signals */
    public Measurement(Settings settings) {
        subject = new Subject(settings);
    }

    /** @param language of every text, whatever an identifier would say */
    public Measurement(Settings settings, String language) {
        subject = new Subject(settings, text -> new Guess(language, 1));
    }

    /** Measures a text; what was measured before is forgotten. */
    public void measure(Kind kind, String text, String url, Map<String, String> meta) {
        row.measure(subject.reset(kind, text, url, meta));
    }

    /** Measures what cleaners left of a text, and what they took; what was measured before is forgotten. */
    public void measure(Kind kind, Cleaned cleaned, String url, Map<String, String> meta) {
        row.measure(subject.reset(kind, cleaned, url, meta));
    }

    /** Measures an image and its caption, which may be empty; what was measured before is forgotten. */
    public void measure(Kind kind, Cleaned caption, String url, Map<String, String> meta, ImageFacts image) {
        row.measure(subject.reset(kind, caption, url, meta).withImage(image));
    }

    /** The text that was measured last. */
    public TextView view() {
        return subject.view();
    }

    /** Length of the text in UTF-8. */
    public long textBytes() {
        return subject.view().length();
    }

    /** Fills the {@code signals} of a row. */
    public void write(Group signals) {
        for (int i = 0; i < SIGNALS.size(); i++) {
            if (!row.isNull(i)) {
                String name = SIGNALS.get(i).name();
                switch (SIGNALS.get(i).type()) {
                    case LONG -> signals.append(name, row.longAt(i));
                    case DOUBLE -> signals.append(name, row.doubleAt(i));
                    case FLAG -> signals.append(name, row.flagAt(i));
                    case STRING -> signals.append(name, row.stringAt(i));
                }
            }
        }
    }

    /** The values in the order of {@link Signals#all()}: Long, Double, Boolean, String or null. */
    public Object[] values() {
        Object[] values = new Object[SIGNALS.size()];
        for (int i = 0; i < values.length; i++) {
            if (!row.isNull(i)) {
                values[i] = switch (SIGNALS.get(i).type()) {
                    case LONG -> row.longAt(i);
                    case DOUBLE -> row.doubleAt(i);
                    case FLAG -> row.flagAt(i);
                    case STRING -> row.stringAt(i);
                };
            }
        }
        return values;
    }
}
