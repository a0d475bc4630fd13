package dev.tamis.filters.document;

import dev.tamis.filters.child.ChildServer;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.util.function.Supplier;

/** The child process that parses documents. */
final class DocumentServer {
    private DocumentServer() {}

    /** Starts the child, whose {@code java.io.tmpdir} is its own. The first argument is {@code limits.text_chars}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int textChars = Integer.parseInt(args[0]);
        serve(() -> new TikaParser(textChars));
    }

    /** @param start makes the parser once the streams are safe from what it prints */
    static void serve(Supplier<DocumentParser> start) throws IOException, InterruptedException {
        ChildServer.<Frames.Request>serve(
                Frames::readRequest,
                () -> {
                    DocumentParser parser = start.get();
                    return request -> {
                        ExtractedText text = parser.parse(request.content(), request.name(), request.type());
                        return out -> Frames.writeText(out, text);
                    };
                },
                Reason.DOCUMENT_PARSE);
    }
}
