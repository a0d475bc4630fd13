package dev.tamis.filters.html;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages made to exhaust the stack, the heap or the clock. */
final class HostileHtmlTest {
    private static String extract(String html) throws ExtractionException {
        return new HtmlExtractor(Limits.DEFAULT)
                .extract(html.getBytes(UTF_8), "text/html; charset=utf-8", null)
                .text();
    }

    /** Runs where a recursion over the tree would overflow at once. */
    private static String extractOnSmallStack(String html) throws InterruptedException {
        AtomicReference<String> result = new AtomicReference<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        result.set(extract(html));
                    } catch (ExtractionException | RuntimeException | Error e) {
                        failure.set(e);
                    }
                },
                "small-stack",
                256 << 10);
        thread.start();
        thread.join();
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        return result.get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div>",
                "<b>",
                "<table><tr><td>",
                "<ul><li>",
                "<a href=x><p>",
                "<blockquote>",
                "<section class='a b'>",
                "<x-y>",
                "<font size=1>",
                "<svg><desc>",
                "<pre>",
                "<template>"
            })
    void nestingAHundredThousandDeepIsBounded(String tag) throws InterruptedException {
        String text = extractOnSmallStack("<p>before, it was fine</p>" + tag.repeat(100_000) + "deep inside");
        assertTrue(text.length() < 200, "text of " + text.length() + " characters");
    }

    @Test
    void nestingAMillionDeepIsBounded() throws InterruptedException {
        assertTrue(extractOnSmallStack("<div>".repeat(999_000) + "deep").length() < 200);
    }

    @Test
    void moreTagsThanAllowedAreRefusedBeforeParsing() {
        ExtractionException e = assertThrows(ExtractionException.class, () -> extract("<b>".repeat(1_000_001)));
        assertEquals(Reason.HTML_LIMIT, e.reason());
        assertTrue(e.getMessage().contains("1000001"), e.getMessage());
    }

    @Test
    void textBeyondTheLimitIsRefused() {
        Limits limits = new Limits(1 << 20, 1000, 1000, 1 << 30, 512, 1000, 1000, 64, 1000);
        byte[] html = ("<p>" + "words and more, ".repeat(100)).getBytes(UTF_8);
        ExtractionException e =
                assertThrows(ExtractionException.class, () -> new HtmlExtractor(limits).extract(html, null, null));
        assertEquals(Reason.HTML_LIMIT, e.reason());
    }

    @Test
    void aHundredThousandAttributesAreNoTrouble() throws ExtractionException {
        StringBuilder html = new StringBuilder("<p ");
        for (int i = 0; i < 100_000; i++) {
            html.append("a").append(i).append("=1 class=x").append(i).append(' ');
        }
        assertEquals("text, in the end", extract(html + ">text, in the end</p>"));
        assertEquals("text, too", extract("<p class='" + "share nav ".repeat(100_000) + "'>text, too</p>"));
        assertEquals("text, again", extract("<p style='" + "display".repeat(100_000) + "'>text, again</p>"));
    }

    @Test
    void everyElementLeftOpenStillGivesTheText() throws ExtractionException {
        String text = extract(
                "<html><body><article><h1>Title<p>One, two, three<ul><li>a<li>b<table><tr><td>c<td>d<p>end of it, all");
        for (String word : new String[] {"Title", "One, two, three", "a", "b", "c", "d", "end of it, all"}) {
            assertTrue(text.contains(word), text);
        }
    }

    @Test
    void nulsAndHalfSurrogatesNeverComeOut() throws ExtractionException {
        String text = extract("<p>a\0b &#0; &#xD800; &#xDFFF; &#x1F600; c, d.\0 " + "whole words, ".repeat(20)
                + "</p><pre>x\0y\ud83d\ude00</pre><title>\0</title>");
        assertFalse(text.contains("\0"));
        assertTrue(UTF_8.newEncoder().canEncode(text));
        assertTrue(text.contains("\ud83d\ude00"));
    }

    @Test
    void aTextOfManyMegabytesIsReadInOnePass() throws ExtractionException {
        String words = "word and word, ".repeat(400_000);
        assertEquals(words.strip(), extract("<p>" + words + "</p>"));
        assertEquals("", extract(" \n".repeat(3_000_000)));
    }

    @Test
    void fosterParentedAndMisnestedMarkupIsBounded() throws InterruptedException {
        assertTrue(extractOnSmallStack("<table>" + "<p>x".repeat(50_000)).length() < 500_000);
        assertTrue(extractOnSmallStack("<a><b><i><em><p></a>".repeat(10_000)).isEmpty());
        assertTrue(extractOnSmallStack("<table><tr>" + "<td>".repeat(100_000) + "x")
                        .length()
                < 1_000);
        assertTrue(
                extractOnSmallStack("<table>" + "<tr><td>a<td>b".repeat(50_000)).length() < 500_000);
    }

    @Test
    void randomMutationsOfAPageEndInATextOrANamedReason() {
        String page = "<!doctype html><html lang=en><head><meta charset=utf-8><title>T</title></head><body class='x y'>"
                + "<div id=main><article><h1>Head</h1><p>Some text, with <a href=/x>links</a> &amp; more.</p><ul><li>a<li>b</ul>"
                + "<table><tr><th>x<td>y</table><pre>code\n  more</pre></article></div><footer>f</footer></body></html>";
        byte[] original = page.getBytes(UTF_8);
        HtmlExtractor extractor = new HtmlExtractor(Limits.DEFAULT);
        Random random = new Random(20_240_601);
        for (int round = 0; round < 20_000; round++) {
            byte[] html = original.clone();
            int changes = 1 + random.nextInt(6);
            for (int k = 0; k < changes; k++) {
                int at = random.nextInt(html.length);
                switch (random.nextInt(3)) {
                    case 0 -> html[at] = (byte) random.nextInt(256);
                    case 1 -> html[at] = (byte) "<>/\"'=&-! \0".charAt(random.nextInt(11));
                    default -> {
                        int to = random.nextInt(html.length);
                        int length = Math.min(random.nextInt(40), html.length - Math.max(at, to));
                        System.arraycopy(original, at, html, to, length);
                    }
                }
            }
            try {
                ExtractedText text =
                        extractor.extract(html, random.nextBoolean() ? "text/html; charset=utf-8" : null, null);
                assertTrue(
                        text.text().indexOf('\0') < 0 && UTF_8.newEncoder().canEncode(text.text()), "round " + round);
            } catch (ExtractionException e) {
                assertEquals(Reason.TEXT_CHARSET, e.reason(), "round " + round);
            }
        }
    }

    @Test
    void aReusedExtractorGivesWhatAFreshOneGives() throws ExtractionException {
        HtmlExtractor reused = new HtmlExtractor(Limits.DEFAULT);
        String[] pages = {
            "<p>First, a short one.</p>",
            "<div>" + "<p>Then, a long one, with prose. </p>".repeat(3000) + "</div>",
            "<div>".repeat(5000) + "deep",
            "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
            "<ul><li>x<pre>y\n z",
            "",
            "<p>First, a short one.</p>",
        };
        for (int round = 0; round < 2; round++) {
            for (String page : pages) {
                assertEquals(
                        extract(page),
                        reused.extract(page.getBytes(UTF_8), "text/html; charset=utf-8", null)
                                .text());
            }
        }
    }
}
