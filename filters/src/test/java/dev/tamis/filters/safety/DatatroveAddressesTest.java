package dev.tamis.filters.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tamis.filters.clean.Removed;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts with what PIIFormatter of datatrove 0.10.1 makes of them; {@code <E>} and {@code <I>} stand for a replacement. */
class DatatroveAddressesTest {
    private static final Pattern EMAIL = Pattern.compile("email@example\\.com|firstname\\.lastname@example\\.org");
    private static final Pattern IP = Pattern.compile(
            "126\\.96\\.36\\.199|188\\.8\\.131\\.52|184\\.108\\.40\\.206|220\\.127\\.116\\.11|22\\.214\\.171\\.124|18\\.104\\.22\\.168");

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("no address", "no address"),
                Arguments.of("jane@example.org", "<E>"),
                Arguments.of("JANE@EXAMPLE.ORG, thanks", "<E>, thanks"),
                Arguments.of("a@b.co", "<E>"),
                Arguments.of("x@y.z1", "<E>"),
                Arguments.of("me@localhost", "me@localhost"),
                Arguments.of("me@host.c", "<E>"),
                Arguments.of("a@b@c.com", "a@<E>"),
                Arguments.of("a..b@example.com", "a..<E>"),
                Arguments.of(".a@example.com", ".<E>"),
                Arguments.of("a.@example.com", "a.@example.com"),
                Arguments.of("..@b.c", "..@b.c"),
                Arguments.of("info@-bad-.com", "info@-bad-.com"),
                Arguments.of("info@bad-.com", "info@bad-.com"),
                Arguments.of("a@b.c-d.-e", "<E>.-e"),
                Arguments.of("info@example.net.", "<E>."),
                Arguments.of("o'neil@example.ie", "<E>"),
                Arguments.of("mailto:info@example.net?subject=x", "mailto:<E>?subject=x"),
                Arguments.of("<x_y+z@sub.domain.co.uk>", "<<E>>"),
                Arguments.of("\u00e9.jane@mail.fr", "\u00e9.<E>"),
                Arguments.of("\u00e9jane@mail.fr", "\u00e9jane@mail.fr"),
                Arguments.of("\u00e9/a@b.c", "\u00e9<E>"),
                Arguments.of("!a@b.c", "!<E>"),
                Arguments.of("!!@b.c", "!!@b.c"),
                Arguments.of("x!@b.c", "<E>"),
                Arguments.of("_@b.c", "<E>"),
                Arguments.of("-@b.c", "-@b.c"),
                Arguments.of("jane@m\u00fcnchen.de", "jane@m\u00fcnchen.de"),
                Arguments.of("info@example.net\u3002", "<E>\u3002"),
                Arguments.of("\u65e5\u672cinfo@example.jp", "\u65e5\u672cinfo@example.jp"),
                Arguments.of("\u0663a@b.c", "\u0663a@b.c"),
                Arguments.of("\u00bda@b.c", "\u00bda@b.c"),
                Arguments.of("\ud83d\ude00a@b.c", "\ud83d\ude00<E>"),
                Arguments.of("a@b.c@d.e", "<E>@d.e"),
                Arguments.of("a@b..c", "a@b..c"),
                Arguments.of("a@b.c d@e.f", "<E> <E>"),
                Arguments.of("user@[8.8.8.8]", "<E>"),
                Arguments.of("user@[8.8.8.8:]", "<E>"),
                Arguments.of("user@[8.8.8.a-b:]", "<E>"),
                Arguments.of("user@[8.8.8.-:]", "user@[8.8.8.-:]"),
                Arguments.of("user@[256.8.8.8]", "user@[2<I>]"),
                Arguments.of("user@[1.2.3.04]x", "<E>x"),
                Arguments.of("a@[1.2.3", "a@[1.2.3"),
                Arguments.of("a@[", "a@["),
                Arguments.of("8.8.8.8", "<I>"),
                Arguments.of("The server 8.8.8.8 answers.\r\n", "The server <I> answers.\r\n"),
                Arguments.of("v1.2.3.4", "v<I>"),
                Arguments.of("1.2.3.4.5", "<I>.5"),
                Arguments.of("8.8.8.8.8.8.8.8", "<I>.<I>"),
                Arguments.of("1.999.2.3.4", "1.9<I>"),
                Arguments.of("256.1.1.1", "2<I>"),
                Arguments.of("399.1.1.1", "3<I>"),
                Arguments.of("3999.1.1.1", "39<I>"),
                Arguments.of("1.1.1.256", "<I>6"),
                Arguments.of("1.1.1.2555", "<I>5"),
                Arguments.of("1.1.1.300", "<I>0"),
                Arguments.of("1.1.1.1999", "<I>9"),
                Arguments.of("01.2.3.4", "01.2.3.4"),
                Arguments.of("1.2.3.04", "1.2.3.04"),
                Arguments.of("008.8.8.8", "008.8.8.8"),
                Arguments.of("10.0.0.1 and 192.168.1.1", "10.0.0.1 and 192.168.1.1"),
                Arguments.of("100.64.0.1", "100.64.0.1"),
                Arguments.of("172.16.0.1 172.32.0.1", "172.16.0.1 <I>"),
                Arguments.of("224.0.0.1", "<I>"),
                Arguments.of("239.1.2.3", "<I>"),
                Arguments.of("240.0.0.1", "240.0.0.1"),
                Arguments.of("255.255.255.255", "255.255.255.255"),
                Arguments.of("0.1.2.3.4", "0.1.2.3.4"),
                Arguments.of("192.0.0.9 192.0.0.170", "<I> 192.0.0.170"),
                Arguments.of("192.88.99.1", "<I>"),
                Arguments.of("8.8.8", "8.8.8"),
                Arguments.of("8.8.8.", "8.8.8."),
                Arguments.of(".8.8.8.8.", ".<I>."),
                Arguments.of("8.8..8.8.8.8", "8.8..<I>"),
                Arguments.of("1.2.3.4/24:80", "<I>/24:80"),
                Arguments.of("\u0668.8.8.8", "\u0668.8.8.8"),
                Arguments.of("a@b.c8.8.8.8", "<E>"),
                Arguments.of("a@b.8.8.8.8", "<E>"),
                Arguments.of("10.1.2.3.8.8.8.8", "10.1.2.3.<I>"),
                Arguments.of("9.9.9.9\u3002\ud83d\ude00", "<I>\u3002\ud83d\ude00"),
                Arguments.of("2001:4860::8888", "2001:4860::8888"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatDatatroveReplacesIsReplaced(String text, String expected) {
        String masked = clean(text);
        assertEquals(
                expected, IP.matcher(EMAIL.matcher(masked).replaceAll("<E>")).replaceAll("<I>"));
        if (!expected.contains("<E>x")) {
            assertEquals(masked, clean(masked));
        }
    }

    @Test
    void addressesAreCountedWithTheirCharacters() {
        Removed removed = new Removed();
        new DatatroveAddresses().clean("é a@b.c, 8.8.8.8 and email@example.com", removed);
        assertEquals(2, removed.spans());
        assertEquals(5 + 7, removed.chars());
    }

    @Test
    void hostileTextsTakeLinearTime() {
        List<String> units = List.of(
                "@",
                "a",
                "a.",
                "a@",
                "a.@",
                "é",
                "@a-",
                "@[1.1.1.",
                "1",
                "1.",
                "1.1.",
                "1.1.1.",
                "999.",
                "1.1.1.1",
                "!",
                "a@b.c");
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (String unit : units) {
                String text = unit.repeat((10 << 20) / unit.length());
                clean(text);
                clean(text + "@b.c");
            }
        });
    }

    private static String clean(String text) {
        return new DatatroveAddresses().clean(text, new Removed());
    }
}
