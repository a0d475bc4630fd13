package dev.tamis.filters.child;

import dev.tamis.filters.record.ExtractionException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running JVM that works for this one: its streams, its temporary directory and its end.
 *
 * <p>It ends with its parent even when that is killed, since the kernel then closes its standard input.
 */
public final class ChildProcess {
    /** Starting a JVM takes under a second; on a machine whose cores are all taken, many. */
    private static final int START_MILLIS = 120_000;

    /** Variables that a JVM needs to start somewhere; the rest, credentials among them, stays with the parent. */
    private static final Set<String> KEPT_VARIABLES =
            Set.of("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot", "TZ");

    private static final Path SHELL = Path.of("/bin/sh");

    private static final Set<ChildProcess> ALIVE = ConcurrentHashMap.newKeySet();
    private static final ScheduledThreadPoolExecutor DEADLINES = deadlines();

    static {
        // A tidy end where there is one; closed pipes end the children in any case.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(ChildProcess::destroy), "child-ends"));
    }

    /**
     * How a child is started.
     *
     * @param task what it does, in the plural and for error texts, such as {@code documents}
     * @param main its main class, which calls {@link ChildServer#serve}
     * @param libraries a class of each library that it needs
     * @param heapMiB its heap; running out of it ends it
     * @param heapKey the recipe's key for that, for error texts
     * @param addressMiB most address space of the whole process, where the system has a shell to bound it; 0 for no bound
     * @param options more options of its JVM
     * @param arguments of its main class
     */
    public record Settings(
            String task,
            Class<?> main,
            List<Class<?>> libraries,
            int heapMiB,
            String heapKey,
            int addressMiB,
            List<String> options,
            List<String> arguments) {
        public Settings {
            Objects.requireNonNull(task, "task");
            Objects.requireNonNull(main, "main");
            libraries = List.copyOf(libraries);
            Objects.requireNonNull(heapKey, "heapKey");
            options = List.copyOf(options);
            arguments = List.copyOf(arguments);
        }
    }

    /** One question and its answer, or one more answer. */
    @FunctionalInterface
    public interface Exchange<T> {
        /**
         * @throws IOException when a stream ends or breaks the protocol
         * @throws ExtractionException when the answer is a failure, of which the child is aware
         */
        T exchange(DataOutputStream requests, DataInputStream replies) throws IOException, ExtractionException;
    }

    private final Settings settings;
    private final Process process;
    private final Path directory;
    private final DataOutputStream requests;
    private final DataInputStream replies;
    private final LastBytes complaints;
    private int answered;

    private ChildProcess(Settings settings, Process process, Path directory) {
        this.settings = settings;
        this.process = process;
        this.directory = directory;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream(), 1 << 16));
        this.replies = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
        this.complaints = new LastBytes(process.getErrorStream());
    }

    /** Starts a JVM and waits until it is ready for its first item. */
    public static ChildProcess start(Settings settings) throws ChildException {
        ChildProcess child;
        try {
            Path directory = Files.createTempDirectory("tamis-" + settings.task + "-");
            try {
                child = new ChildProcess(settings, launch(settings, directory), directory);
            } catch (IOException e) {
                TemporaryTree.delete(directory);
                throw e;
            }
        } catch (IOException e) {
            throw new ChildException(
                    false, "the JVM for " + settings.task + " could not be started: " + e.getMessage(), e);
        }
        ALIVE.add(child);
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> deadline = child.destroyAfter(START_MILLIS, late);
        try {
            Wire.readReady(child.replies);
        } catch (IOException e) {
            int exit = child.exitCode();
            child.destroy();
            throw new ChildException(
                    false,
                    "the JVM for " + settings.task + " "
                            + (late.get()
                                    ? "was not ready after " + START_MILLIS + " ms"
                                    : "ended with exit code " + exit + " before its first item")
                            + "; it said: " + child.complaints,
                    e);
        } finally {
            deadline.cancel(false);
        }
        return child;
    }

    private static Process launch(Settings settings, Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + settings.heapMiB + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + directory.resolve("jvm.log"),
                "-XX:+UseSerialGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                // The JVM's own messages go to standard output otherwise, into the protocol.
                "-XX:+DisplayVMOutputToStderr",
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + directory,
                "-Duser.home=" + directory,
                "-Dfile.encoding=UTF-8",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Duser.timezone=UTC",
                // No host has a name here: with the refusal of URLs, this keeps parsers off the network.
                "-Djdk.net.hosts.file=" + directory.resolve("no-hosts"),
                "-Djavax.xml.accessExternalDTD=",
                "-Djavax.xml.accessExternalSchema=",
                "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
                "-Dlog4j2.level=OFF",
                "-Dlog4j2.statusLoggerLevel=OFF",
                "-Dlog4j.provider=org.apache.logging.log4j.simple.internal.SimpleProvider"));
        command.addAll(settings.options);
        command.add("-cp");
        command.add(ChildClassPath.of(settings.main, settings.libraries));
        command.add(settings.main.getName());
        command.addAll(settings.arguments);
        if (settings.addressMiB > 0 && Files.isExecutable(SHELL)) {
            // A bound that the system refuses is done without: the JVM's own bounds and the deadline stay.
            command.addAll(
                    0,
                    List.of(
                            SHELL.toString(),
                            "-c",
                            "ulimit -v " + 1024L * settings.addressMiB + " 2>/dev/null; exec \"$0\" \"$@\""));
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(KEPT_VARIABLES);
        // glibc otherwise reserves address space for every thread and gives memory back late.
        environment.put("MALLOC_ARENA_MAX", "2");
        // Planes of pictures are then reused, rather than given back and cleared by the kernel for each.
        environment.put("MALLOC_TRIM_THRESHOLD_", Integer.toString(64 << 20));
        environment.put("MALLOC_MMAP_THRESHOLD_", Integer.toString(32 << 20));
        return builder.start();
    }

    /**
     * Has the child do one thing. After a {@link ChildException} it is gone; after an {@link ExtractionException} it is
     * as good as before.
     *
     * @param millis most wall-clock time; when it has passed the child is ended
     */
    public <T> T ask(int millis, Exchange<T> exchange) throws ChildException, ExtractionException {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> deadline = destroyAfter(millis, late);
        try {
            T answer = exchange.exchange(requests, replies);
            answered++;
            return answer;
        } catch (ExtractionException e) {
            answered++;
            throw e;
        } catch (IOException e) {
            String how = e instanceof StreamCorruptedException ? "broke the protocol: " + e.getMessage() : ending();
            destroy();
            throw new ChildException(late.get(), how, e);
        } catch (RuntimeException e) {
            // Nobody knows how much of the answer was read.
            destroy();
            throw e;
        } finally {
            deadline.cancel(false);
        }
    }

    /** Items that the child has answered for, well or ill. */
    public int answered() {
        return answered;
    }

    public boolean isAlive() {
        return process.isAlive() && ALIVE.contains(this);
    }

    public long pid() {
        return process.pid();
    }

    /** Ends the process with all it may have started, and deletes its temporary directory. Does nothing twice. */
    public void destroy() {
        if (!ALIVE.remove(this)) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        boolean interrupted = false;
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        TemporaryTree.delete(directory);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ScheduledFuture<?> destroyAfter(int millis, AtomicBoolean late) {
        return DEADLINES.schedule(
                () -> {
                    late.set(true);
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** How the process ended, once its stream has. */
    private String ending() {
        int exit = exitCode();
        return switch (exit) {
            // The JVM's own code for -XX:+ExitOnOutOfMemoryError.
            case 3 -> "ran out of its heap of " + settings.heapMiB + " MiB (" + settings.heapKey + ")";
            case -1 -> "closed its output but ran on";
            default -> "ended with exit code " + exit;
        };
    }

    /** The exit code, or -1 when the process still runs two seconds after its stream ended. */
    private int exitCode() {
        try {
            return process.waitFor(2, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static ScheduledThreadPoolExecutor deadlines() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "child-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Reads a stream to its end, so that its writer never blocks, and keeps the last bytes. */
    private static final class LastBytes {
        private static final int KEPT = 2048;

        private final byte[] kept = new byte[KEPT];
        private int length;

        LastBytes(InputStream in) {
            Thread thread = new Thread(() -> drain(in), "child-stderr");
            thread.setDaemon(true);
            thread.start();
        }

        private void drain(InputStream in) {
            byte[] buffer = new byte[KEPT];
            try (in) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    keep(buffer, n);
                }
            } catch (IOException e) {
                // The process was destroyed while it wrote.
            }
        }

        private synchronized void keep(byte[] buffer, int n) {
            int old = Math.min(length, KEPT - n);
            System.arraycopy(kept, length - old, kept, 0, old);
            System.arraycopy(buffer, 0, kept, old, n);
            length = old + n;
        }

        @Override
        public synchronized String toString() {
            return new String(Arrays.copyOf(kept, length), StandardCharsets.UTF_8).strip();
        }
    }
}
