package dev.tamis.filters.html;

import dev.tamis.filters.html.CharsetDetector.Detected;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Extracts the main text of an HTML page, its structure kept as plain text, and what the page says of itself.
 *
 * <p>An instance reuses its buffers and belongs to one thread. The same bytes always give the same text. Time and memory
 * are bounded by the number of tags and nodes; nothing recurses.
 *
 * <p>Keys of the result's {@code meta}, present when the page has them: {@code title}, {@code lang}, {@code author},
 * {@code published}, {@code description}, {@code canonical}, {@code robots} (directives in lower case, separated by
 * commas), {@code noai}, {@code noimageai} ({@code "true"}), {@code tdm_reservation}, {@code tdm_policy}, {@code licence} (address or name of
 * the page's licence); always
 * {@code charset} (the Encoding Standard's name) and {@code charset_source}; {@code replaced_bytes}, the number of bytes
 * that did not decode, when above 0.
 */
public final class HtmlExtractor {
    /** Most {@code <} of a page: each may begin an element of the tree. */
    static final int MAX_TAGS = 1_000_000;

    /** Most of the text that may be U+FFFD before its encoding counts as unknown. */
    static final double MAX_REPLACED = 0.05;

    private final Limits limits;
    private final PageDecoder decoder = new PageDecoder();
    private final PageTree tree = new PageTree();
    private final MainContent main = new MainContent(tree);
    private final TextWriter writer;

    public HtmlExtractor(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.writer = new TextWriter(tree, limits.textChars());
    }

    /**
     * The main text of a page.
     *
     * @param html the page's bytes, decoded from any transfer and content encoding
     * @param httpContentTypeOrNull value of the response's Content-Type field
     * @param urlOrNull address of the page, against which its canonical link is resolved
     * @return the text, empty when the page has none
     * @throws ExtractionException {@code html.limit} when the page or its text is too large, {@code text.charset} when
     *     more than 5 % of the text did not decode, {@code parser.failed} when jsoup fails
     */
    public ExtractedText extract(byte[] html, String httpContentTypeOrNull, String urlOrNull)
            throws ExtractionException {
        return extract(html, httpContentTypeOrNull, urlOrNull, false);
    }

    /**
     * The main text of a page, with its images where that is wanted: U+FFFC on a line of its own for each, in the order of
     * {@link ExtractedText#images}, and captions, which the text alone goes without. An image amid a line of text, or in a row
     * of a table, stands after it.
     *
     * @see #extract(byte[], String, String)
     */
    public ExtractedText extract(byte[] html, String httpContentTypeOrNull, String urlOrNull, boolean withImages)
            throws ExtractionException {
        countTags(html);
        Detected detected = CharsetDetector.detect(html, httpContentTypeOrNull);
        String source = decoder.decode(html, detected.bom(), detected.encoding().charset());
        try {
            Document document = parse(source);
            Element root = document.body();
            tree.read(root);
            Map<String, String> meta = PageMeta.read(document, tree, urlOrNull);
            meta.put("charset", detected.encoding().name());
            meta.put("charset_source", detected.source().name().toLowerCase(Locale.ROOT));
            if (decoder.replaced() > 0) {
                meta.put("replaced_bytes", Long.toString(decoder.replaced()));
            }
            main.choose();
            PageImages images = null;
            if (withImages) {
                main.keepCaptions();
                images = new PageImages(document, urlOrNull);
            }
            String text = writer.write(main, images);
            checkReplaced(text, detected);
            return images == null
                    ? new ExtractedText(text, meta)
                    : new ExtractedText(text, meta, images.taken(), images.leftOut());
        } finally {
            tree.clear();
        }
    }

    private Document parse(String source) throws ExtractionException {
        try {
            return Parser.htmlParser().setMaxDepth(limits.htmlDepth()).parseInput(source, "");
        } catch (RuntimeException e) {
            throw new ExtractionException(
                    Reason.PARSER_FAILED, "jsoup failed on a page of " + source.length() + " characters: " + e, e);
        }
    }

    private static void countTags(byte[] html) throws ExtractionException {
        int tags = 0;
        for (byte b : html) {
            if (b == '<') {
                tags++;
            }
        }
        if (tags > MAX_TAGS) {
            throw new ExtractionException(
                    Reason.HTML_LIMIT,
                    "page has " + tags + " tags in " + html.length + " bytes (must be <= " + MAX_TAGS
                            + "); split it or leave it out");
        }
    }

    private static void checkReplaced(String text, Detected detected) throws ExtractionException {
        int replaced = 0;
        for (int i = text.indexOf('\ufffd'); i >= 0; i = text.indexOf('\ufffd', i + 1)) {
            replaced++;
        }
        if (replaced > MAX_REPLACED * text.length()) {
            throw new ExtractionException(
                    Reason.TEXT_CHARSET,
                    replaced + " of " + text.length() + " characters do not decode as "
                            + detected.encoding().name() + " (found by "
                            + detected.source().name().toLowerCase(Locale.ROOT)
                            + ", at most 5 % allowed); check the source's charset");
        }
    }
}
