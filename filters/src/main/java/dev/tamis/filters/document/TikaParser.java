package dev.tamis.filters.document;

import dev.tamis.filters.decode.PlainText;
import dev.tamis.filters.decode.TextDecoder;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tika.detect.CompositeDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.detect.microsoft.POIFSContainerDetector;
import org.apache.tika.detect.microsoft.ooxml.OPCPackageDetector;
import org.apache.tika.detect.zip.DefaultZipContainerDetector;
import org.apache.tika.detect.zip.JarDetector;
import org.apache.tika.detect.zip.OpenDocumentDetector;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.Office;
import org.apache.tika.metadata.PagedText;
import org.apache.tika.metadata.Property;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;
import org.apache.tika.parser.EmptyParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.HtmlEncodingDetector;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.IdentityHtmlMapper;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.pdf.PDFParser;
import org.apache.tika.parser.pdf.PDFParserConfig;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/** Parses one document after another with Apache Tika. Runs in a child process only. */
final class TikaParser implements DocumentParser {
    private static final int META_CHARS = 1000;
    private static final int META_VALUES = 10;

    private final int textChars;
    // Named one by one: service files name parsers that run other programs, and are lost in many a merged jar.
    private final Detector detector = new CompositeDetector(
            new DefaultZipContainerDetector(
                    List.of(new OPCPackageDetector(), new OpenDocumentDetector(), new JarDetector())),
            new POIFSContainerDetector(),
            MimeTypes.getDefaultMimeTypes());
    private final Parser html = new JSoupParser(new WholeTextDetector());
    private final Parser pdf = new PDFParser();
    private final EpubParser epub = new EpubParser();
    private final Parser docx = new OOXMLParser();
    private final Parser doc = new OfficeParser();
    private final Parser odt = new OpenDocumentParser();
    private final Parser rtf = new RTFParser();

    /** @param textChars most UTF-16 units of text */
    TikaParser(int textChars) {
        this.textChars = textChars;
        epub.setContentParser(new Chapters(html));
    }

    @Override
    public ExtractedText parse(byte[] content, String name, String type) throws ExtractionException {
        Metadata metadata = new Metadata();
        if (!name.isEmpty()) {
            metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
        }
        if (!type.isEmpty()) {
            metadata.set(Metadata.CONTENT_TYPE, type);
        }
        try (TikaInputStream in = TikaInputStream.get(content, metadata)) {
            MediaType detected = detector.detect(in, metadata).getBaseType();
            metadata.set(Metadata.CONTENT_TYPE, detected.toString());
            Parser parser = parserOf(detected);
            TextHandler handler = parser == pdf ? new PdfText(textChars) : new BlockText(textChars);
            try {
                parser.parse(in, handler, metadata, context());
            } catch (EncryptedDocumentException e) {
                throw new ExtractionException(
                        Reason.DOCUMENT_ENCRYPTED, "a document of type " + detected + " needs a password");
            } catch (SAXException | TikaException | IOException | RuntimeException e) {
                if (!handler.overflowed()) {
                    throw e;
                }
            }
            if (handler.overflowed()) {
                throw new ExtractionException(
                        Reason.RECORD_TOO_LARGE,
                        "a document of type " + detected + " has more text than limits.text_chars = " + textChars);
            }
            return new ExtractedText(PlainText.of(handler.text()), meta(metadata, detected));
        } catch (SAXException | TikaException | IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ExtractionException(
                    Reason.DOCUMENT_PARSE,
                    "a document of type " + metadata.get(Metadata.CONTENT_TYPE) + " cannot be parsed: "
                            + e.getClass().getSimpleName()
                            + (cause == e ? "" : " for " + cause.getClass().getSimpleName()),
                    e);
        }
    }

    private Parser parserOf(MediaType type) throws ExtractionException {
        return switch (type.toString()) {
            case "application/pdf" -> pdf;
            case "application/epub+zip" -> epub;
            case "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
                    "application/vnd.ms-word.document.macroenabled.12",
                    "application/vnd.ms-word.template.macroenabled.12" -> docx;
            case "application/msword" -> doc;
            case "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template" -> odt;
            case "application/rtf" -> rtf;
            case "text/html", "application/xhtml+xml" -> html;
            case "application/x-tika-ooxml-protected" ->
                throw new ExtractionException(Reason.DOCUMENT_ENCRYPTED, "an office document needs a password");
            default -> throw new ExtractionException(Reason.CONTENT_TYPE, "no extractor for \"" + type + "\"");
        };
    }

    private static ParseContext context() {
        PDFParserConfig pdf = new PDFParserConfig();
        pdf.setSortByPosition(false);
        pdf.setSuppressDuplicateOverlappingText(true);
        pdf.setOcrStrategy(PDFParserConfig.OCR_STRATEGY.NO_OCR);
        pdf.setExtractInlineImages(false);
        pdf.setExtractAnnotationText(false);
        pdf.setExtractBookmarksText(false);
        pdf.setExtractActions(false);
        pdf.setExtractAcroFormContent(false);

        OfficeParserConfig office = new OfficeParserConfig();
        office.setUseSAXDocxExtractor(true);
        office.setExtractMacros(false);
        office.setIncludeDeletedContent(false);
        office.setIncludeMoveFromContent(false);
        office.setIncludeHeadersAndFooters(false);

        ParseContext context = new ParseContext();
        context.set(PDFParserConfig.class, pdf);
        context.set(OfficeParserConfig.class, office);
        context.set(HtmlMapper.class, IdentityHtmlMapper.INSTANCE);
        context.set(Parser.class, EmptyParser.INSTANCE);
        context.set(EmbeddedDocumentExtractor.class, new NothingEmbedded());
        return context;
    }

    private static Map<String, String> meta(Metadata metadata, MediaType detected) {
        Map<String, String> meta = new HashMap<>();
        meta.put("content_type", detected.toString());
        put(meta, "title", metadata, TikaCoreProperties.TITLE);
        put(meta, "author", metadata, TikaCoreProperties.CREATOR);
        put(meta, "lang", metadata, TikaCoreProperties.LANGUAGE);
        put(meta, "creator_tool", metadata, TikaCoreProperties.CREATOR_TOOL);
        Integer pages = metadata.getInt(PagedText.N_PAGES);
        if (pages == null) {
            pages = metadata.getInt(Office.PAGE_COUNT);
        }
        if (pages != null && pages > 0) {
            meta.put("pages", pages.toString());
        }
        return meta;
    }

    private static void put(Map<String, String> meta, String key, Metadata metadata, Property property) {
        StringBuilder all = new StringBuilder();
        String[] values = metadata.getValues(property);
        for (int i = 0; i < Math.min(values.length, META_VALUES) && all.length() < META_CHARS; i++) {
            int before = all.length();
            appendOneLine(all, values[i]);
            if (before > 0 && all.length() > before) {
                all.insert(before, "; ");
            }
        }
        if (!all.isEmpty()) {
            all.setLength(Math.min(all.length(), META_CHARS));
            meta.put(key, PlainText.of(all.toString()));
        }
    }

    private static void appendOneLine(StringBuilder all, String value) {
        int start = all.length();
        for (int i = 0; i < Math.min(value.length(), META_CHARS); i++) {
            char c = value.charAt(i);
            if (!Character.isWhitespace(c)) {
                all.append(c);
            } else if (all.length() > start && all.charAt(all.length() - 1) != ' ') {
                all.append(' ');
            }
        }
        if (all.length() > start && all.charAt(all.length() - 1) == ' ') {
            all.setLength(all.length() - 1);
        }
    }

    /** Leaves attachments, images and objects within a document alone. */
    private static final class NothingEmbedded implements EmbeddedDocumentExtractor {
        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return false;
        }

        @Override
        public void parseEmbedded(InputStream in, ContentHandler handler, Metadata metadata, boolean outputHtml) {
            // shouldParseEmbedded said no.
        }
    }

    /** Finds the charset of HTML by decoding all of it, as our other texts are, with its own declaration as a hint. */
    private static final class WholeTextDetector implements EncodingDetector {
        private final EncodingDetector declaration = new HtmlEncodingDetector();

        @Override
        public Charset detect(InputStream in, Metadata metadata) throws IOException {
            in.mark(Integer.MAX_VALUE);
            byte[] content = in.readAllBytes();
            in.reset();
            Charset declared = declaration.detect(new ByteArrayInputStream(content), metadata);
            try {
                return Charset.forName(TextDecoder.decode(content, declared == null ? null : declared.name())
                        .charset());
            } catch (ExtractionException e) {
                // A page is HTML all the same; its few bad bytes will show as U+FFFD.
                return declared == null ? Charset.forName("windows-1252") : declared;
            }
        }
    }

    /**
     * Reads the chapters of an EPUB as HTML. Tika's own way, an XML parser that loads no DTD, drops each named entity
     * without a word and ends a chapter at its first error.
     */
    private static final class Chapters implements Parser {
        private static final long serialVersionUID = 1L;

        private final transient Parser html;

        Chapters(Parser html) {
            this.html = html;
        }

        @Override
        public Set<MediaType> getSupportedTypes(ParseContext context) {
            return Set.of(MediaType.application("xhtml+xml"));
        }

        @Override
        public void parse(InputStream in, ContentHandler handler, Metadata metadata, ParseContext context)
                throws IOException, SAXException, TikaException {
            // Metadata of its own: a chapter's title is not the book's.
            html.parse(new ByteArrayInputStream(in.readAllBytes()), handler, new Metadata(), context);
        }
    }
}
