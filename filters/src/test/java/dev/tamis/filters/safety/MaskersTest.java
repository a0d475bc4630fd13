package dev.tamis.filters.safety;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.clean.Cleaner;
import dev.tamis.filters.clean.Removed;
import dev.tamis.filters.text.TextView;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaskersTest {
    private static final String ALL_KINDS =
            "\uD83D\uDE00 jane@example.org, +1 202 555 0123, 8.8.8.8, 4111 1111 1111 1111,"
                    + " GB82 WEST 1234 5698 7654 32, 12345678Z, password = \"kX9#vQ2!mT\" \uD83D\uDE00";

    private static final String[] PIECES = {
        " ",
        " ",
        "\n",
        ",",
        ".",
        "-",
        "/",
        "|",
        "(",
        ")",
        "+",
        "@",
        ":",
        "=",
        "\"",
        "x",
        "tel ",
        "phone",
        "IBAN ",
        "card ",
        "1",
        "12",
        "0",
        "212-736-5000",
        "(212) 736-5000",
        "+1 202 555 0123",
        "tel 020 7946 0958",
        "8.8.8.8",
        "2606:4700::1111",
        "jane@example.org",
        "4111 1111 1111 1111",
        "378282246310005",
        "GB82 WEST 1234 5698 7654 32",
        "12345678Z",
        "219-09-9998",
        "811228-9874",
        "password = \"kX9#vQ2!mT\"",
        "https://u:s3cr3tpw@",
        "https://u:p@ss",
        "de89 3704 0044 0532 0130 00",
        "(089/99529727)",
        "tel 069 / 920 77 00",
        " - ",
        "8 (495) 697-03-49",
        "18001 03457 225 225",
        "756.6174.0931.92",
        "1 85 05 78 006 084 36",
        "２０",
        "（",
        "٠١",
        "V8 to 11.8.172.13",
        "12.1.2.3",
        "ip ",
        "Authorization: Basic YWxpY2U6VHIwdWI0ZG9y",
        "curl -u a:Tr0ub4dor",
        "\nDB_PASSWORD=Sup3rS3cret99\n",
        "\uD83D\uDE00",
        "\u00a0",
        "é",
        "中",
        "|||",
        "\uD800"
    };

    static Stream<Cleaner> maskers() {
        return Masker.all().stream();
    }

    @Test
    void namesAreUniqueAndDocsAreOneSentence() {
        Set<String> names = new HashSet<>();
        for (Cleaner masker : Masker.all()) {
            assertTrue(names.add(masker.name()));
            assertTrue(masker.name().matches("mask_[a-z_]+"), masker.name());
            assertTrue(masker.doc().endsWith(".") && !masker.doc().contains("\n"), masker.doc());
        }
    }

    @Test
    void eachKindBecomesItsTokenAndIsCounted() {
        Removed removed = new Removed();
        String masked = masker("mask_personal_data").clean(ALL_KINDS, removed);
        assertEquals(
                "\uD83D\uDE00 |||EMAIL_ADDRESS|||, |||PHONE_NUMBER|||, |||IP_ADDRESS|||, |||CARD_NUMBER|||, |||IBAN|||,"
                        + " |||NATIONAL_ID|||, password = \"kX9#vQ2!mT\" \uD83D\uDE00",
                masked);
        assertEquals(6, removed.spans());
        assertEquals(16 + 15 + 7 + 19 + 27 + 9, removed.chars());
        assertEquals(0, removed.lines());
        assertEquals("password = \"|||SECRET|||\"", clean(masker("mask_secrets"), "password = \"kX9#vQ2!mT\""));
    }

    @ParameterizedTest
    @MethodSource("maskers")
    void aTextWithoutHitsIsTheSameObject(Cleaner masker) {
        for (String text : List.of("", "nothing here", "\uD83D\uDE00 |||EMAIL_ADDRESS|||", "\uD800")) {
            Removed removed = new Removed();
            assertSame(text, masker.clean(text, removed));
            assertEquals(0, removed.spans());
        }
    }

    @ParameterizedTest
    @MethodSource("maskers")
    void maskingTwiceIsMaskingOnceAndLeavesNoHit(Cleaner masker) {
        Random random = new Random(43);
        for (int round = 0; round < 4000; round++) {
            StringBuilder made = new StringBuilder();
            for (int pieces = random.nextInt(20); pieces > 0; pieces--) {
                made.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String text = made.toString();
            String masked = clean(masker, text);
            // two of datatrove's replacements side by side may be one address to it
            if (!masker.name().endsWith("datatrove")) {
                assertEquals(masked, clean(masker, masked), text);
                assertEquals(List.of(), Spans.of(masked, null, kinds(masker)), () -> text + " became " + masked);
            }
        }
    }

    private static Set<SensitiveKind> kinds(Cleaner masker) {
        EnumSet<SensitiveKind> kinds = EnumSet.noneOf(SensitiveKind.class);
        String masked = clean(masker, ALL_KINDS);
        for (SensitiveKind kind : SensitiveKind.values()) {
            if (masked.contains(kind.mask())) {
                kinds.add(kind);
            }
        }
        assertTrue(!kinds.isEmpty(), masker.name());
        return kinds;
    }

    @Test
    void aLoneHalfOfASurrogatePairStaysWhereItIs() {
        assertEquals(
                "\uD800 |||EMAIL_ADDRESS||| \uDC00", clean(masker("mask_emails"), "\uD800 jane@example.org \uDC00"));
    }

    @Test
    void datatroveReplacementsDependOnTheMatchAlone() {
        Cleaner masker = masker("mask_pii_datatrove");
        String one = clean(masker, "jane@example.org");
        String other = clean(masker, "8.8.8.8");
        assertTrue(
                List.of("email@example.com", "firstname.lastname@example.org").contains(one));
        assertEquals(
                "x " + one + " y " + other + " " + one, clean(masker, "x jane@example.org y 8.8.8.8 jane@example.org"));
        assertEquals("2606:4700::1111", clean(masker, "2606:4700::1111"));
    }

    static Stream<String> hostile() {
        return Stream.of(
                "a@a@a@",
                "1",
                "1.1.1.",
                "-----BEGIN",
                "-----BEGIN PRIVATE KEY-----",
                "::::",
                "eyJ.eyJ.",
                "eyJaaaaaaaaaaaaaaaaaaaa.",
                "sk_live_",
                "sk-",
                "1 ",
                "1 2 3 ",
                "password=",
                "token = \"",
                "1-",
                "(1",
                "2001:",
                "A1",
                "12345678",
                "12345678-",
                "a:b@",
                "http://a:b",
                "0 0 0 0 ",
                "+1",
                "|||",
                "xoxb-1",
                "_",
                "@",
                "=",
                "AKIA",
                "1 85 05 2A 1",
                "a.",
                "%",
                " 123",
                "123---",
                "tel 1 ");
    }

    /** Twice the text must not take four times as long; small times and a loaded machine are allowed for. */
    @ParameterizedTest
    @MethodSource("hostile")
    void timeOfFindingGrowsWithTheText(String unit) {
        byte[] half = unit.repeat((5 << 20) / unit.length()).getBytes(UTF_8);
        byte[] whole = unit.repeat((10 << 20) / unit.length()).getBytes(UTF_8);
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            long first = nanos(half);
            long second = nanos(whole);
            assertTrue(second < 8 * first + 3_000_000_000L, unit + ": " + first + " ns, then " + second + " ns");
        });
    }

    private static long nanos(byte[] utf8) {
        long begin = System.nanoTime();
        new PersonalData().find(utf8, utf8.length, () -> null);
        DolmaPii.count(Arrays.copyOf(utf8, utf8.length + TextView.PADDING), utf8.length);
        return System.nanoTime() - begin;
    }

    /** What looks like numbers, keys and addresses of every kind, as many hits as near misses. */
    static Stream<String> likeHits() {
        return Stream.of(
                "030 1234 ",
                "中文电话13812345678",
                "030 1234 5678, ",
                "01 42 68 53 00 ",
                "tel 1234567 8 ",
                "(11) 91234-5678 ",
                "8 (495) 697-03-49 ",
                "Tel: 069 / 920 77 00 - 1 ",
                "+49 - (40) - 300 ",
                "18001 03457 225 225 ",
                "тел. 495 697 03 49 ",
                "هاتف ٠١٠٠١٢٣٤٥٦٧ ",
                "（０１０）１２３４５６７８",
                "11.8.172.12 to 11.8.172.13 to ",
                "2001:4860:4860::8888 ",
                "GB82 WEST 1234 5698 7654 33 ",
                "gb82west12345698765432 ",
                "756.6174.0931.93 ",
                "1 85 05 78 006 084 36 ",
                "4111 1111 1111 1112 541B ",
                "DB_PASSWORD=Sup3rS3cret99\n",
                "Authorization: Bearer a1b2c3d4e5f6g7h8 ",
                "curl -u alice:Tr0ub4dor ",
                "https://u:p@ss@ss@ss",
                "https://hooks.slack.com/services/T0A1/",
                "hvs.aaaaaaa1",
                "-----BEGIN PRIVATE KEY-----\nMIIE\n");
    }

    /**
     * Four times the text must not take sixteen times as long; small times and a loaded machine are allowed for. All maskers
     * look for the same, in the language that the text is found to be of.
     */
    @ParameterizedTest
    @MethodSource("likeHits")
    void timeOfMaskingGrowsWithTheText(String unit) {
        String quarter = megabytes(unit, 2.5);
        String whole = megabytes(unit, 10);
        assertTimeoutPreemptively(Duration.ofMinutes(4), () -> {
            Cleaner masker = masker("mask_personal_data");
            long first = nanosOfMasking(masker, quarter);
            long second = nanosOfMasking(masker, whole);
            assertTrue(second < 10 * first + 3_000_000_000L, unit + ": " + first + " ns, then " + second + " ns");
        });
    }

    private static String megabytes(String unit, double megabytes) {
        return unit.repeat((int) (megabytes * (1 << 20)) / unit.getBytes(UTF_8).length);
    }

    private static long nanosOfMasking(Cleaner masker, String text) {
        long begin = System.nanoTime();
        clean(masker, text);
        return System.nanoTime() - begin;
    }

    @Test
    void tenMegabytesFullOfHitsAreMaskedInBoundedTime() {
        for (String unit :
                List.of("a@b.example ", "8.8.8.8 ", "4111 1111 1111 1111\n", "12345678Z,", "a@b.example,8.8.8.8-")) {
            String text = unit.repeat((10 << 20) / unit.length());
            for (Cleaner masker : Masker.all()) {
                assertTimeoutPreemptively(
                        Duration.ofMinutes(2), () -> clean(masker, text), masker.name() + " of " + unit);
            }
        }
    }

    private static Cleaner masker(String name) {
        return Masker.all().stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String clean(Cleaner masker, String text) {
        return masker.clean(text, new Removed());
    }
}
