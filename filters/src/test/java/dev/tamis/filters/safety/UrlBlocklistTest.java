package dev.tamis.filters.safety;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Subject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UrlBlocklistTest {
    private static final UrlBlocklist LIST = list();

    private static UrlBlocklist list() {
        try {
            return new UrlBlocklist.Builder()
                    .addDomains("adult", in("\ufeffbad.example\n# comment\n\nboth.example\n"))
                    .addUrls("adult", in("good.example/dir/\r\nhttp://www.blog.example/a/b?id=7\n"))
                    .addDomains("gambling", in("www.plain.example\nboth.example\n"))
                    .addDomains("malware", in("müll.example\n1.2.3.4\n.dotted.example."))
                    .build();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    static Stream<Arguments> cases() {
        return Spans.rows("url.tsv").stream().map(cells -> Arguments.of(cells[0], cells[1]));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void categoryIsThis(String url, String expected) {
        assertEquals(expected.equals("-") ? null : expected, LIST.category(url), url);
    }

    @Test
    void anEntryOfTwoCategoriesCountsOnceForTheFirst() {
        assertEquals(8, LIST.size());
        assertEquals("adult", LIST.category("both.example"));
    }

    @Test
    void aMillionEntriesAreAllFoundAndNothingElseIs() throws IOException {
        StringBuilder domains = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            domains.append("host").append(i).append(".example\n");
        }
        UrlBlocklist list = new UrlBlocklist.Builder()
                .addDomains("x", in(domains.toString()))
                .build();
        assertEquals(1_000_000, list.size());
        for (int i = 0; i < 1_000_000; i += 7) {
            assertEquals("x", list.category("https://www.host" + i + ".example/page"));
            assertNull(list.category("https://host" + i + ".other/page"));
        }
    }

    @Test
    void moreCategoriesThanABytesWorthAreRefused() throws IOException {
        UrlBlocklist.Builder builder = new UrlBlocklist.Builder();
        for (int i = 0; i < 256; i++) {
            builder.addDomains("c" + i, in("d" + i + ".example"));
        }
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> builder.addDomains("last", in("x.example")));
        assertTrue(refused.getMessage().contains("257"), refused.getMessage());
        assertEquals("c255", builder.build().category("d255.example"));
    }

    @Test
    void aLineTooLongIsLeftOutAndTheNextOneIsRead() throws IOException {
        UrlBlocklist list = new UrlBlocklist.Builder()
                .addDomains("x", in("a".repeat(100_000) + "\nb.example"))
                .build();
        assertEquals(1, list.size());
        assertEquals("x", list.category("b.example"));
    }

    @Test
    void aLongUrlIsLookedUpInLinearTime() {
        String url = "http://" + "a.".repeat(1 << 20) + "example/" + "b/?&#".repeat(1 << 20);
        assertNull(LIST.category(url));
        assertEquals("adult", LIST.category("http://" + "a.".repeat(1 << 20) + "bad.example/"));
    }

    @Test
    void signalsAskTheListsOfTheRecipe() throws IOException {
        Settings settings = Settings.none()
                .with(UrlBlocklist.SETTING, LIST)
                .with(UrlWords.SETTING, UrlWords.read(in("frobcam\n"), in("frob\n"), in("mild\nmeek\n")));
        SignalRow row = new SignalRow();
        row.measure(new Subject(settings)
                .reset(Kind.WEB, "x", "http://my.frob.bad.example/frob-cam/mild/meek/mild", Map.of()));
        assertEquals("adult", row.valueAt(row.indexOf("url_blocklist")));
        assertEquals(1L, row.valueAt(row.indexOf("url_strict_words")));
        assertEquals(1L, row.valueAt(row.indexOf("url_hard_words")));
        assertEquals(2L, row.valueAt(row.indexOf("url_soft_words")));
        assertEquals("hard_blacklisted", row.valueAt(row.indexOf("datatrove_url_words")));
        row.measure(new Subject(settings).reset(Kind.WEB, "x", null, Map.of()));
        assertNull(row.valueAt(row.indexOf("url_blocklist")));
        assertNull(row.valueAt(row.indexOf("url_strict_words")));
        row.measure(new Subject(settings).reset(Kind.WEB, "x", "http://fine.example/", Map.of()));
        assertNull(row.valueAt(row.indexOf("url_blocklist")));
        assertEquals(0L, row.valueAt(row.indexOf("url_soft_words")));
        assertNull(row.valueAt(row.indexOf("datatrove_url_words")));
    }
}
