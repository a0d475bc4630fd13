package dev.tamis.filters.dedup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlKeyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.com/                        | example.com",
                "HTTPS://WWW.Example.COM:443/A/b            | example.com/A/b",
                "http://user:pass@example.com:80/a          | example.com/a",
                "http://example.com:8080/a/                 | example.com:8080/a",
                "http://example.com:/a                      | example.com/a",
                "http://example.com./a                      | example.com/a",
                "//example.com/a                            | example.com/a",
                "example.com/a                              | example.com/a",
                "http://www.com/a                           | www.com/a",
                "http://www.www.example.com                 | example.com",
                "http://localhost/a                         | localhost/a",
                "http://[2001:DB8::1]:80/a                  | [2001:db8::1]/a",
                "http://[2001:DB8::1]                       | [2001:db8::1]",
                "http://münchen.de/straße                   | xn--mnchen-3ya.de/stra%C3%9Fe",
                "http://M%C3%BCnchen.de/stra%c3%9fe         | xn--mnchen-3ya.de/stra%C3%9Fe",
                "http://例え.jp/                             | xn--r8jz45g.jp",
                "http://example.com/a/./b/../../c           | example.com/c",
                "http://example.com/../../a                 | example.com/a",
                "http://example.com/a/%2e%2E/b              | example.com/b",
                "http://example.com/a//b///                 | example.com/a//b",
                "http://example.com\\a\\b?c\\d              | example.com/a/b?c%5Cd",
                "http://example.com/%7euser/%2f%3A%41       | example.com/~user/%2F%3AA",
                "http://example.com/100%/%zz/%4             | example.com/100%25/%25zz/%254",
                "http://example.com/a b<c>                  | example.com/a%20b%3Cc%3E",
                "http://example.com/?                       | example.com",
                "http://example.com/a/?b=2&a=1&b=1          | example.com/a?b=2&a=1&b=1",
                "http://example.com/a?&&b=1&                | example.com/a?b=1",
                "http://example.com/a?utm_source=x&b=1      | example.com/a?b=1",
                "http://example.com/a?b=1&UTM_Medium=y&%67clid=z | example.com/a?b=1",
                "http://example.com/a?fbclid=1              | example.com/a",
                "http://example.com/a?feed=rss2&ref=home    | example.com/a",
                "http://example.com/a?reference=1&feeds=2   | example.com/a?reference=1&feeds=2",
                "http://example.com/a?next=http://b.org/?c  | example.com/a?next=http://b.org/?c",
                "http://example.com/a#top                   | example.com/a",
                "http://example.com/a?b=1#!/page/2          | example.com/a?b=1#!/page/2",
                "http://example.com/a.pdf#page=12           | example.com/a.pdf#page=12",
                "http://example.com/a.pdf#page=             | example.com/a.pdf",
                "http://example.com/a.pdf#page=2&zoom=100   | example.com/a.pdf",
                "http://example.com#a?utm_source=b          | example.com",
                "http://example.com?a=1                     | example.com?a=1",
                "http://a_b.example.com/x                   | a_b.example.com/x",
            })
    void canonicalFormIs(String url, String canonical) {
        assertEquals(canonical, UrlKey.canonical(url));
    }

    @Test
    void whiteSpaceAroundAndLineBreaksWithinAreDropped() {
        assertEquals("example.com/ab", UrlKey.canonical(" \u0001http://exam\nple.com/a\r\n\tb \n"));
    }

    @Test
    void halvesOfSurrogatePairsBecomeReplacementCharacters() {
        assertEquals("example.com/%F0%9F%98%80%EF%BF%BD", UrlKey.canonical("http://example.com/😀\ud83d"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "http://",
                "http:///a",
                "mailto:joe@example.com",
                "javascript:void(0)",
                "ftp://example.com/a",
                "data:text/html,a",
                "file:///etc/hosts",
                "a",
                "/a/b",
                "http://exa mple.com/",
                "http://a..b/",
                "http://.b/",
                "http://example.com:x/",
                "http://example.com:65536/",
                "http://example.com:-1/",
                "http://[::1/",
                "http://[]/",
                "http://%zz.com/",
                "http://a%00b.com/",
                "about:blank",
                "urn:isbn:0451450523",
                "http://<b>/"
            })
    void unusableAddressesHaveNoKey(String url) {
        assertNull(UrlKey.canonical(url));
        assertFalse(UrlKey.of(url, new long[2]));
    }

    @Test
    void nullAndTooLongAddressesHaveNoKey() {
        assertNull(UrlKey.canonical(null));
        assertNull(UrlKey.canonical("http://example.com/" + "a".repeat(UrlKey.LONGEST)));
        String longest = "http://example.com/" + "a".repeat(UrlKey.LONGEST - 19);
        assertEquals(UrlKey.LONGEST - 7, UrlKey.canonical(longest).length());
        assertNull(UrlKey.canonical("http://" + "a".repeat(300) + ".com/"));
    }

    @Test
    void keyIsTheStartOfTheSha256OfTheCanonicalForm() {
        long[] key = new long[2];
        assertTrue(UrlKey.of("http://www.example.com/?utm_source=a#b", key));
        // printf example.com | sha256sum
        assertArrayEquals(new long[] {0xa379a6f6eeafb9a5L, 0x5e378c118034e275L}, key);
    }

    @Test
    void canonicalFormIsItsOwn() {
        String[] pieces = {
            "/", "//", ".", "..", "a", "B", "%", "%2e", "%2F", "%41", "?", "&", "=", "#", "#!", "utm_x=1", "ref", "@",
            ":", "é", "\\", " ", "www.", "😀", "+", ";", "[", "]", "80"
        };
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder url = new StringBuilder("https://www.example.com/");
            for (int i = random.nextInt(12); i > 0; i--) {
                url.append(pieces[random.nextInt(pieces.length)]);
            }
            String once = UrlKey.canonical(url.toString());
            assertEquals(once, UrlKey.canonical(once), url.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a/", "../", "/", "%", "?", "&", "a&", "=", "#", "@", ":", ".", "www.", "é", "[", "\\", "utm_a&"
            })
    void hostileAddressesTakeLinearTime(String unit) {
        String tail = unit.repeat((UrlKey.LONGEST - 20) / unit.length());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 20; i++) {
                UrlKey.canonical("http://example.com/" + tail);
                UrlKey.canonical("http://" + tail);
                UrlKey.canonical("http://example.com/?" + tail);
                UrlKey.canonical(tail);
            }
        });
    }
}
