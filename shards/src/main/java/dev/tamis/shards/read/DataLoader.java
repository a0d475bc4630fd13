package dev.tamis.shards.read;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;

/**
 * Gives one worker its rows of each global batch, in the order of training.
 *
 * <p>The order and the global batches do not depend on how many workers there are: worker r of R has the sequences j of
 * a batch with {@code j % R == r}. R need not divide the batch; the first workers then have a row more than the last.
 * Every step is found by arithmetic, so a loader starts at any of them at once, with {@link LoaderState} or without.
 *
 * <pre>{@code
 * try (TokenCorpus corpus = TokenCorpus.open(Path.of("run/tokens"));
 *         DataLoader loader = corpus.loader().batchSequences(512).worker(rank, workers).prefetch(2).open()) {
 *     for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
 *         train(batch.tokens(), batch.positions(), batch.lossMask());
 *         save(loader.state().toJson());
 *     }
 * }
 * }</pre>
 *
 * <p>For use by one thread; workers of one process take a loader each and share the corpus.
 */
public final class DataLoader implements Closeable {

    private final TokenCorpus corpus;
    private final BatchSchedule schedule;
    private final LoaderState start;
    private final int rank;
    private final int workers;
    private final SequenceReader reader;
    private final SequenceReader tables;
    private final Prefetch prefetch;

    /** Of the thread that fills batches. */
    private final BatchChain chain;

    private final int[] checksums;
    private long nextToFill;

    /** Of the caller's thread: what it has been given. */
    private Batch given;

    private long nextStep;
    private String givenChain;
    private boolean closed;

    private DataLoader(Builder builder, BatchSchedule schedule, LoaderState start) {
        corpus = builder.corpus;
        this.schedule = schedule;
        this.start = start;
        rank = builder.rank;
        workers = builder.workers;
        reader = new SequenceReader(corpus, builder.verify);
        tables = new SequenceReader(corpus, false);
        chain = start.chain() == null ? null : new BatchChain(start.chain());
        checksums = new int[schedule.largest()];
        nextToFill = start.step();
        nextStep = start.step();
        givenChain = start.chain();
        if (builder.prefetch > 0) {
            prefetch = new Prefetch(builder.prefetch);
        } else {
            prefetch = null;
            given = new Batch(corpus, rank, workers);
        }
    }

    /** What a loader is made of. Sizes are of global batches. */
    public static final class Builder {
        private final TokenCorpus corpus;
        private Integer batchSequences;
        private Long batchTokens;
        private String phase;
        private Boolean keepRest;
        private int rank;
        private int workers = 1;
        private boolean verify = true;
        private boolean chained = true;
        private int prefetch;
        private long step;
        private LoaderState state;

        Builder(TokenCorpus corpus) {
            this.corpus = corpus;
        }

        /** Size of a global batch in sequences. Either this or {@link #batchTokens}. */
        public Builder batchSequences(int sequences) {
            batchSequences = sequences;
            return this;
        }

        /** Size of a global batch in tokens: a multiple of each phase's sequence length. */
        public Builder batchTokens(long tokens) {
            batchTokens = tokens;
            return this;
        }

        /** Loads one phase only. By default all, one after the other. */
        public Builder phase(String name) {
            phase = name;
            return this;
        }

        /** Whether the rest of a phase is a short batch; see {@link BatchSchedule}. By default it is left out. */
        public Builder keepRest(boolean keep) {
            keepRest = keep;
            return this;
        }

        /**
         * Which worker this is; by default the only one. In a kept rest some may have no row.
         *
         * @param rank from 0
         */
        public Builder worker(int rank, int workers) {
            this.rank = rank;
            this.workers = workers;
            return this;
        }

        /** Whether the checksum of every sequence is compared as it is read. By default it is. */
        public Builder verify(boolean compare) {
            verify = compare;
            return this;
        }

        /**
         * Whether the chain of batch checksums is kept. By default it is; for the rows of other workers it reads their
         * 24 bytes in the tables of sequences, which on a remote disk may cost as much as the rows themselves. Without,
         * {@link Batch#part} still gives this worker's part of it.
         */
        public Builder chain(boolean keep) {
            chained = keep;
            return this;
        }

        /** How many batches a background thread reads ahead; by default 0, no thread. */
        public Builder prefetch(int batches) {
            prefetch = batches;
            return this;
        }

        /** Starts at a step; the chain then begins there. By default at 0. */
        public Builder startAt(long step) {
            this.step = step;
            return this;
        }

        /** Goes on where a loader stood, of whatever worker. Sizes and phase are the state's. */
        public Builder resume(LoaderState from) {
            state = from;
            return this;
        }

        /**
         * Opens the loader.
         *
         * @throws IllegalArgumentException if what was asked contradicts itself, the corpus, or the state to resume
         */
        public DataLoader open() {
            if (workers < 1 || rank < 0 || rank >= workers) {
                throw new IllegalArgumentException("Invalid worker: " + rank + " of " + workers);
            }
            if (prefetch < 0 || prefetch > 1024) {
                throw new IllegalArgumentException("Invalid prefetch: " + prefetch + " (must be from 0 to 1024)");
            }
            LoaderState start = state == null ? fresh() : resumed();
            BatchSchedule schedule = schedule(start);
            if (start.step() < 0 || start.step() > schedule.steps()) {
                throw new IllegalArgumentException(
                        "Invalid step: " + start.step() + " (must be from 0 to " + schedule.steps() + ")");
            }
            if (!start.keepRest() && schedule.steps() > 0 && schedule.smallest() < workers) {
                throw new IllegalArgumentException(
                        "Invalid workers: " + workers + " (a batch has only " + schedule.smallest() + " sequences)");
            }
            schedule.checkRows(corpus, workers);
            return new DataLoader(this, schedule, start);
        }

        /**
         * The schedule of what was asked so far.
         *
         * @throws IllegalArgumentException if it contradicts itself or the corpus
         */
        public BatchSchedule schedule() {
            return schedule(state == null ? fresh() : resumed());
        }

        private BatchSchedule schedule(LoaderState of) {
            int[] phases = of.phase() == null
                    ? IntStream.range(0, corpus.phases()).toArray()
                    : new int[] {corpus.phase(of.phase())};
            return BatchSchedule.of(corpus, phases, of.batchSequences(), of.batchTokens(), of.keepRest());
        }

        private LoaderState fresh() {
            return new LoaderState(
                    corpus.digest(),
                    phase,
                    batchSequences == null ? 0 : batchSequences,
                    batchTokens == null ? 0 : batchTokens,
                    keepRest != null && keepRest,
                    step,
                    chained ? new BatchChain().value() : null,
                    step);
        }

        private LoaderState resumed() {
            if (step != 0) {
                throw new IllegalArgumentException("Invalid start: both a step and a state");
            }
            if (!state.corpus().equals(corpus.digest())) {
                throw new IllegalArgumentException("Cannot resume: the state is of the corpus with digest "
                        + state.corpus() + ", this one has " + corpus.digest()
                        + ": it is not what training began with");
            }
            refuse("batch_sequences", batchSequences, state.batchSequences());
            refuse("batch_tokens", batchTokens, state.batchTokens());
            refuse("keep_rest", keepRest, state.keepRest());
            refuse("phase", phase, state.phase());
            String value = !chained ? null : state.chain() == null ? new BatchChain().value() : state.chain();
            return new LoaderState(
                    state.corpus(),
                    state.phase(),
                    state.batchSequences(),
                    state.batchTokens(),
                    state.keepRest(),
                    state.step(),
                    value,
                    state.chain() == null ? state.step() : state.chainFrom());
        }

        private static void refuse(String field, Object asked, Object held) {
            if (asked != null && !asked.equals(held)) {
                throw new IllegalArgumentException("Cannot resume with " + field + " " + asked + ": the state has "
                        + held + ", and its steps are counted in batches of that kind");
            }
        }
    }

    /** Which sequences make up which batch. */
    public BatchSchedule schedule() {
        return schedule;
    }

    /** Number of steps from the first of the first phase to the end; those before the start included. */
    public long steps() {
        return schedule.steps();
    }

    /**
     * The next batch, or null after the last. The one before it is no longer valid.
     *
     * @throws DamagedSequenceException if a sequence is not what was emitted
     * @throws IOException if files can't be read or are damaged, or the thread is interrupted while it waits for what is
     *     read ahead; the loader is then of no more use. {@link #state} still says where to go on; with batches read
     *     ahead every later call ends the same way
     */
    public Batch next() throws IOException {
        if (closed) {
            throw new IllegalStateException("The loader is closed");
        }
        if (prefetch != null) {
            // Given back just once, also where what follows fails.
            Batch before = given;
            given = null;
            given = prefetch.next(before);
        } else if (!fill(given)) {
            return null;
        }
        if (given != null) {
            nextStep = given.step() + 1;
            givenChain = given.chain();
        }
        return given;
    }

    /**
     * Where the loader stands: after the batch that {@link #next} gave last, whatever has been read ahead. It is a value
     * of its own, and does not change with the loader.
     */
    public LoaderState state() {
        return new LoaderState(
                start.corpus(),
                start.phase(),
                start.batchSequences(),
                start.batchTokens(),
                start.keepRest(),
                nextStep,
                givenChain,
                start.chainFrom());
    }

    /** Fills a batch with the next step, if there is one. */
    private boolean fill(Batch batch) throws IOException {
        if (nextToFill == schedule.steps()) {
            return false;
        }
        long step = nextToFill;
        int phase = schedule.phase(step);
        long firstSlot = schedule.firstSlot(step);
        int size = schedule.size(step);
        int rows = Math.max(0, (size - rank + workers - 1) / workers);
        batch.begin(step, phase, size, rows);
        for (int row = 0; row < rows; row++) {
            int j = rank + row * workers;
            reader.locate(phase, firstSlot + j);
            batch.read(row, firstSlot + j, reader);
            checksums[j] = reader.checksum();
        }
        if (chain != null) {
            if (workers > 1) {
                for (int j = 0; j < size; j++) {
                    if (j % workers != rank) {
                        checksums[j] = tables.listedChecksum(phase, firstSlot + j);
                    }
                }
            }
            chain.add(step, checksums, size);
            batch.chain(chain);
        }
        nextToFill = step + 1;
        return true;
    }

    /** Ends the background thread, if there is one. The corpus stays open. */
    @Override
    public void close() {
        closed = true;
        if (prefetch != null) {
            prefetch.stop();
        }
    }

    /** A thread that fills batches ahead of the caller; they go round between the two. */
    private final class Prefetch implements Runnable {
        private final BlockingQueue<Batch> empty;
        private final BlockingQueue<Batch> filled;
        /** Stands after the last batch, and after a failure. */
        private final Batch end = new Batch(corpus, rank, workers);

        /** Of the thread that fills, set before it adds {@link #end}. */
        private volatile Throwable failure;

        /** Of the caller's thread: whether a call had no batch to give, and why if not for the end. All later ones agree. */
        private boolean ended;

        private Throwable reason;

        private final Thread thread;

        Prefetch(int batches) {
            // One is with the caller while the others are filled.
            empty = new ArrayBlockingQueue<>(batches + 1);
            filled = new ArrayBlockingQueue<>(batches + 2);
            for (int i = 0; i <= batches; i++) {
                empty.add(new Batch(corpus, rank, workers));
            }
            thread = new Thread(this, "tamis-prefetch-" + rank);
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Batch batch = empty.take();
                    if (!fill(batch)) {
                        break;
                    }
                    filled.put(batch);
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                failure = e;
            }
            filled.add(end);
        }

        Batch next(Batch before) throws IOException {
            if (!ended) {
                try {
                    if (before != null) {
                        empty.put(before);
                    }
                    Batch batch = filled.take();
                    if (batch != end) {
                        return batch;
                    }
                    reason = failure;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    reason = new InterruptedIOException("Interrupted while a batch was being read");
                }
                ended = true;
            }
            Throwable cause = reason;
            if (cause instanceof IOException e) {
                throw e;
            }
            if (cause instanceof RuntimeException e) {
                throw e;
            }
            if (cause instanceof Error e) {
                throw e;
            }
            return null;
        }

        void stop() {
            thread.interrupt();
            boolean interrupted = false;
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
