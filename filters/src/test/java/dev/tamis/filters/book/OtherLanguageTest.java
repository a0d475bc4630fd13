package dev.tamis.filters.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.Settings;
import dev.tamis.filters.signal.SignalRow;
import dev.tamis.filters.signal.Subject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A book in two languages of one script is seen as one, at a cost that has a bound. */
class OtherLanguageTest {
    private static final String ENGLISH = """
            The harbour lay quiet in the early morning, and the fishermen had not yet come down from their houses.
            A boy with a basket on his arm walked slowly along the wall, looking for shells between the stones,
            while his sister counted the boats and called out their names one after another. Nobody answered her.
            When the sun had risen above the roofs, an old woman opened her window and asked what they were doing
            there at such an hour. They said that their father would return today, and that they wanted to be the
            first to see his sail. She smiled, shut the window again, and went to make them something warm to drink.
            Later it began to rain, but the children would not go home before the last ship had been tied up.
            """;
    private static final String FRENCH = """
            Le port dormait encore dans la lumi\u00e8re grise du matin, et les p\u00eacheurs n'\u00e9taient pas descendus vers la mer.
            Un gar\u00e7on marchait lentement le long du mur avec un panier au bras, cherchant des coquillages entre les
            pierres, pendant que sa s\u0153ur comptait les bateaux et disait leurs noms \u00e0 voix haute. Personne ne r\u00e9pondait.
            Quand le soleil fut mont\u00e9 au-dessus des toits, une vieille femme ouvrit sa fen\u00eatre et leur demanda ce qu'ils
            faisaient l\u00e0 de si bonne heure. Ils dirent que leur p\u00e8re devait revenir aujourd'hui et qu'ils voulaient
            apercevoir sa voile les premiers. Elle sourit, referma la fen\u00eatre et leur pr\u00e9para une boisson bien chaude.
            Plus tard il se mit \u00e0 pleuvoir, mais les enfants refus\u00e8rent de rentrer avant que le dernier navire f\u00fbt amarr\u00e9.
            """;

    private static Object fraction(Subject subject, String text) {
        SignalRow row = new SignalRow();
        row.measure(subject.reset(Kind.BOOK, text, null, Map.of()));
        return row.valueAt(row.indexOf("other_language_fraction"));
    }

    private static Object fraction(String text) {
        return fraction(new Subject(Settings.none()), text);
    }

    @Test
    void aBookInOneLanguageHasNone() {
        assertEquals(0.0, fraction(ENGLISH.repeat(30)));
        assertEquals(0.0, fraction(FRENCH.repeat(30)));
        assertEquals(0.0, fraction(FRENCH));
    }

    @Test
    void halfABookInAnotherLanguageIsSeenWhereverItStands() {
        assertEquals(0.5, (Double) fraction(ENGLISH.repeat(40) + FRENCH.repeat(40)), 0.05);
        assertEquals(0.5, (Double) fraction((ENGLISH.repeat(4) + FRENCH.repeat(4)).repeat(10)), 0.1);
        assertEquals(0.2, (Double) fraction(ENGLISH.repeat(60) + FRENCH.repeat(20) + ENGLISH.repeat(20)), 0.05);
    }

    @Test
    void aBookOnOneLineIsCutWithinIt() {
        String one = ENGLISH.replace('\n', ' ');
        String other = FRENCH.replace('\n', ' ');
        assertEquals(0.25, (Double) fraction(one.repeat(60) + other.repeat(20)), 0.06);
    }

    @Test
    void atMostFortyPartsAndLinesAreLookedAtWhateverTheLength() {
        int[] asked = new int[1];
        long[] longest = new long[1];
        Subject subject = new Subject(Settings.none(), text -> {
            if (asked[0]++ > 0) {
                longest[0] = Math.max(longest[0], text.length());
            }
            return new Guess("en", 1);
        });
        for (String text : new String[] {
            ENGLISH.repeat(5000), "\u00e9".repeat(3_000_000), "a\n".repeat(1_000_000), "\u6f22".repeat(1_000_000)
        }) {
            asked[0] = 0;
            assertEquals(0.0, fraction(subject, text));
            assertTrue(asked[0] <= 81, asked[0] + " times");
        }
        assertTrue(longest[0] <= 2400, longest[0] + " characters");
    }

    @Test
    void languagesThatFewLettersCannotTellApartCountAsOne() {
        int[] asked = new int[1];
        Subject subject = new Subject(Settings.none(), text -> new Guess(asked[0]++ % 2 == 0 ? "nb" : "da", 1));
        assertEquals(0.0, fraction(subject, ENGLISH.repeat(30)));
    }

    @Test
    void whatIsUnsureCountsAsTheTextsOwn() {
        int[] asked = new int[1];
        Subject subject = new Subject(Settings.none(), text -> new Guess(asked[0]++ == 0 ? "en" : "la", 0.79));
        assertEquals(0.0, fraction(subject, ENGLISH.repeat(30)));
    }
}
