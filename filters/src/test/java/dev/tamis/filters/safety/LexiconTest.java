package dev.tamis.filters.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Subject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lexicons of adult and toxic words find, and what they leave alone. */
class LexiconTest {
    private record Found(Object words, Object fraction) {}

    private static Found adult(String language, String text) {
        return find("adult", language, text);
    }

    private static Found toxic(String language, String text) {
        return find("toxic", language, text);
    }

    private static Found find(String subject, String language, String text) {
        SignalRow row = new SignalRow();
        row.measure(
                new Subject(Settings.none(), unused -> new Guess(language, 1)).reset(Kind.WEB, text, null, Map.of()));
        return new Found(value(row, subject + "_words"), value(row, subject + "_word_fraction"));
    }

    private static Object value(SignalRow row, String name) {
        int index = row.indexOf(name);
        return row.isNull(index) ? null : row.valueAt(index);
    }

    static List<String> languages() {
        return Lexicon.LANGUAGES;
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyEntryIsFoundAsItStandsInCapitalsAndAtTheEndOfASentence(String language) {
        for (String subject : new String[] {"adult", "toxic"}) {
            List<Lexicon.Entry> entries = Lexicon.read(subject, language);
            assertTrue(entries.size() >= 50, subject + " " + language);
            String other = entries.stream()
                    .filter(Lexicon.Entry::strong)
                    .findFirst()
                    .orElseThrow()
                    .phrase();
            for (Lexicon.Entry entry : entries) {
                String phrase = entry.phrase();
                assertEquals(phrase.toLowerCase(Locale.ROOT).strip(), phrase);
                long expected = phrase.equals(other) ? 1 : 2;
                for (String text : new String[] {phrase, phrase.toUpperCase(Locale.ROOT)}) {
                    assertEquals(expected, find(subject, language, other + ", 1 " + text + ".").words, text);
                }
                if (entry.strong()) {
                    assertEquals(1L, find(subject, language, "\u201c" + phrase + "\u201d!").words, phrase);
                }
            }
        }
    }

    @Test
    void aStrongWordCountsAloneAndAWeakOneInCompanyOnly() {
        assertEquals(new Found(1L, 0.25), adult("en", "There is porn here."));
        assertEquals(new Found(0L, 0.0), adult("en", "The naked truth, the naked eye."));
        assertEquals(new Found(2L, 2.0 / 4), adult("en", "Naked sexy truth here"));
        assertEquals(new Found(2L, 3.0 / 6), adult("en", "naked naked truth, x, porn here"));
    }

    @Test
    void companyIsWithinTwentyWordsOnEitherSide() {
        for (String[] pair : new String[][] {{"naked", "sexy"}, {"naked", "porn"}, {"porn", "naked"}}) {
            assertEquals(2L, adult("en", pair[0] + " x".repeat(19) + " " + pair[1]).words);
            long alone = List.of(pair).contains("porn") ? 1 : 0;
            assertEquals(alone, adult("en", pair[0] + " x".repeat(20) + " " + pair[1]).words);
        }
        // a word does not keep itself company
        assertEquals(0L, adult("en", "naked naked naked").words);
    }

    @Test
    void onlyWholeWordsCount() {
        assertEquals(
                new Found(0L, 0.0), adult("en", "Cocktails in Scunthorpe, a classic analysis of pornography, Dickens"));
        assertEquals(new Found(0L, 0.0), toxic("en", "A niggardly retardant, shiitake, Pakistan, assassin"));
    }

    @Test
    void phrasesCountOnceOverLineBreaksAndTheLongestWins() {
        assertEquals(new Found(1L, 1.0 / 4), toxic("en", "Son of\na BITCH"));
        assertEquals(new Found(1L, 1.0 / 2), toxic("de", "Verpiss dich!"));
        assertEquals(new Found(1L, 1.0 / 3), toxic("fr", "fils de pute"));
        assertEquals(new Found(1L, 1.0 / 2), toxic("ru", "Пошёл НАХУЙ"));
    }

    @Test
    void anUnknownLanguageHasNoValues() {
        assertNull(adult("eu", "porn porn").words);
        assertNull(toxic("und", "fuck you").fraction);
        assertNull(adult("en", "12 34").words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Screening finds most tumours of the breast early. The surgeon may keep the nipple and the areola; sensation in"
                        + " them is often lost. Sexual function, desire and orgasm can change under hormone therapy, and vaginal"
                        + " dryness makes intercourse painful. The doctor will ask about anal and rectal bleeding as well.",
                "Great tits and blue tits nested under the roof that spring, and the cock crowed at dawn. Coal tits came only in"
                        + " hard winters. My uncle fed the ass and the hens, then walked down to the water, where the pussy willow was"
                        + " in flower.",
                "Captain Ahab hunted Moby Dick through every sea. From the naked deck he cursed the whale, the wind and the crew; the"
                        + " whores of Nantucket, he said, had more honour. A strong man, he was damned, and an idiot knew it.",
                "Police said the defendant, 34, was charged with distributing pornography after a webcam was found in a dressing"
                        + " room. The escort of the president was armed. A lesbian couple married in the city hall on Monday.",
                "Condoms protect against most infections passed on by sex. Masturbation is normal at any age. Ask a nurse about"
                        + " the pill, the coil, the penis, the vagina or anything else you were afraid to name in class.",
            })
    void medicineBirdsNovelsNewsAndSexEducationPass(String text) {
        assertTrue((Long) adult("en", text).words < 4, adult("en", text).toString());
        assertTrue((Long) toxic("en", text).words < 3, toxic("en", text).toString());
    }

    @Test
    void pornographyAndAbuseFail() {
        Found listing = adult(
                "en",
                "Free XXX porn: horny MILF gets a creampie, big tits, wet pussy. Hardcore anal and blowjobs daily.");
        assertTrue((Long) listing.words >= 4 && (Double) listing.fraction > 0.01, listing.toString());
        Found rant = toxic("en", "Shut up you stupid bitch, fuck off. Nobody likes you, pathetic moron. Go die, scum.");
        assertTrue((Long) rant.words >= 3 && (Double) rant.fraction > 0.02, rant.toString());
    }

    @Test
    void tenMegabytesOfAnythingTakeTimeInProportion() {
        for (String unit :
                new String[] {"naked ", "naked sexy ", "porn ", "sexnaked", "son of a ", "a", "ж ", "sex tape sex "}) {
            String text = unit.repeat(10_000_000 / unit.length());
            Subject subject = new Subject(Settings.none(), unused -> new Guess("en", 1));
            subject.reset(Kind.WEB, text, null, Map.of());
            assertTimeout(Duration.ofSeconds(20), () -> {
                subject.get(LexiconHits.ADULT);
                subject.get(LexiconHits.TOXIC);
            });
        }
    }
}
