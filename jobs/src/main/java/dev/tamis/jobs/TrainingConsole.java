package dev.tamis.jobs;

import dev.tamis.models.train.TrainProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Prints how far training is, as fastText does: on a terminal in one line, else a line now and then. */
final class TrainingConsole implements TrainProgress {
    private static final long BETWEEN_ON_TERMINAL = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long BETWEEN_IN_LOGS = TimeUnit.SECONDS.toNanos(10);

    private final PrintWriter err;
    private final int threads;
    private final boolean terminal = Boolean.getBoolean("tamis.terminal");
    private long start;
    private long last;

    TrainingConsole(PrintWriter err, int threads) {
        this.err = err;
        this.threads = threads;
    }

    @Override
    public void read(long words) {
        if (isTime()) {
            line(String.format(Locale.ROOT, "read %,d words", words), false);
        }
    }

    @Override
    public void dictionary(long tokens, int words, int labels) {
        line(String.format(Locale.ROOT, "read %,d words: %,d distinct, %,d labels", tokens, words, labels), true);
        start = 0;
    }

    @Override
    public void at(long words, long allWords, double rate, double loss) {
        long now = System.nanoTime();
        if (start == 0) {
            // The first report comes after some work, whose time is not known.
            start = now - 1;
            before = words;
        }
        boolean end = words == allWords;
        if (!end && !isTime()) {
            return;
        }
        double seconds = (now - start) / 1e9;
        double speed = (words - before) / Math.max(1e-9, seconds);
        long left = words == before ? 0 : Math.round((allWords - words) / Math.max(1, speed));
        line(
                String.format(
                        Locale.ROOT,
                        "progress %5.1f%%  words/s/thread %,10.0f  lr %.6f  loss %.6f  ETA %dh%02dm%02ds",
                        100.0 * words / allWords,
                        words == before ? 0 : speed / threads,
                        rate,
                        loss,
                        left / 3600,
                        left / 60 % 60,
                        left % 60),
                end);
        if (end) {
            start = 0;
        }
    }

    private long before;

    @Override
    public void note(String text) {
        line(text, true);
    }

    private boolean isTime() {
        long now = System.nanoTime();
        if (now - last < (terminal ? BETWEEN_ON_TERMINAL : BETWEEN_IN_LOGS)) {
            return false;
        }
        last = now;
        return true;
    }

    private void line(String text, boolean end) {
        err.print(terminal ? "\r" + text : text);
        if (end || !terminal) {
            err.println();
        }
        err.flush();
    }
}
