package dev.tamis.filters.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Signals;
import dev.tamis.filters.signal.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pieces of HTML with the length of what Beautiful Soup 4.15.0 gives for them over the html.parser of Python 3.11.7. */
class HtmlTextTest {

    static Stream<Arguments> pages() {
        return Stream.of(
                of(0, ""),
                of(1, "x"),
                of(4, "  x "),
                of(1, " \n "),
                of(1, "<p> </p>"),
                of(15, "<div>\n      <p>\n          x</p>\n      \n   </div>\n"),
                of(4, "<pre> \n </pre> \n "),
                of(3, "<textarea>   </textarea>"),
                of(5, "<PRE>\n\n</div>  </PRE>  "),
                of(1, "<div><pre></div>   </pre>"),
                of(3, "<p>a&nbsp;b</p>"),
                of(2, "<p>&nbsp;&nbsp;</p>"),
                of(1, " &#32; &#x0a; "),
                of(3, "&lt;b&gt;"),
                of(6, "&copy 2020"),
                of(4, "&foo;"),
                of(5, "a & b"),
                of(5, "&;&#;"),
                of(2, "&fjlig;"),
                of(2, "&NotEqualTilde;"),
                of(2, "a<!-- b -->c"),
                of(7, "a<!-- b"),
                of(11, "a<!-- b > c"),
                of(12, "a<!-- b <p>c</p>"),
                of(0, "<!---->"),
                of(1, "<!-->x-->y"),
                of(2, "a<!-- -- b -- >c"),
                of(1, "<!DOCTYPE html>\n<html>"),
                of(1, "<?xml version=\"1.0\"?>x"),
                of(3, "<?x"),
                of(3, "<![CDATA[ y ]]>"),
                of(1, "<![CDATA[]]>"),
                of(1, "<![if IE]>x<![endif]>"),
                of(1, "<script>a<b</script>c"),
                of(0, "<script>a"),
                of(1, "<script/>c"),
                of(1, "<style>a</style >b"),
                of(1, "<STYLE>a</style>b"),
                of(1, "<script>\"</scripts>\"</script>d"),
                of(1, "<a href=\"x>y\">z</a>"),
                of(14, "<a href='x>y>z"),
                of(1, "<a b=c/>d"),
                of(1, "<br/>x"),
                of(2, "<p"),
                of(6, "<p x=\""),
                of(8, "<p x=\">y"),
                of(5, "< p>x"),
                of(1, "</>x"),
                of(1, "</ p>x"),
                of(3, "a<3"),
                of(1, "<"),
                of(2, "<ruby>\u6f22<rt>kan</ruby>x"),
                of(1, "<template>x</template>y"),
                of(0, "<template>x"),
                of(5, "\u6f22\u5b57 <b>\u00e9\ud83d\ude00</b>"),
                of(1, "\u00a0"),
                of(1, "<p>\u3000</p>"),
                of(6, "x\r\n\r\n<p>\r\n</p>"),
                of(1, "<td nowrap>x</td>"),
                of(1, "<input\n>x"),
                of(5, "<p>a</p> <p>b</p>\n\n<p>c</p>"));
    }

    private static Arguments of(long chars, String html) {
        return Arguments.of(chars, html);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void countsWhatBeautifulSoupTakesForText(long chars, String html) {
        assertEquals(chars, measure(html));
    }

    /** Markup that never ends must not be looked through again and again. */
    @Test
    void hostilePagesTakeLinearTime() {
        List<String> units = List.of(
                "<",
                "<!--",
                "<![CDATA[",
                "<![if",
                "<?",
                "</",
                "<a ",
                "<a b=\"",
                "<a b='",
                "<a b=\"'<a c='\"",
                "<b>",
                "</b>",
                "<script",
                "<script>",
                "&#",
                "&",
                "&a",
                "<a \" b=\"<a \" ",
                "]",
                "] ",
                "--",
                "-- ",
                "<p></q>",
                "<pre>");
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (String unit : units) {
                String half = unit.repeat((2 << 20) / unit.length());
                measure(half);
                measure("<b>" + half + " c='");
                measure(half + ">");
            }
        });
    }

    private static Object measure(String html) {
        SignalRow row = new SignalRow(List.of(Signals.byName("html_visible_chars")));
        row.measure(new Subject(Settings.none()).reset(Kind.CODE, html, null, Map.of("language", "html")));
        return row.valueAt(0);
    }
}
