package dev.tamis.filters.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentExtractorTest {
    private static final DocumentExtractor EXTRACTOR = new DocumentExtractor(Limits.DEFAULT);

    @AfterAll
    static void close() {
        EXTRACTOR.close();
    }

    @Test
    void pdfLinesBecomeParagraphsAndRunningHeadsGo() throws Exception {
        byte[] pdf = Documents.pdf(
                "Of Mills",
                null,
                List.of(
                        List.of(
                                "OF MILLS 7",
                                "The miller sat before his door in the evening and looked at the",
                                "stream, which had run past the house since his grandfather was a boy, and won-",
                                "dered whether it would run there when his own grandson was old."),
                        List.of(
                                "OF MILLS 8",
                                "He was not a man of many words, but on that evening he said to",
                                "his wife, who was mending a sack beside him on the bench, that the",
                                "river had been higher in the spring of that year than in any spring"),
                        List.of(
                                "OF MILLS 9",
                                "which he could call to mind, and that he did not like the look of it.",
                                "Go to bed, said she.")));
        ExtractedText text = EXTRACTOR.extract(pdf, "mills.pdf", null);
        assertEquals(
                "The miller sat before his door in the evening and looked at the stream, which had run past the house since"
                        + " his grandfather was a boy, and won-\ndered whether it would run there when his own grandson was"
                        + " old.\n\nHe was not a man of many words, but on that evening he said to his wife, who was mending"
                        + " a sack beside him on the bench, that the river had been higher in the spring of that year than"
                        + " in any spring which he could call to mind, and that he did not like the look of it. Go to bed,"
                        + " said she.",
                text.text());
        assertEquals(Map.of("content_type", "application/pdf", "title", "Of Mills", "pages", "3"), text.meta());
    }

    @Test
    void epubChaptersAreReadInOrderWithTheirEntities() throws Exception {
        byte[] epub = Documents.epub(
                "<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.1//EN'"
                        + " 'http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd'><html xmlns='http://www.w3.org/1999/xhtml'><head>"
                        + "<title>One</title><style>p {color: red}</style></head><body><h1>I</h1><p>Un caf&eacute;&mdash;deux"
                        + " th\u00E9s.</p><p>Suite<br/>et fin.</p></body></html>",
                "<html xmlns='http://www.w3.org/1999/xhtml'><body><div>Broken <b>markup</div><ul><li>a</li><li>b</li></ul>"
                        + "<table><tr><td>x</td><td>y</td></tr></table><pre>l1\n  l2</pre></body></html>");
        ExtractedText text = EXTRACTOR.extract(epub, "book.epub", null);
        assertEquals(
                "I\n\nUn caf\u00E9\u2014deux th\u00E9s.\n\nSuite\net fin.\n\nBroken markup\n\na\nb\n\nx\ty\n\nl1\n  l2",
                text.text());
        assertEquals(
                Map.of(
                        "content_type",
                        "application/epub+zip",
                        "title",
                        "The Mill",
                        "author",
                        "A. Miller",
                        "lang",
                        "fr"),
                text.meta());
    }

    @Test
    void wordParagraphsAreSetApart() throws Exception {
        byte[] docx = Documents.docx("<w:p><w:r><w:t>First </w:t></w:r><w:r><w:t>one.</w:t></w:r></w:p>"
                + "<w:p><w:r><w:t>Second.</w:t></w:r></w:p>");
        ExtractedText text = EXTRACTOR.extract(docx, null, null);
        assertEquals("First one.\n\nSecond.", text.text());
        assertEquals(
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                text.meta().get("content_type"));
    }

    @Test
    void openDocumentAndRichTextAreRead() throws Exception {
        byte[] odt = Documents.odt(Documents.odtContent("<text:h>Head</text:h><text:p>Body\u2019s text.</text:p>"));
        assertEquals(
                "Head\n\nBody\u2019s text.", EXTRACTOR.extract(odt, null, null).text());
        byte[] rtf = "{\\rtf1\\ansi\\ansicpg1252 Caf\\'e9 noir.\\par Encore.\\par}".getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                "Caf\u00E9 noir.\n\nEncore.", EXTRACTOR.extract(rtf, null, null).text());
    }

    @Test
    void wholeHtmlIsKeptInItsOwnCharset() throws Exception {
        String page =
                "<html><head><meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><title>T</title>"
                        + "</head><body><nav>\u0418\u043D\u0434\u0435\u043A\u0441</nav><p>\u041F\u0440\u0438\u0432\u0435\u0442,"
                        + " \u043C\u0438\u0440.</p><script>no</script></body></html>";
        ExtractedText text = EXTRACTOR.extract(page.getBytes(Charset.forName("windows-1251")), "a.html", "text/html");
        assertEquals(
                "\u0418\u043D\u0434\u0435\u043A\u0441\n\n\u041F\u0440\u0438\u0432\u0435\u0442, \u043C\u0438\u0440.",
                text.text());
    }

    @Test
    void passwordIsReportedAsSuch() throws Exception {
        byte[] pdf = Documents.pdf("Secret", "user", List.of(List.of("nothing to see")));
        assertEquals(Reason.DOCUMENT_ENCRYPTED, failure(pdf));
    }

    @Test
    void documentThatOnlyForbidsChangesIsRead() throws Exception {
        byte[] pdf = Documents.pdf("Open", "", List.of(List.of("anybody may read this")));
        assertEquals("anybody may read this", EXTRACTOR.extract(pdf, null, null).text());
    }

    @Test
    void damagedDocumentIsAParseFailure() throws Exception {
        byte[] docx = Documents.docx("<w:p><w:r><w:t>never closed");
        assertEquals(Reason.DOCUMENT_PARSE, failure(docx));
        assertEquals(Reason.DOCUMENT_PARSE, failure("%PDF-1.7\nnothing more".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void otherTypesAreNoDocuments() throws Exception {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
        assertEquals(Reason.CONTENT_TYPE, failure(png));
        assertEquals(Reason.CONTENT_TYPE, failure(Documents.zip("a.txt", "text in an archive")));
    }

    @Test
    void moreTextThanAllowedStopsTheChildEarly() throws Exception {
        try (DocumentExtractor small = new DocumentExtractor(DocumentExtractorFaultsTest.limits(60_000, 256, 1000))) {
            // Half a gigabyte of text in half a megabyte: parsed to its end it would not fit the heap.
            String chapter = "<html><body><p>" + "abcdefgh ".repeat(1_000_000) + "</p></body></html>";
            String[] chapters = new String[5];
            java.util.Arrays.fill(chapters, chapter);
            byte[] epub = Documents.epub(chapters);
            ExtractionException e = assertThrows(ExtractionException.class, () -> small.extract(epub, null, null));
            assertEquals(Reason.RECORD_TOO_LARGE, e.reason(), e.getMessage());
            assertEquals(
                    "fits",
                    small.extract(Documents.epub("<html><body>fits</body></html>"), null, null)
                            .text());
        }
    }

    @Test
    void externalEntitiesReachNeitherFilesNorNetwork(@TempDir Path directory) throws Exception {
        Path secret = directory.resolve("secret.txt");
        Files.writeString(secret, "the secret");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + server.getLocalPort() + "/x";
            String doctype = "<!DOCTYPE r [<!ENTITY f SYSTEM '" + secret.toUri() + "'><!ENTITY n SYSTEM '" + url
                    + "'><!ENTITY % p SYSTEM '" + url + "'> %p;]>";
            String word = "<?xml version='1.0'?>" + doctype
                    + "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r>"
                    + "<w:t>a&f;b&n;c</w:t></w:r></w:p></w:body></w:document>";
            for (byte[] hostile : List.of(
                    Documents.docx(word),
                    Documents.odt(doctype + Documents.odtContent("<text:p>a&f;b&n;c</text:p>")),
                    Documents.epub("<?xml version='1.0'?>" + doctype + "<html><body><p>a&f;b&n;c</p><img src='" + url
                            + "'/></body></html>"))) {
                String text;
                try {
                    text = EXTRACTOR.extract(hostile, null, null).text();
                } catch (ExtractionException e) {
                    text = e.getMessage();
                }
                assertFalse(text.contains("secret"), text);
            }
            server.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, server::accept);
        }
    }

    @Test
    void entityBombIsRefused() throws Exception {
        StringBuilder doctype = new StringBuilder("<!DOCTYPE r [<!ENTITY e0 'lol lol lol lol lol '>");
        for (int i = 1; i < 12; i++) {
            doctype.append("<!ENTITY e")
                    .append(i)
                    .append(" '")
                    .append(("&e" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        doctype.append("]>");
        Reason reason = failure(Documents.odt(doctype + Documents.odtContent("<text:p>&e11;</text:p>")));
        assertTrue(reason == Reason.DOCUMENT_PARSE || reason == Reason.RECORD_TOO_LARGE, reason.id());
    }

    private static Reason failure(byte[] document) {
        return assertThrows(ExtractionException.class, () -> EXTRACTOR.extract(document, null, null))
                .reason();
    }
}
