package dev.tamis.filters.child;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;
import java.util.function.Supplier;

/** The main loop of a child process: requests come on standard input, answers go to standard output. */
public final class ChildServer {
    private ChildServer() {}

    /** Reads the next request, or null at the end of the stream. */
    @FunctionalInterface
    public interface Reader<R> {
        R read(DataInputStream in) throws IOException;
    }

    /** Does what a request asks for. */
    @FunctionalInterface
    public interface Handler<R> {
        /** @throws ExtractionException where the item is at fault; the parent gets its reason and message */
        Answer handle(R request) throws ExtractionException;
    }

    /** Writes what {@link Wire#readAnswer} and those that follow it read. */
    @FunctionalInterface
    public interface Answer {
        void write(DataOutputStream out) throws IOException;
    }

    /**
     * Serves until the parent closes the stream, and then ends the process.
     *
     * @param start makes the handler once the streams are safe from what it prints
     * @param failed the reason of an item on which the handler failed with an error of its own
     */
    public static <R> void serve(Reader<R> reader, Supplier<Handler<R>> start, Reason failed)
            throws IOException, InterruptedException {
        // The protocol owns both streams; a library that prints or reads must not reach them.
        DataInputStream in =
                new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16));
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        System.setOut(System.err);
        System.setIn(InputStream.nullInputStream());
        forbidNetwork();

        Handler<R> handler = start.get();
        SynchronousQueue<R> requests = new SynchronousQueue<>();
        Thread thread = new Thread(() -> read(in, reader, requests), "requests");
        thread.setDaemon(true);
        thread.start();
        Wire.writeReady(out);
        while (true) {
            R request = requests.take();
            Answer answer;
            try {
                answer = handler.handle(request);
            } catch (ExtractionException e) {
                Wire.writeFailure(out, e.reason(), String.valueOf(e.getMessage()));
                continue;
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                // Out of memory is not here: the JVM exits on it by itself.
                Wire.writeFailure(
                        out, failed, "the parser failed: " + e.getClass().getName());
                continue;
            }
            answer.write(out);
            out.flush();
        }
    }

    /** Reads even while an item is worked on, so that the child ends at once when its parent does. */
    private static <R> void read(DataInputStream in, Reader<R> reader, SynchronousQueue<R> requests) {
        try {
            for (R r = reader.read(in); r != null; r = reader.read(in)) {
                requests.put(r);
            }
            // The parent is gone or done; when it was killed, nobody else tidies up.
            TemporaryTree.delete(Path.of(System.getProperty("java.io.tmpdir")));
            Runtime.getRuntime().halt(0);
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(4);
        }
    }

    /** No item may make its parser fetch anything: every URL but one of a file or of our own code is refused. */
    private static void forbidNetwork() {
        URL.setURLStreamHandlerFactory(protocol -> switch (protocol) {
            case "file", "jar", "jrt" -> null;
            default ->
                new URLStreamHandler() {
                    @Override
                    protected URLConnection openConnection(URL url) throws IOException {
                        throw new IOException("items are parsed without network: " + protocol + " refused");
                    }
                };
        });
    }
}
