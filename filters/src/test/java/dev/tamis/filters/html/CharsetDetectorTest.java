package dev.tamis.filters.html;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.html.CharsetDetector.Detected;
import dev.tamis.filters.html.CharsetDetector.Source;
import dev.tamis.filters.record.ExtractedText;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CharsetDetectorTest {
    private static final String UMLAUTS =
            "<p>\u00dcber die gr\u00f6\u00dften B\u00e4ume f\u00fcr s\u00fc\u00dfe \u00c4pfel</p>";

    private static void assertFound(String name, Source source, byte[] html, String contentType) {
        Detected detected = CharsetDetector.detect(html, contentType);
        assertEquals(name, detected.encoding().name());
        assertEquals(source, detected.source());
    }

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer b) {
                out.write(b);
            } else {
                out.writeBytes(((String) part).getBytes(ISO_8859_1));
            }
        }
        return out.toByteArray();
    }

    @Test
    void theByteOrderMarkWinsOverTheTransportAndTheTransportOverMeta() {
        String meta = "<meta charset=koi8-r>";
        assertFound("utf-8", Source.BOM, bytes(0xef, 0xbb, 0xbf, meta), "text/html; charset=big5");
        assertFound("utf-16le", Source.BOM, bytes(0xff, 0xfe, "a", 0), "text/html; charset=big5");
        assertFound("utf-16be", Source.BOM, bytes(0xfe, 0xff, 0, "a"), null);
        assertFound("big5", Source.HTTP, bytes(meta), "text/html; charset=big5");
        assertFound("koi8-r", Source.META, bytes(meta), "text/html; charset=no-such-thing");
        assertFound("koi8-r", Source.META, bytes(meta), "text/html");
        assertFound("koi8-r", Source.META, bytes(meta), null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            text/html;charset=utf-8 ! utf-8
            text/html; Charset="UTF8" ! utf-8
            text/html; level=1; charset=latin1; x=y ! windows-1252
            text/html; a="b;charset=big5"; charset=sjis ! shift_jis
            text/html; charset = 'gb2312' ! gbk
            charset=utf-8 ! -
            text/html; charset= ! -
            text/html; charset ! -
            text/html;;;;charset=utf-8 ! utf-8
            """)
    void theCharsetParameterIsRead(String contentType, String name) {
        CharsetLabels.Encoding found = CharsetDetector.ofContentType(contentType);
        assertEquals(name, found == null ? "-" : found.name());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            iso-8859-1, windows-1252
            ASCII, windows-1252
            ' Latin1 ', windows-1252
            gb2312, gbk
            ks_c_5601-1987, euc-kr
            windows-949, euc-kr
            iso-8859-9, windows-1254
            tis-620, windows-874
            x-sjis, shift_jis
            unicode, utf-16le
            utf-16, utf-16le
            x-user-defined, x-user-defined
            visual, iso-8859-8
            logical, iso-8859-8-i
            x-mac-roman, macintosh
            utf8, utf-8
            """)
    void labelsMeanWhatTheEncodingStandardSays(String label, String name) {
        assertEquals(name, CharsetLabels.of(label).name());
    }

    @Test
    void unknownLabelsAreNoEncoding() {
        assertNull(CharsetLabels.of("utf-7"));
        assertNull(CharsetLabels.of(""));
        assertNull(CharsetLabels.of("x".repeat(10_000)));
    }

    /** Each case is a step of the standard's prescan that a simpler search would get wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '~', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`', textBlock = """
            <meta charset="big5"> ~ big5
            <META CharSet = 'Big5' > ~ big5
            <meta/charset=big5> ~ big5
            <metacharset=big5> ~ -
            <meta http-equiv=Content-Type content="text/html; charset=big5"> ~ big5
            <meta content="text/html; charset=big5" http-equiv=content-type> ~ big5
            <meta content="text/html; charset=big5"> ~ -
            <meta http-equiv=refresh content="text/html; charset=big5"> ~ -
            <meta http-equiv=content-type content="charset; charset = 'big5'"> ~ big5
            <meta http-equiv=content-type content="charset='big5"> ~ -
            <meta http-equiv=content-type content="charset=big5;x"> ~ big5
            <meta charset=nonsense><meta charset=big5> ~ big5
            <meta charset=nonsense http-equiv=content-type content="charset=big5"> ~ -
            <meta charset=koi8-r http-equiv=content-type content="charset=big5"> ~ koi8-r
            <meta charset=koi8-r charset=big5> ~ koi8-r
            <meta charset=utf-16> ~ utf-8
            <meta charset=utf-16be> ~ utf-8
            <meta charset=x-user-defined> ~ windows-1252
            <!-- <meta charset=big5> --> ~ -
            <!--><meta charset=big5> ~ big5
            <!-- > <meta charset=koi8-r> --><meta charset=big5> ~ big5
            <a title="<meta charset=koi8-r>"><meta charset=big5> ~ big5
            </a title="<meta charset=koi8-r>"><meta charset=big5> ~ big5
            <!doctype x "<meta charset=koi8-r>"> ~ -
            <!doctype x><meta charset=koi8-r> ~ koi8-r
            <1 <meta charset=big5> ~ big5
            <meta charset=big5 ~ -
            <?xml version="1.0" encoding="big5"?><p> ~ big5
            <?xml version="1.0" encoding="utf-16"?><p> ~ utf-8
            <?xml version="1.0" encoding="big5"?><meta charset=koi8-r> ~ koi8-r
            <?xml version="1.0"?> ~ -
            """)
    void thePrescanFollowsTheStandard(String html, String name) {
        byte[] bytes = html.getBytes(ISO_8859_1);
        CharsetLabels.Encoding found = new CharsetDetector.MetaPrescan(bytes, Math.min(1024, bytes.length)).encoding();
        assertEquals(name, found == null ? "-" : found.name());
    }

    @Test
    void thePrescanSurvivesEveryCut() {
        byte[] html = bytes(
                "<?xml version='1.0' encoding = 'big5'?><!-- x --><a b='c' d=e f/><meta http-equiv = \"content-type\" content='a; charset = koi8-r'>");
        for (int cut = 0; cut < html.length; cut++) {
            CharsetLabels.Encoding found = new CharsetDetector.MetaPrescan(html, cut).encoding();
            assertTrue(found == null || found.name().equals("big5"), "at " + cut);
        }
        assertEquals(
                "koi8-r",
                new CharsetDetector.MetaPrescan(html, html.length).encoding().name());
    }

    @Test
    void aMetaBehindThePrescanCountsOnlyWhenTheBytesAreNotUtf8() {
        String late = " ".repeat(1100) + "<meta charset=iso-8859-2>";
        assertFound("iso-8859-2", Source.LATE_META, (late + UMLAUTS).getBytes(ISO_8859_1), null);
        assertFound("utf-8", Source.UTF8_BYTES, (late + UMLAUTS).getBytes(UTF_8), null);
    }

    @Test
    void bytesWithoutAnyLabelAreUtf8WhenTheyCanBe() {
        assertFound("utf-8", Source.UTF8_BYTES, UMLAUTS.getBytes(UTF_8), null);
        assertFound("utf-8", Source.UTF8_BYTES, bytes("plain"), null);
        assertFound("utf-8", Source.UTF8_BYTES, new byte[0], null);
        // One broken byte among many whole characters, as a careless cut leaves it.
        assertFound(
                "utf-8",
                Source.UTF8_BYTES,
                bytes(new String(UMLAUTS.repeat(5).getBytes(UTF_8), ISO_8859_1), 0xc3, "</p>"),
                null);
        assertFound("utf-16le", Source.GUESS, UMLAUTS.getBytes(UTF_16LE), null);
    }

    @Test
    void bytesWithoutAnyLabelAreGuessedFromTheirStatistics() throws ExtractionException {
        String russian =
                "<p>\u0412 \u043d\u0430\u0447\u0430\u043b\u0435 \u0431\u044b\u043b\u043e \u0441\u043b\u043e\u0432\u043e, "
                        + "\u0438 \u0441\u043b\u043e\u0432\u043e \u0431\u044b\u043b\u043e \u0443 \u0431\u043e\u0433\u0430, \u0438 \u043e\u043d\u043e \u0431\u044b\u043b\u043e "
                        + "\u0432 \u043d\u0430\u0447\u0430\u043b\u0435 \u0443 \u0431\u043e\u0433\u0430, \u0438 \u0432\u0441\u0451 \u0447\u0435\u0440\u0435\u0437 \u043d\u0435\u0433\u043e \u043d\u0430\u0447\u0430\u043b\u043e \u0431\u044b\u0442\u044c.</p>";
        byte[] html = russian.getBytes(Charset.forName("windows-1251"));
        ExtractedText text = new HtmlExtractor(Limits.DEFAULT).extract(html, null, null);
        assertEquals("windows-1251", text.meta().get("charset"));
        assertEquals(russian.replace("<p>", "").replace("</p>", ""), text.text());
        byte[] german = UMLAUTS.repeat(3).getBytes(ISO_8859_1);
        assertTrue(new HtmlExtractor(Limits.DEFAULT)
                .extract(german, null, null)
                .text()
                .startsWith("\u00dcber die gr\u00f6\u00dften B\u00e4ume"));
    }

    @Test
    void brokenBytesAreReplacedAndCounted() throws ExtractionException {
        byte[] html = bytes("<p>", "a long line of text, ".repeat(5), 0xff, " and ", 0xe2, 0x82, " on</p>");
        ExtractedText text = new HtmlExtractor(Limits.DEFAULT).extract(html, "text/html; charset=utf-8", null);
        assertEquals("a long line of text, ".repeat(5) + "\ufffd and \ufffd on", text.text());
        assertEquals("3", text.meta().get("replaced_bytes"));
        // U+FFFD that the page itself holds is no broken byte.
        assertNull(new HtmlExtractor(Limits.DEFAULT)
                .extract(("<p>" + "some text ".repeat(9) + "\ufffd").getBytes(UTF_8), null, null)
                .meta()
                .get("replaced_bytes"));
    }

    @Test
    void aPageThatMostlyDoesNotDecodeIsRefused() {
        byte[] html = bytes("<p>text ", 0x80, 0x81, 0x82, 0xff, 0xfe, " text</p>");
        ExtractionException e = assertThrows(
                ExtractionException.class,
                () -> new HtmlExtractor(Limits.DEFAULT).extract(html, "text/html; charset=utf-8", null));
        assertEquals(Reason.TEXT_CHARSET, e.reason());
    }

    @Test
    void everyPairOfBytesDecodesToWholeCharactersInEveryEncoding() throws ExtractionException {
        HtmlExtractor extractor = new HtmlExtractor(Limits.DEFAULT);
        String prose = "<p>" + "text that is whole, ".repeat(200);
        for (String label : new String[] {
            "utf-8", "gbk", "big5", "shift_jis", "euc-kr", "euc-jp", "windows-1252", "koi8-u", "iso-2022-jp"
        }) {
            for (int first = 0x0e; first < 256; first += 7) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.writeBytes(prose.getBytes(ISO_8859_1));
                for (int second = 0; second < 256; second += 3) {
                    out.write(first == '<' ? ' ' : first);
                    out.write(second == '<' ? ' ' : second);
                }
                String text = extractor
                        .extract(out.toByteArray(), "text/html; charset=" + label, null)
                        .text();
                assertTrue(text.indexOf('\0') < 0 && UTF_8.newEncoder().canEncode(text), label + " " + first);
            }
        }
    }
}
