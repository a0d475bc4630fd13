package dev.tamis.filters.document;

import dev.tamis.filters.child.ChildException;
import dev.tamis.filters.child.ChildProcess;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.util.List;
import java.util.Objects;
import org.apache.tika.Tika;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.pdf.PDFParser;

/**
 * The text of PDF, EPUB, DOCX, DOC, ODT, RTF and whole HTML documents, parsed by Apache Tika in a child JVM.
 *
 * <p>These formats' parsers can be made to loop, to fill the heap or to end their process. In a child that costs one
 * document: it is answered with an {@link ExtractionException}, and the next gets a new child. Confined to one thread;
 * each extractor has a child of its own, started by its first document.
 */
public final class DocumentExtractor implements AutoCloseable {
    /** Documents after which a child is replaced, so that what parsers leak and cache stays small. */
    private static final int DOCUMENTS_PER_CHILD = 500;

    private final Limits limits;
    private final ChildProcess.Settings settings;
    private ChildProcess child;

    public DocumentExtractor(Limits limits) {
        this(limits, DocumentServer.class);
    }

    /** For tests, which put a server of their own in the child. */
    DocumentExtractor(Limits limits, Class<?> main) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.settings = new ChildProcess.Settings(
                "documents",
                main,
                List.of(Tika.class, PDFParser.class, EpubParser.class, RTFParser.class, JSoupParser.class),
                limits.documentHeapMiB(),
                "limits.document_heap_mib",
                0,
                List.of(),
                List.of(Integer.toString(limits.textChars())));
    }

    /**
     * The document's paragraphs, separated by blank lines, and what it says of itself: {@code content_type} as detected,
     * {@code title}, {@code author}, {@code lang}, {@code pages}, {@code creator_tool}, each only where known.
     *
     * @param fileNameHint file name, which helps to tell types apart, or null
     * @param contentTypeHint declared media type, or null
     * @throws ExtractionException with {@link Reason#DOCUMENT_TIMEOUT}, {@link Reason#DOCUMENT_CRASH},
     *     {@link Reason#DOCUMENT_PARSE}, {@link Reason#DOCUMENT_ENCRYPTED}, {@link Reason#RECORD_TOO_LARGE} for more text
     *     than {@code limits.text_chars}, or {@link Reason#CONTENT_TYPE} when it is no document of these types
     */
    public ExtractedText extract(byte[] content, String fileNameHint, String contentTypeHint)
            throws ExtractionException {
        if (child != null && (!child.isAlive() || child.answered() >= DOCUMENTS_PER_CHILD)) {
            close();
        }
        if (child == null) {
            try {
                child = ChildProcess.start(settings);
            } catch (ChildException e) {
                throw new ExtractionException(Reason.DOCUMENT_CRASH, e.getMessage(), e);
            }
        }
        Frames.Request request = new Frames.Request(
                fileNameHint == null ? "" : fileNameHint, contentTypeHint == null ? "" : contentTypeHint, content);
        try {
            return child.ask(limits.documentMillis(), (requests, replies) -> {
                Frames.writeRequest(requests, request);
                return Frames.readReply(replies, limits.textChars());
            });
        } catch (ChildException e) {
            if (e.isLate()) {
                throw new ExtractionException(
                        Reason.DOCUMENT_TIMEOUT,
                        "a document of " + content.length + " bytes was not parsed within " + limits.documentMillis()
                                + " ms (limits.document_millis)",
                        e);
            }
            throw new ExtractionException(
                    Reason.DOCUMENT_CRASH,
                    "the process that parsed a document of " + content.length + " bytes " + e.getMessage(),
                    e);
        }
    }

    /** Ends the child. The extractor stays usable: a later document starts another. */
    @Override
    public void close() {
        if (child != null) {
            child.destroy();
            child = null;
        }
    }

    /** The child's process id, or -1 when none runs. */
    long childPid() {
        return child != null && child.isAlive() ? child.pid() : -1;
    }
}
