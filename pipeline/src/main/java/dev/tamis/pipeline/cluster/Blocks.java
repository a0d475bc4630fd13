package dev.tamis.pipeline.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * What a task makes, in blocks: more are made only once those before are taken, so a task never holds more than it makes at a
 * time.
 */
public abstract class Blocks<T> implements Iterator<T> {
    private final Deque<T> ready = new ArrayDeque<>();
    private boolean ended;

    /**
     * Makes more, or none yet.
     *
     * @return false if these are the last
     */
    protected abstract boolean make(Consumer<T> blocks) throws IOException;

    /** @throws UncheckedIOException where making fails */
    @Override
    public final boolean hasNext() {
        try {
            while (ready.isEmpty() && !ended) {
                ended = !make(ready::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !ready.isEmpty();
    }

    @Override
    public final T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.poll();
    }
}
