package dev.tamis.filters.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.decode.PlainText;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExtractionTest {
    private static final Extraction EXTRACTION = new Extraction(Limits.DEFAULT);

    @AfterAll
    static void close() {
        EXTRACTION.close();
    }

    @Test
    void textOfAContainerIsKeptButForLineEndsAndNul() throws Exception {
        RawRecord record =
                record("e\u0301 a\r\nb\rc\u0000d \uD83D\uDE00".getBytes(StandardCharsets.UTF_8), true, null, null);
        assertEquals(
                "e\u0301 a\nb\ncd \uD83D\uDE00",
                EXTRACTION.extract(Kind.WEB, record).text());
    }

    @Test
    void textOfAContainerThatIsNotUtf8IsQuarantined() {
        // A surrogate encoded by itself, as careless writers of JSON leave it.
        byte[] lone = {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80, 'b'};
        assertEquals(Reason.TEXT_CHARSET, failure(Kind.BOOK, record(lone, true, null, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "text/html, <p>hello</p>",
        "text/html; charset=utf-8, <p>hello</p>",
        "application/xhtml+xml, <html><body>hello</body></html>",
        ", <!-- c --><!DOCTYPE html><p>hello</p>",
        ", '<?xml version=\"1.0\"?><html><body>hello</body></html>'",
        "application/octet-stream, <HTML><body>hello</body></HTML>",
        "text/xml, <html><body>hello</body></html>",
        "text/plain; charset=us-ascii, hello",
        ", hello"
    })
    void webPageIsReadByItsTypeOrItsFirstBytes(String type, String content) throws Exception {
        assertEquals(
                "hello",
                EXTRACTION
                        .extract(Kind.WEB, record(content.getBytes(StandardCharsets.UTF_8), false, null, type))
                        .text());
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, xyz",
        "text/css, p {}",
        "application/json, {}",
        "text/html, GIF89a",
        "application/xml, <rss/>",
        ", '<?xml version=\"1.0\"?><rss/>'",
        "video/mp4, <p>hello</p>",
        "font/woff2, x"
    })
    void otherTypesAreRejectedNotQuarantined(String type, String content) {
        assertEquals(
                Reason.CONTENT_TYPE,
                failure(Kind.WEB, record(content.getBytes(StandardCharsets.UTF_8), false, null, type)));
    }

    @Test
    void bytesGoBeforeADeclarationThatTheyBelie() throws Exception {
        byte[] rtf = "{\\rtf1\\ansi hello\\par}".getBytes(StandardCharsets.US_ASCII);
        ExtractedText text = EXTRACTION.extract(Kind.WEB, record(rtf, false, null, "text/html"));
        assertEquals("hello", text.text());
        assertEquals("application/rtf", text.meta().get("content_type"));
    }

    @Test
    void declaredCharsetOfPlainTextIsTried() throws Exception {
        byte[] bytes = "za\u017C\u00F3\u0142\u0107".getBytes(Charset.forName("ISO-8859-2"));
        ExtractedText text =
                EXTRACTION.extract(Kind.WEB, record(bytes, false, null, "text/plain; charset=\"iso-8859-2\""));
        assertEquals("za\u017C\u00F3\u0142\u0107", text.text());
        assertEquals("ISO-8859-2", text.meta().get("charset"));
    }

    @Test
    void httpTypeOfTheSourceGoesBeforeThatOfTheContainer() {
        RawRecord record = new RawRecord(
                new Origin("a.warc", 0, 1, null, null, null, "text/plain"),
                "body".getBytes(StandardCharsets.UTF_8),
                false,
                Map.of("http_content_type", "image/gif"));
        assertEquals(Reason.CONTENT_TYPE, failure(Kind.WEB, record));
    }

    @ParameterizedTest
    @CsvSource({
        "src/Main.java, java",
        "a/b/Makefile, makefile",
        "a/LICENSE, plain-text",
        "COPYING, plain-text",
        "READ.me, plain-text",
        "x.PY, python",
        "lib/thing.h, c",
        "CMakeLists.txt, cmake",
        "Dockerfile.dev, dockerfile",
        "a.rs, rust",
        "a.ts, typescript",
        "deep/dir.d/readme.md, markdown"
    })
    void codeHasItsPathAndLanguage(String path, String language) throws Exception {
        ExtractedText text =
                EXTRACTION.extract(Kind.CODE, record("int x;\r\n".getBytes(StandardCharsets.UTF_8), false, path, null));
        assertEquals("int x;\n", text.text());
        assertEquals(Map.of("path", path, "language", language, "charset", "US-ASCII"), text.meta());
    }

    @ParameterizedTest
    @CsvSource({
        "#!/bin/sh, bash",
        "#!/usr/bin/env python3.11, python",
        "#!/usr/bin/env -S LANG=C perl -w, perl",
        "#! /usr/local/bin/node --harmony, javascript"
    })
    void scriptWithoutExtensionIsKnownByItsFirstLine(String line, String language) throws Exception {
        RawRecord record = record((line + "\n:").getBytes(StandardCharsets.UTF_8), false, "bin/tool", null);
        assertEquals(language, EXTRACTION.extract(Kind.CODE, record).meta().get("language"));
    }

    @Test
    void extensionsOfTwoLanguagesAreSettledByTheText() throws Exception {
        assertEquals("c++", language("a.h", "namespace a { class B; }"));
        assertEquals("c", language("a.h", "struct b { int c; };"));
        assertEquals("objective-c", language("a.m", "#import <Foundation/Foundation.h>"));
        assertEquals("matlab", language("a.m", "function y = f(x)"));
    }

    @Test
    void binaryAmongCodeIsQuarantined() {
        assertEquals(
                Reason.TEXT_BINARY, failure(Kind.CODE, record(new byte[] {0x7F, 'E', 0, 0, 1, 2}, false, "a.c", null)));
    }

    @Test
    void bookOfPlainTextIsKept() throws Exception {
        ExtractedText text = EXTRACTION.extract(
                Kind.BOOK,
                record("Caf\u00E9,\r\n  verse\r\n".getBytes(StandardCharsets.ISO_8859_1), false, "b.txt", null));
        assertEquals("Caf\u00E9,\n  verse\n", text.text());
    }

    @Test
    void bookOfHtmlIsTakenWhole() throws Exception {
        byte[] html = "<html><title>T</title><nav>Contents</nav><p>One</p></html>".getBytes(StandardCharsets.UTF_8);
        ExtractedText text = EXTRACTION.extract(Kind.BOOK, record(html, false, "b.htm", null));
        assertEquals("Contents\n\nOne", text.text());
        assertEquals("T", text.meta().get("title"));
    }

    @ParameterizedTest
    @EnumSource(names = {"WEB", "BOOK", "CODE"})
    void blankTextIsEmpty(Kind kind) {
        byte[] blank = " \r\n\u00A0\u200B\uFEFF \n".getBytes(StandardCharsets.UTF_8);
        assertEquals(Reason.EMPTY_TEXT, failure(kind, record(blank, false, "a.txt", "text/plain")));
    }

    @ParameterizedTest
    @EnumSource(names = {"IMAGE", "AUDIO", "VIDEO"})
    void mediaHaveNoText(Kind kind) {
        assertEquals(Reason.CONTENT_TYPE, failure(kind, record(new byte[] {1}, false, null, null)));
    }

    @Test
    void longerTextThanAllowedIsQuarantined() {
        Limits d = Limits.DEFAULT;
        Limits small = new Limits(
                d.recordBytes(),
                d.expansionRatio(),
                d.archiveEntries(),
                d.archiveBytes(),
                d.htmlDepth(),
                10,
                d.documentMillis(),
                d.documentHeapMiB(),
                d.quarantinedBytes());
        try (Extraction extraction = new Extraction(small)) {
            RawRecord record = record("12345678901".getBytes(StandardCharsets.UTF_8), true, null, null);
            ExtractionException e = assertThrows(ExtractionException.class, () -> extraction.extract(Kind.WEB, record));
            assertEquals(Reason.RECORD_TOO_LARGE, e.reason());
            assertTrue(e.getMessage().contains("limits.text_chars = 10"), e.getMessage());
        }
    }

    @Test
    void fileNameIsTheLastSegmentOfAUrl() {
        assertEquals("a.pdf", Extraction.fileName("https://example.org/x/a.pdf?y=/z#/t"));
        assertEquals("", Extraction.fileName("https://example.org/"));
        assertEquals("b", Extraction.fileName("b"));
    }

    @Test
    void cleaningTextLeavesNoSurrogateAlone() {
        assertEquals("\uFFFDa\uFFFD\uD83D\uDE00\uFFFD", PlainText.of("\uDC00a\uD800\uD83D\uDE00\uD83D"));
        assertEquals("a", PlainText.cut("a\uD83D\uDE00", 2));
    }

    private static String language(String path, String code) throws ExtractionException {
        return EXTRACTION
                .extract(Kind.CODE, record(code.getBytes(StandardCharsets.UTF_8), false, path, null))
                .meta()
                .get("language");
    }

    private static Reason failure(Kind kind, RawRecord record) {
        return assertThrows(ExtractionException.class, () -> EXTRACTION.extract(kind, record))
                .reason();
    }

    private static RawRecord record(byte[] content, boolean isText, String id, String type) {
        Origin origin = new Origin("shard", 0, content.length, id, null, null, type);
        return new RawRecord(origin, content, isText, Map.of());
    }
}
