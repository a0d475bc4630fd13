package dev.tamis.filters.signal;

import dev.tamis.filters.text.TextView;

/** Share of the lines that are not blank for which something holds; null without such lines. */
public abstract class LineFraction implements Signal {

    @Override
    public final SignalType type() {
        return SignalType.DOUBLE;
    }

    @Override
    public final void measure(Subject subject, Value out) {
        TextView view = subject.view();
        int counted = 0;
        int lines = 0;
        for (int line = 0; line < view.lines(); line++) {
            if (!view.isBlank(line)) {
                lines++;
                if (counts(view, line)) {
                    counted++;
                }
            }
        }
        out.setRatio(counted, lines);
    }

    /** Whether a line, which has at least one word, counts. */
    protected abstract boolean counts(TextView view, int line);

    /** First byte of a line that is not white space. */
    protected static int start(TextView view, int line) {
        return view.wordStart(view.lineFirstWord(line));
    }

    /** The byte after the last one of a line that is not white space. */
    protected static int end(TextView view, int line) {
        return view.wordEnd(view.lineEndWord(line) - 1);
    }
}
