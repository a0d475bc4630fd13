package dev.tamis.filters.html;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PageMetaTest {
    private static Map<String, String> meta(String html, String url) throws ExtractionException {
        return new HtmlExtractor(Limits.DEFAULT)
                .extract(html.getBytes(UTF_8), "text/html; charset=utf-8", url)
                .meta();
    }

    @Test
    void aPageSaysWhoWroteItWhenAndInWhichLanguage() throws ExtractionException {
        Map<String, String> meta = meta(
                "<html lang=de_AT><head><title>Site |\n Page</title><meta property=og:title content=' The  Page '>"
                        + "<meta name=Author content='A. Miller'><meta property='article:published_time' content=2020-03-01T10:00:00Z>"
                        + "<meta name=date content=1999-01-01><meta name=description content='About mills.'>"
                        + "<link rel='x Canonical' href='/mill?a=b'></head><body>x</body></html>",
                "https://example.org/m/old.html");
        assertEquals("The Page", meta.get("title"));
        assertEquals("de-AT", meta.get("lang"));
        assertEquals("A. Miller", meta.get("author"));
        assertEquals("2020-03-01T10:00:00Z", meta.get("published"));
        assertEquals("About mills.", meta.get("description"));
        assertEquals("https://example.org/mill?a=b", meta.get("canonical"));
        assertEquals("utf-8", meta.get("charset"));
        assertEquals("http", meta.get("charset_source"));
    }

    @Test
    void theTitleElementServesWhenNothingBetterDoes() throws ExtractionException {
        assertEquals("Only & this", meta("<title>Only &amp; this</title>", null).get("title"));
        assertNull(meta("<title> </title>", null).get("title"));
    }

    @Test
    void theLanguageFallsBackToLocaleThenToTheHeader() throws ExtractionException {
        assertEquals(
                "fr-FR",
                meta("<meta property=og:locale content=fr_FR><meta http-equiv=content-language content='en, de'>", null)
                        .get("lang"));
        assertEquals(
                "en",
                meta("<meta http-equiv=Content-Language content='en, de'>", null)
                        .get("lang"));
        assertNull(meta("<html lang='no such language'>", null).get("lang"));
    }

    @Test
    void robotsDirectivesAreLowercaseListedOnceAndFlagged() throws ExtractionException {
        Map<String, String> meta = meta(
                "<meta name=ROBOTS content=' NoIndex,  noAI ,max-snippet:-1'><meta name=googlebot content='noindex,noimageai'>"
                        + "<meta name=tdm-reservation content=1><meta name=tdm-policy content='https://example.org/tdm.json'>",
                null);
        assertEquals("noindex,noai,max-snippet:-1,noimageai", meta.get("robots"));
        assertEquals("true", meta.get("noai"));
        assertEquals("true", meta.get("noimageai"));
        assertEquals("1", meta.get("tdm_reservation"));
        assertEquals("https://example.org/tdm.json", meta.get("tdm_policy"));
    }

    @Test
    void anOptOutThatMarkupPushedIntoTheBodyStillCounts() throws ExtractionException {
        Map<String, String> meta = meta("<html><head><div>oops</div><meta name=robots content=noai></head>", null);
        assertEquals("true", meta.get("noai"));
    }

    @Test
    void anOptOutInHttpEquivOrForThoseWithoutScriptsCounts() throws ExtractionException {
        assertEquals(
                "true",
                meta("<meta http-equiv=X-Robots-Tag content=noai>", null).get("noai"));
        assertEquals(
                "true",
                meta("<head><noscript><meta name=robots content=noai></noscript></head>", null)
                        .get("noai"));
        assertEquals(
                "true",
                meta("<body><p>x</p><noscript><meta name=robots content=noimageai></noscript>", null)
                        .get("noimageai"));
        assertNull(meta("<meta http-equiv=refresh content=noai>", null).get("robots"));
    }

    private static String licence(String html) throws ExtractionException {
        return meta(html, null).get("licence");
    }

    private static String linkedData(String json) throws ExtractionException {
        return licence("<script type='application/ld+json'>" + json + "</script><p>x");
    }

    @Test
    void aLicenceInLinkedDataIsThePages() throws ExtractionException {
        String by = "https://creativecommons.org/licenses/by/4.0/";
        assertEquals(by, linkedData("{\"@type\": \"Article\", \"license\": \"" + by + "\"}"));
        assertEquals(by, linkedData("{\"@type\": \"Article\", \"license\": {\"@id\": \"" + by + "\"}}"));
        assertEquals(by, linkedData("[{\"@type\": [\"WebPage\"], \"license\": [\"" + by + "\"]}]"));
        assertEquals(
                by,
                linkedData("{\"@graph\": [{\"@type\": \"WebSite\"}, {\"@type\": \"WebPage\", \"license\": \"" + by
                        + "\"}, {\"@type\": \"ImageObject\", \"license\": \"https://example.org/no\"}]}"));
        assertEquals(by, licence("<body><p>x<script type=application/ld+json>{\"license\": \"" + by + "\"}</script>"));
    }

    @Test
    void aLicenceOfAPictureOrOneOfSeveralInLinkedDataIsNotThePages() throws ExtractionException {
        assertNull(linkedData("{\"@type\": \"ImageObject\", \"license\": \"a\"}"));
        assertNull(linkedData("{\"@type\": \"http://schema.org/Dataset\", \"license\": \"a\"}"));
        assertNull(linkedData("{\"@type\": \"Article\", \"image\": {\"license\": \"a\"}}"));
        assertNull(linkedData("[{\"license\": \"a\"}, {\"license\": \"b\"}]"));
        assertNull(linkedData("{\"license\": 3, \"license\": null"));
        assertNull(linkedData("{\"license\": \"a\""));
        assertNull(linkedData("[".repeat(100_000)));
        assertNull(licence("<script>{\"license\": \"a\"}</script>"));
    }

    @Test
    void anAddressWithoutSchemeIsOneOfTheWeb() throws ExtractionException {
        assertEquals(
                "https://creativecommons.org/publicdomain/zero/1.0/",
                licence("<link rel=license href='//creativecommons.org/publicdomain/zero/1.0/'>"));
        assertEquals(
                "http://creativecommons.org/publicdomain/zero/1.0/",
                meta("<link rel=license href='//creativecommons.org/publicdomain/zero/1.0/'>", "http://example.org/")
                        .get("licence"));
    }

    @Test
    void aLinkToALicenceCountsInAFooterOrBelowItsBadgeAndNotAtAPicture() throws ExtractionException {
        String link = "<a href='http://creativecommons.org/licenses/by-sa/4.0/deed.de'>";
        String by = "https://creativecommons.org/licenses/by-sa/4.0/";
        assertEquals(by, licence("<p>Text.</p><footer><p>" + link + "CC</a></p></footer>"));
        assertEquals(by, licence("<p>Text.</p><div class=site-footer>" + link + "CC</a></div>"));
        assertEquals(by, licence("<p>" + link + "<img src='https://i.creativecommons.org/l/by-sa/4.0/88x31.png'></a>"));
        assertNull(licence("<p>Like many works it is under " + link + "a free licence</a>.</p>"));
        assertNull(licence("<footer><figure><img src=a.png>" + link + "CC</a></figure></footer>"));
        assertNull(licence("<footer><div class=photo-credits>" + link + "CC</a></div></footer>"));
        assertNull(licence("<p><a href='https://creativecommons.org/licenses/by/2.0/'>CC</a></p><footer>" + link
                + "CC</a></footer>"));
    }

    @Test
    void addressesThatAreNoWebAddressesAreDropped() throws ExtractionException {
        assertNull(meta("<link rel=canonical href='javascript:alert(1)'>", "https://example.org/")
                .get("canonical"));
        assertNull(meta("<link rel=canonical href='/x'>", null).get("canonical"));
        assertEquals(
                "https://e.org/a b",
                meta("<link rel=canonical href='https://e.org/a b'>", "::").get("canonical"));
    }

    @Test
    void valuesAreOneBoundedLineOfWholeCharacters() throws ExtractionException {
        String title =
                meta("<title>" + "\ud83d\ude00".repeat(5000) + "</title>", null).get("title");
        assertEquals("\ud83d\ude00".repeat(500), title);
        assertEquals("a b", PageMeta.clean("a\u0000\n\tb\u200b\u0007"));
        assertEquals("\ufffd", PageMeta.clean("\ud800"));
    }
}
