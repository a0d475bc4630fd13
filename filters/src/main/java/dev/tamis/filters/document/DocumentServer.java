package dev.tamis.filters.document;

import dev.tamis.filters.record.ExtractedText;
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

/** The main loop of a child process: documents come on standard input, answers go to standard output. */
final class DocumentServer {
    private DocumentServer() {}

    /** Starts the child, whose {@code java.io.tmpdir} is its own. The first argument is {@code limits.text_chars}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int textChars = Integer.parseInt(args[0]);
        serve(() -> new TikaParser(textChars));
    }

    /** Makes the parser once the streams are safe from what it prints. */
    interface Start {
        DocumentParser parser();
    }

    static void serve(Start start) throws IOException, InterruptedException {
        // The protocol owns both streams; a library that prints or reads must not reach them.
        DataInputStream in =
                new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16));
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        System.setOut(System.err);
        System.setIn(InputStream.nullInputStream());
        forbidNetwork();

        DocumentParser parser = start.parser();
        SynchronousQueue<Frames.Request> requests = new SynchronousQueue<>();
        Thread reader = new Thread(() -> read(in, requests), "requests");
        reader.setDaemon(true);
        reader.start();
        Frames.writeReady(out);
        while (true) {
            Frames.Request request = requests.take();
            ExtractedText text;
            try {
                text = parser.parse(request.content(), request.name(), request.type());
            } catch (ExtractionException e) {
                Frames.writeFailure(out, e.reason(), e.getMessage());
                continue;
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                // Out of memory is not here: the JVM exits on it by itself.
                Frames.writeFailure(
                        out,
                        Reason.DOCUMENT_PARSE,
                        "the parser failed: " + e.getClass().getName());
                continue;
            }
            Frames.writeText(out, text);
        }
    }

    /** Reads even while a document is parsed, so that the child ends at once when its parent does. */
    private static void read(DataInputStream in, SynchronousQueue<Frames.Request> requests) {
        try {
            for (Frames.Request r = Frames.readRequest(in); r != null; r = Frames.readRequest(in)) {
                requests.put(r);
            }
            // The parent is gone or done; when it was killed, nobody else tidies up.
            TemporaryTree.delete(Path.of(System.getProperty("java.io.tmpdir")));
            Runtime.getRuntime().halt(0);
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(4);
        }
    }

    /** No document may make its parser fetch anything: every URL but one of a file or of our own code is refused. */
    private static void forbidNetwork() {
        URL.setURLStreamHandlerFactory(protocol -> switch (protocol) {
            case "file", "jar", "jrt" -> null;
            default ->
                new URLStreamHandler() {
                    @Override
                    protected URLConnection openConnection(URL url) throws IOException {
                        throw new IOException("documents are parsed without network: " + protocol + " refused");
                    }
                };
        });
    }
}
