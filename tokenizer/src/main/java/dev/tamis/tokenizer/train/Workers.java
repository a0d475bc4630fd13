package dev.tamis.tokenizer.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Runs numbered chunks of work on a few threads. What comes out must not depend on which worker took which chunk. */
final class Workers {
    /** Work on one chunk; {@code worker} numbers the thread, for scratch space of its own. */
    interface Task {
        void run(int chunk, int worker);
    }

    private final int count;

    Workers(int wanted) {
        count = Math.max(1, Math.min(wanted, Runtime.getRuntime().availableProcessors()));
    }

    int count() {
        return count;
    }

    /** Runs all chunks and waits for them; the first failure stops the others and is thrown. */
    void run(int chunks, Task task) {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] threads = new Thread[Math.max(0, Math.min(count, chunks) - 1)];
        for (int t = 0; t < threads.length; t++) {
            int worker = t + 1;
            threads[t] = new Thread(() -> drain(next, chunks, task, worker, failure), "tokenizer-trainer-" + worker);
            threads[t].setDaemon(true);
            threads[t].start();
        }
        drain(next, chunks, task, 0, failure);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            next.set(chunks);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("training was interrupted", e);
        }
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }

    private static void drain(
            AtomicInteger next, int chunks, Task task, int worker, AtomicReference<Throwable> failure) {
        try {
            for (int chunk = next.getAndIncrement(); chunk < chunks; chunk = next.getAndIncrement()) {
                task.run(chunk, worker);
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            next.set(chunks);
        }
    }
}
