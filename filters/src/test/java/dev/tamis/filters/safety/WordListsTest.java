package dev.tamis.filters.safety;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Subject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** On made-up words; none of the published lists is here. */
class WordListsTest {
    private static final WordLists LISTS = with(
            with(with(WordLists.none(), "en", "frob\nfrobs\nbig frob\ngrütz\nx-ray\n"), "ja", "ふろぶ\n女の子\n"),
            "no",
            "frob\n");

    private static WordLists with(WordLists lists, String language, String words) {
        try {
            return lists.with(language, new ByteArrayInputStream(words.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> cases() {
        return Spans.rows("badword.tsv").stream().map(cells -> Arguments.of((Object[]) cells));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void countsAreThese(String text, String count, String c4, String redpajama, String words) {
        SignalRow row = measure("x " + text.length() + text, LISTS, null);
        assertNull(row.valueAt(row.indexOf("bad_words")));
        row = measure(text, LISTS, "en");
        if (text.codePoints().noneMatch(Character::isLetter)) {
            // no language is asked for where there is no letter
            assertNull(row.valueAt(row.indexOf("bad_words")), text);
            return;
        }
        assertEquals(Long.valueOf(count), row.valueAt(row.indexOf("bad_words")), text);
        assertEquals(Boolean.valueOf(c4), row.valueAt(row.indexOf("c4_bad_word")), text);
        assertEquals(Long.valueOf(redpajama), row.valueAt(row.indexOf("redpajama_ldnoobw_words")), text);
        double fraction = Double.parseDouble(words) / (Long) row.valueAt(row.indexOf("words"));
        assertEquals(fraction, (Double) row.valueAt(row.indexOf("bad_word_fraction")), 1e-9, text);
    }

    @Test
    void languagesWithoutSpacesNeedNoBoundariesAndCommonPartsAreLeftOut() {
        SignalRow row = measure("あふろぶいふろぶ女の子", LISTS, "ja");
        assertEquals(2L, row.valueAt(row.indexOf("bad_words")));
        assertEquals(1.0, row.valueAt(row.indexOf("bad_word_fraction")));
        assertNull(row.valueAt(row.indexOf("redpajama_ldnoobw_words")));
    }

    @Test
    void aLanguageWithoutAListHasNoValueAndNorwegianServesBothItsForms() {
        assertNull(measure("a frob x", LISTS, "de").valueAt(0));
        SignalRow row = measure("a frob x", LISTS, "nb");
        assertEquals(1L, row.valueAt(row.indexOf("bad_words")));
        row = measure("a frob x", LISTS, "nn");
        assertEquals(1L, row.valueAt(row.indexOf("bad_words")));
        row = measure("a frob x", WordLists.none(), "en");
        assertNull(row.valueAt(row.indexOf("bad_words")));
    }

    /** The flags are those of datatrove's and C4's expressions on random texts; the count is above 0 where datatrove matches. */
    @Test
    void flagsAreThoseOfTheRegularExpressions() {
        Pattern datatrove =
                Pattern.compile("(?:\\W|^)(frob|frobs|big frob|grütz|x-ray)(?:\\W|$)", Pattern.UNICODE_CHARACTER_CLASS);
        Pattern c4 = Pattern.compile("[^a-z](frob|frobs|big frob|grütz|x-ray)[^a-z]");
        String[] pieces = {
            "frob", "frobs", "big", " ", " ", "\n", "x-ray", "grütz", "GRÜTZ", ".", "_", "1", "é", "中", "\u00a0", "😀",
            "a", "\r", "\u000b", "\u001c", "\u001e", "\u001f", "\u0085", "\u2028", "\u2029"
        };
        Random random = new Random(47);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder made = new StringBuilder("z ");
            for (int i = random.nextInt(12); i > 0; i--) {
                made.append(pieces[random.nextInt(pieces.length)]);
            }
            String text = made.toString();
            SignalRow row = measure(text, LISTS, "en");
            String lower = text.toLowerCase(Locale.ROOT);
            assertEquals(datatrove.matcher(lower).find(), (Long) row.valueAt(row.indexOf("bad_words")) > 0, text);
            boolean found = false;
            for (String line : lower.split("[\n\u000b\f\r\u001c-\u001e\u0085\u2028\u2029]")) {
                Matcher matcher = c4.matcher(strip(line));
                found |= matcher.find();
            }
            assertEquals(found, row.valueAt(row.indexOf("c4_bad_word")), text);
        }
    }

    /** As Python strips: no-break spaces too. */
    private static String strip(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && " \u00a0\u001f".indexOf(line.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " \u00a0\u001f".indexOf(line.charAt(to - 1)) >= 0) {
            to--;
        }
        return line.substring(from, to);
    }

    @Test
    void tenMegabytesOfNearMatchesTakeLinearTime() {
        WordLists deep = with(WordLists.none(), "en", "a".repeat(60) + "b\n" + "a".repeat(30) + "\naa\na\n frob\n");
        for (String unit : new String[] {"a", "a ", "frob ", "fro", "big ", "\u00e9", "\n", "a\n", " "}) {
            String text = unit.repeat((10 << 20) / unit.length());
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> measure(text, deep, "en"), unit);
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> measure(text, LISTS, "en"), unit);
        }
    }

    private static SignalRow measure(String text, WordLists lists, String language) {
        Settings settings = Settings.none().with(WordLists.SETTING, lists);
        SignalRow row = new SignalRow(java.util.List.of(
                new BadWordCount(),
                new BadWordFraction(),
                new C4BadWord(),
                new RedpajamaBadWords(),
                dev.tamis.filters.signal.Signals.byName("words")));
        row.measure(new Subject(settings, any -> language == null ? null : new Guess(language, 1))
                .reset(Kind.WEB, text, null, Map.of()));
        return row;
    }
}
