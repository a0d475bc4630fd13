package dev.tamis.filters.safety;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tamis.filters.html.HtmlExtractor;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What pages and servers say on their use, from what an extractor stored and from HTML itself. */
class OptOutTest {

    static Stream<Arguments> optOuts() {
        return Spans.rows("optout.tsv").stream().map(cells -> Arguments.of(cells[0], cells[1]));
    }

    @ParameterizedTest
    @MethodSource("optOuts")
    void whatHoldsIsThis(String statements, String expected) {
        Map<String, String> meta = new HashMap<>();
        for (String statement : statements.split(" & ")) {
            int equals = statement.indexOf('=');
            if (equals > 0) {
                meta.put(statement.substring(0, equals), statement.substring(equals + 1));
            }
        }
        for (Kind kind : Kind.values()) {
            // What holds for the images of a page holds for an image as a whole.
            boolean all = kind == Kind.IMAGE && expected.contains("noimageai") && !expected.contains("noai");
            assertEquals(all ? "noai," + expected : expected, said(meta, kind), statements);
        }
    }

    private static String said(Map<String, String> meta, Kind kind) {
        SignalRow row = row(meta, kind);
        List<String> holds = new ArrayList<>();
        for (String name : List.of("noai", "noindex", "noimageai")) {
            if ((Boolean) row.valueAt(row.indexOf("robots_" + name))) {
                holds.add(name);
            }
        }
        Object tdm = row.valueAt(row.indexOf("tdm_reservation"));
        if (tdm != null) {
            holds.add((Boolean) tdm ? "tdm" : "notdm");
        }
        return holds.isEmpty() ? "-" : String.join(",", holds);
    }

    private static SignalRow row(Map<String, String> meta, Kind kind) {
        SignalRow row = new SignalRow();
        row.measure(new Subject(Settings.none(), text -> null).reset(kind, "x", null, meta));
        return row;
    }

    static Stream<Arguments> licences() {
        return Spans.rows("licence.tsv").stream().map(cells -> Arguments.of(cells[0], cells[1]));
    }

    @ParameterizedTest
    @MethodSource("licences")
    void licenceIsThis(String stated, String expected) {
        assertEquals(expected.equals("-") ? null : expected, Licence.of(stated), stated);
    }

    @Test
    void nothingStatedIsNoLicence() {
        assertNull(Licence.of(null));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "<link rel=license href='https://creativecommons.org/licenses/by/4.0/'>, cc-by-4.0",
                "<body><p>text <a rel='license nofollow' href=//creativecommons.org/licenses/by-sa/4.0/>BY-SA</a>, cc-by-sa-4.0",
                "<body><a rel=license href=https://creativecommons.org/licenses/by/4.0/>x</a><a rel=license href=https://creativecommons.org/licenses/by/4.0/>x</a>, cc-by-4.0",
                "<body><a rel=license href=https://creativecommons.org/licenses/by/4.0/>x</a><a rel=license href=https://creativecommons.org/licenses/by-nc/4.0/>x</a>, -",
                "<body><a href=https://creativecommons.org/licenses/by/4.0/>x</a>, -",
                "<link rel=license href=/terms><body><a rel=license href=https://creativecommons.org/licenses/by/4.0/>x</a>, other",
                "<meta name=license content='CC BY 4.0'>, cc-by-4.0",
                "<meta name=dcterms.license content='https://creativecommons.org/publicdomain/zero/1.0/'>, cc0-1.0",
                "<meta name=dc.rights content='(c) A. Miller'>, -",
                "<meta name=dc.rights content='https://creativecommons.org/licenses/by-nd/4.0/'>, cc-by-nd-4.0",
            })
    void licenceOfAPageIsReadFromItsHtml(String html, String expected) throws ExtractionException {
        assertEquals(
                expected,
                row(meta(html), Kind.WEB).valueAt(row(Map.of(), Kind.WEB).indexOf("licence")),
                html);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<meta name=robots content=noai> | noai",
                "<meta name=GPTBot content=noindex> | noindex",
                "<meta name=ClaudeBot content='noai, noimageai'> | noai,noimageai",
                "<meta name=otherbot content=noai> | -",
                "<meta name=tdm-reservation content=1><meta name=tdm-policy content=https://example.org/p> | noai,tdm",
                "<meta name=tdm-reservation content=0> | notdm",
                "<body><meta name=robots content=noai>x | noai",
                "<p>noai noindex | -",
            })
    void optOutsOfAPageAreReadFromItsHtml(String html, String expected) throws ExtractionException {
        assertEquals(expected, said(meta(html), Kind.WEB), html);
    }

    private static Map<String, String> meta(String html) throws ExtractionException {
        return new HtmlExtractor(Limits.DEFAULT)
                .extract(html.getBytes(UTF_8), "text/html; charset=utf-8", "https://example.org/a")
                .meta();
    }
}
