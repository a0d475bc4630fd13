package dev.tamis.filters.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.language.Guess;
import dev.tamis.filters.language.TextLanguage;
import dev.tamis.filters.record.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtherLanguageLinesTest {
    private static final String ENGLISH =
            "It was the best thing that the people of the village had ever seen in their lives.\n";
    private static final String FRENCH =
            "Le port dormait encore dans la lumi\u00e8re grise du matin, et la mer \u00e9tait calme.\n";
    private static final String RUSSIAN =
            "\u0412 \u043d\u0430\u0447\u0430\u043b\u0435 \u0431\u044b\u043b\u043e \u0441\u043b\u043e\u0432\u043e, \u0438 \u0441\u043b\u043e\u0432\u043e \u0431\u044b\u043b\u043e \u0443 \u0434\u0432\u0435\u0440\u0438.\n";

    private static Object fraction(Subject subject, String text) {
        SignalRow row = new SignalRow();
        row.measure(subject.reset(Kind.WEB, text, null, Map.of()));
        return row.valueAt(row.indexOf("other_language_line_fraction"));
    }

    private static Object fraction(String text) {
        return fraction(new Subject(Settings.none()), text);
    }

    /** Says fr of all lines that have "Le port", else en. */
    private static final class ByWords implements TextLanguage {
        private final double confidence;
        private int asked;

        ByWords(double confidence) {
            this.confidence = confidence;
        }

        @Override
        public Guess identify(CharSequence text) {
            asked++;
            boolean french = text.toString().startsWith("Le port");
            return new Guess(french ? "fr" : "en", confidence);
        }
    }

    @Test
    void theBundledModelTellsLinesInOtherScripts() {
        assertEquals(0.0, fraction(ENGLISH.repeat(20)));
        assertEquals(0.25, fraction(ENGLISH.repeat(12) + RUSSIAN.repeat(4)));
        assertEquals(0.25, fraction(RUSSIAN.repeat(12) + ENGLISH.repeat(4)));
        assertEquals(
                0.1,
                fraction("\u5929\u5730\u7384\u9ec4\u5b87\u5b99\u6d2a\u8352\u3002"
                                .repeat(5)
                                .concat("\n")
                                .repeat(9)
                        + ENGLISH));
    }

    @Test
    void theBundledModelLeavesLinesOfTheSameScriptAlone() {
        assertEquals(0.0, fraction(ENGLISH.repeat(12) + FRENCH.repeat(4)));
    }

    @Test
    void japaneseLinesWithoutKanaAreNotChinese() {
        String japanese = "\u3053\u308c\u306f\u65e5\u672c\u8a9e\u306e\u6587\u7ae0\u3067\u3059\u3002".repeat(4) + "\n";
        String kanji = "\u6771\u4eac\u90fd\u5343\u4ee3\u7530\u533a\u4e38\u306e\u5185"
                        .replace("\u306e", "")
                        .repeat(4) + "\n";
        assertEquals(0.0, fraction(japanese.repeat(9) + kanji));
    }

    @Test
    void anotherModelTellsEveryLine() {
        Subject subject = new Subject(Settings.none(), new ByWords(0.9));
        assertEquals(0.25, fraction(subject, ENGLISH.repeat(12) + FRENCH.repeat(4)));
        assertEquals(0.0, fraction(new Subject(Settings.none(), new ByWords(0.79)), ENGLISH.repeat(12) + FRENCH));
    }

    @Test
    void shortLinesAreNotLookedAt() {
        Subject subject = new Subject(Settings.none(), new ByWords(0.9));
        assertEquals(0.0, fraction(subject, ENGLISH + "Le port\n".repeat(100)));
        assertEquals(0.0, fraction(subject, "short\n"));
    }

    @Test
    void atMostFortyLinesAreLookedAtEvenlySpread() {
        ByWords words = new ByWords(0.9);
        Subject subject = new Subject(Settings.none(), words);
        assertEquals(0.5, (Double) fraction(subject, ENGLISH.repeat(50_000) + FRENCH.repeat(50_000)), 1e-9);
        assertTrue(words.asked <= 41, words.asked + " times");
    }

    @Test
    void withoutALanguageThereIsNone() {
        assertNull(fraction("1 2 3\n"));
        assertNull(fraction(new Subject(Settings.none(), text -> null), ENGLISH));
    }
}
