package dev.tamis.filters.signal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What several signals of a text need, measured once by the first that asks: {@code subject.get(WORDS)}.
 *
 * <p>Its storage belongs to the subject and is filled again for the next text. Declare it as a constant.
 */
public final class Shared<T> {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int index = COUNT.getAndIncrement();
    private final Supplier<T> make;
    private final BiConsumer<T, Subject> measure;

    private Shared(Supplier<T> make, BiConsumer<T, Subject> measure) {
        this.make = make;
        this.measure = measure;
    }

    /**
     * @param make gives the storage, once for each subject
     * @param measure fills it from the text that the subject then has; what it held before is of another text
     */
    public static <T> Shared<T> of(Supplier<T> make, BiConsumer<T, Subject> measure) {
        return new Shared<>(make, measure);
    }

    /** Storage that measurements work in and that holds nothing of a text between them. */
    public static <T> Shared<T> storage(Supplier<T> make) {
        return of(make, (unused, subject) -> {});
    }

    int index() {
        return index;
    }

    T make() {
        return make.get();
    }

    void measure(T storage, Subject subject) {
        measure.accept(storage, subject);
    }
}
