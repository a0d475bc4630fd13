package dev.tamis.filters.extract;

import dev.tamis.filters.decode.PlainText;
import dev.tamis.filters.decode.TextDecoder;
import dev.tamis.filters.decode.Utf8;
import dev.tamis.filters.document.DocumentExtractor;
import dev.tamis.filters.html.HtmlExtractor;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaMarks;
import dev.tamis.filters.record.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Turns raw records into text: the one entry point, which chooses the extractor by kind and content type.
 *
 * <p>Whatever a parser does, the caller sees a text without NUL and lone surrogates of at most
 * {@code limits.text_chars} UTF-16 units, or an {@link ExtractionException}. Confined to one thread, for it may own a
 * child process; that one is started by the first document that needs it.
 */
public final class Extraction implements AutoCloseable {
    /** Most characters of one {@code meta} value. */
    private static final int META_CHARS = 1000;

    private final Limits limits;
    private final HtmlExtractor html;
    private final DocumentExtractor documents;

    public Extraction(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.html = new HtmlExtractor(limits);
        this.documents = new DocumentExtractor(limits);
    }

    /**
     * The text of a record, and what the record says of itself ({@code title}, {@code author}, {@code lang},
     * {@code content_type}, {@code charset}; for code {@code path}, and {@code language} unless the source says it).
     *
     * @throws ExtractionException with {@link Reason#CONTENT_TYPE} or {@link Reason#EMPTY_TEXT} when the record is whole
     *     but no document of the wanted kind, with any other reason when it is damaged, too large or defeats its parser
     */
    public ExtractedText extract(Kind kind, RawRecord record) throws ExtractionException {
        return extract(kind, record, false);
    }

    /**
     * The same, with U+FFFC in the text where images stand, if that is wanted and the record is an HTML page of kind web. A page
     * of images alone has no text.
     *
     * @see #extract(Kind, RawRecord)
     */
    public ExtractedText extract(Kind kind, RawRecord record, boolean withImages) throws ExtractionException {
        ExtractedText extracted;
        try {
            extracted = dispatch(kind, record, withImages);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // The only guard: parsers of hostile input fail in ways of their own, and none may end a task.
            throw new ExtractionException(
                    Reason.PARSER_FAILED,
                    "the parser of a " + kind.id() + " record of " + record.content().length + " bytes failed: "
                            + e.getClass().getName(),
                    e);
        }
        return checked(extracted);
    }

    @Override
    public void close() {
        documents.close();
    }

    private ExtractedText dispatch(Kind kind, RawRecord record, boolean withImages) throws ExtractionException {
        if (record.isText() && (kind == Kind.WEB || kind == Kind.BOOK)) {
            return new ExtractedText(utf8(record.content()), Map.of());
        }
        return switch (kind) {
            case WEB -> web(record, withImages);
            case BOOK -> book(record);
            case CODE -> code(record);
            case IMAGE, AUDIO, VIDEO ->
                throw new ExtractionException(
                        Reason.CONTENT_TYPE, "records of kind " + kind.id() + " have no text to extract");
        };
    }

    private ExtractedText web(RawRecord record, boolean withImages) throws ExtractionException {
        String declared = declaredType(record);
        return switch (ContentType.ofWeb(record.content(), declared)) {
            case HTML ->
                html.extract(record.content(), declared, record.origin().url(), withImages);
            case TEXT -> decoded(record, declared);
            case DOCUMENT ->
                documents.extract(record.content(), fileName(record.origin().url()), declared);
            case OTHER -> throw unsupported(declared);
        };
    }

    private ExtractedText book(RawRecord record) throws ExtractionException {
        String declared = declaredType(record);
        String name = record.origin().recordId() != null
                ? record.origin().recordId()
                : record.origin().shard();
        return switch (ContentType.ofBook(record.content(), declared, name)) {
            case TEXT -> decoded(record, declared);
            // A book's HTML is all content: what main-content extraction would drop is front matter and notes.
            case HTML -> documents.extract(record.content(), fileName(name), declared == null ? "text/html" : declared);
            case DOCUMENT -> documents.extract(record.content(), fileName(name), declared);
            case OTHER -> throw unsupported(declared);
        };
    }

    private ExtractedText code(RawRecord record) throws ExtractionException {
        Map<String, String> meta = new HashMap<>();
        String text;
        String path;
        if (record.isText()) {
            text = utf8(record.content());
            path = record.meta().get("path");
        } else {
            TextDecoder.Decoded decoded =
                    TextDecoder.decode(record.content(), ContentType.charset(declaredType(record)));
            text = decoded.text();
            meta.put("charset", decoded.charset());
            path = record.origin().recordId();
        }
        if (path != null) {
            meta.put("path", path);
        }
        String said = record.meta().get("language");
        String language = said == null || said.isBlank() ? ProgrammingLanguage.of(path, text) : null;
        if (language != null) {
            meta.put("language", language);
        }
        return new ExtractedText(text, meta);
    }

    private static ExtractedText decoded(RawRecord record, String declared) throws ExtractionException {
        TextDecoder.Decoded decoded = TextDecoder.decode(record.content(), ContentType.charset(declared));
        return new ExtractedText(decoded.text(), Map.of("charset", decoded.charset(), "content_type", "text/plain"));
    }

    /** Text that its container holds as UTF-8; kept as it is but for line ends and NUL. */
    private static String utf8(byte[] content) throws ExtractionException {
        int bad = Utf8.firstMalformed(content, 0);
        if (bad < content.length) {
            throw new ExtractionException(
                    Reason.TEXT_CHARSET,
                    "text of " + content.length + " bytes is not UTF-8 at byte " + bad
                            + "; containers of text must hold UTF-8");
        }
        return PlainText.of(new String(content, StandardCharsets.UTF_8));
    }

    private static String declaredType(RawRecord record) {
        String http = record.meta().get("http_content_type");
        return http != null ? http : record.origin().contentType();
    }

    /** The last path segment of a URL or path, without query and fragment; null for null. */
    static String fileName(String address) {
        if (address == null) {
            return null;
        }
        int end = 0;
        while (end < address.length() && address.charAt(end) != '?' && address.charAt(end) != '#') {
            end++;
        }
        int slash = address.lastIndexOf('/', end - 1);
        return address.substring(slash + 1, end);
    }

    private static ExtractionException unsupported(String declared) {
        return new ExtractionException(
                Reason.CONTENT_TYPE,
                declared == null
                        ? "no content type declared, and the first bytes are those of no text or document"
                        : "no extractor for \"" + PlainText.cut(PlainText.of(declared), 100) + "\"");
    }

    private ExtractedText checked(ExtractedText extracted) throws ExtractionException {
        String text = PlainText.of(extracted.text());
        if (text.length() > limits.textChars()) {
            throw new ExtractionException(
                    Reason.RECORD_TOO_LARGE,
                    "text of " + text.length() + " characters is longer than limits.text_chars = "
                            + limits.textChars());
        }
        String words = extracted.images().isEmpty() ? text : MediaMarks.without(text);
        if (PlainText.isBlank(words)) {
            throw new ExtractionException(Reason.EMPTY_TEXT, "no text was left after extraction");
        }
        Map<String, String> meta = new HashMap<>();
        for (Map.Entry<String, String> e : extracted.meta().entrySet()) {
            meta.put(e.getKey(), PlainText.cut(PlainText.of(e.getValue()), META_CHARS));
        }
        return new ExtractedText(text, meta, extracted.images(), extracted.imagesLeftOut());
    }
}
