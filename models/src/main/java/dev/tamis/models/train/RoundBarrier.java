package dev.tamis.models.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets threads wait for each other many thousand times a second. Waits by spinning, then lets others have the
 * processor, so that it neither sleeps through short waits nor takes a core from work on a busy machine.
 */
final class RoundBarrier {
    private static final int SPINS = 4000;
    private static final int YIELDS = 200;
    private static final long PARKED_NANOS = 50_000;

    private final int threads;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile int generation;
    private volatile boolean broken;

    RoundBarrier(int threads) {
        this.threads = threads;
    }

    /**
     * Waits for all threads; what each wrote before is seen by all after.
     *
     * @return false where one of them failed, and there is nothing to wait for any more
     */
    @SuppressWarnings("ThreadPriorityCheck") // a hint to a busy machine; what is computed does not depend on it
    boolean await() {
        if (threads == 1) {
            return !broken;
        }
        int seen = generation;
        if (waiting.incrementAndGet() == threads) {
            waiting.set(0);
            generation = seen + 1;
            return !broken;
        }
        int spins = 0;
        while (generation == seen) {
            if (broken) {
                return false;
            }
            spins++;
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else if (spins < SPINS + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, PARKED_NANOS);
            }
        }
        return !broken;
    }

    /** Frees all who wait, now and later. */
    void breakUp() {
        broken = true;
    }
}
