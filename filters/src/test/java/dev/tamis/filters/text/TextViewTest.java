package dev.tamis.filters.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextViewTest {
    /** Changes only when the hash does, and with it every stored value made from it. */
    private static final long WORD_HASH = 1_154_696_258_634_809_460L;

    private static final String[] PIECES = {
        " ",
        " ",
        " ",
        "\n",
        "\n",
        "\t",
        "\r\n",
        "\u00a0",
        "\u2003",
        "\u3000",
        "\u0085",
        "\u2028",
        "\u202f",
        "a",
        "b",
        "c",
        "dd",
        "The",
        "with",
        "x...",
        "....",
        "\u2026",
        "#",
        "{",
        "}",
        "1",
        "\u0661",
        "É",
        "ж",
        "中",
        "の",
        "\uD83D\uDE00",
        "\u0000",
        "\u001c",
        "\u200b",
        "\u007f",
        "\uD835\uDC00",
        "longerthaneight"
    };

    @Test
    void onePassAgreesWithTheDefinitions() {
        RandomTexts.forEach(2000, PIECES, text -> onePassAgreesWithTheDefinitions(text));
    }

    private void onePassAgreesWithTheDefinitions(String text) {
        TextView view = view(text);
        int[] codePoints = text.codePoints().toArray();
        assertEquals(codePoints.length, view.codePoints());
        assertEquals(count(codePoints, Character::isLetter), view.letters());
        assertEquals(count(codePoints, Character::isDigit), view.digits());
        assertEquals(count(codePoints, c -> Character.getType(c) == Character.UPPERCASE_LETTER), view.uppercase());
        assertEquals(count(codePoints, CharClasses::isPunctuation), view.punctuation());
        assertEquals(count(codePoints, c -> !isSpace(c)), view.wordChars());
        assertEquals(count(codePoints, c -> c == '#'), view.hashes());
        assertEquals(count(codePoints, c -> c == '{' || c == '}'), view.curlyBrackets());
        assertEquals(occurrences(text, "...") + occurrences(text, "\u2026"), view.ellipses());

        List<String> words = words(text);
        assertEquals(words.size(), view.words());
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            assertEquals(word, slice(view, view.wordStart(i), view.wordEnd(i)));
            assertEquals(word.codePointCount(0, word.length()), view.wordCodePoints(i));
            assertEquals(word.codePoints().anyMatch(Character::isLetter), view.hasLetter(i));
            assertEquals(word.codePoints().anyMatch(Character::isDigit), view.hasDigit(i));
            assertEquals(word.codePoints().anyMatch(CharClasses::isPunctuation), view.hasPunctuation(i));
            for (int j = 0; j < i; j++) {
                assertEquals(word.equals(words.get(j)), view.wordHash(i) == view.wordHash(j));
            }
        }
        if (!words.isEmpty()) {
            int[] sizes = words.stream()
                    .mapToInt(w -> w.codePointCount(0, w.length()))
                    .sorted()
                    .toArray();
            double median = (sizes[(sizes.length - 1) / 2] + sizes[sizes.length / 2]) / 2.0;
            assertEquals(median, view.medianWordCodePoints());
        }
    }

    @Test
    void linesAndParagraphsAgreeWithTheDefinitions() {
        RandomTexts.forEach(1000, PIECES, text -> linesAndParagraphsAgreeWithTheDefinitions(text));
    }

    private void linesAndParagraphsAgreeWithTheDefinitions(String text) {
        TextView view = view(text);
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        assertEquals(lines.size(), view.lines());
        Set<List<String>> seenLines = new HashSet<>();
        Set<List<List<String>>> seenParagraphs = new HashSet<>();
        List<List<String>> open = new ArrayList<>();
        int paragraphs = 0;
        int duplicateParagraphs = 0;
        long duplicateParagraphChars = 0;
        int duplicateLines = 0;
        long duplicateLineChars = 0;
        for (int i = 0; i <= lines.size(); i++) {
            List<String> words = i < lines.size() ? words(lines.get(i)) : List.of();
            if (i < lines.size()) {
                assertEquals(lines.get(i), slice(view, view.lineStart(i), view.lineEnd(i)));
                assertEquals(lines.get(i).codePointCount(0, lines.get(i).length()), view.lineCodePoints(i));
                assertEquals(words.size(), view.lineEndWord(i) - view.lineFirstWord(i));
                assertEquals(words.isEmpty(), view.isBlank(i));
            }
            if (!words.isEmpty()) {
                open.add(words);
                if (!seenLines.add(words)) {
                    duplicateLines++;
                    duplicateLineChars += chars(words);
                }
            } else if (!open.isEmpty()) {
                assertEquals(open.get(0).get(0), firstWord(view, paragraphs));
                paragraphs++;
                if (!seenParagraphs.add(open)) {
                    duplicateParagraphs++;
                    duplicateParagraphChars +=
                            open.stream().mapToLong(TextViewTest::chars).sum();
                }
                open = new ArrayList<>();
            }
        }
        assertEquals(paragraphs, view.paragraphs());
        assertEquals(duplicateLines, view.duplicateLines());
        assertEquals(duplicateLineChars, view.duplicateLineChars());
        assertEquals(duplicateParagraphs, view.duplicateParagraphs());
        assertEquals(duplicateParagraphChars, view.duplicateParagraphChars());
    }

    @Test
    void malformedBytesAreReadAsReplacementCharactersAsStringDoes() {
        Random random = new Random(13);
        TextView view = new TextView();
        TextView reference = new TextView();
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                if (random.nextInt(3) == 0) {
                    bytes[i] = (byte) "a \n\u00e2\u0080\u0083".charAt(random.nextInt(6));
                }
            }
            view.reset(bytes, bytes.length);
            reference.reset(new String(bytes, StandardCharsets.UTF_8));
            assertEquals(reference.text(), view.text());
            assertEquals(reference.codePoints(), view.codePoints());
            assertEquals(reference.words(), view.words());
            assertEquals(reference.digest(), view.digest());
        }
    }

    @Test
    void whiteSpaceIsUnicodesAndPythonsAndNotJavas() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < 0xD800 || c > 0xDFFF) {
                assertEquals(isSpace(c), CharClasses.isSpace(c), Integer.toHexString(c));
                assertEquals(Character.isLetter(c), CharClasses.isLetter(c), Integer.toHexString(c));
                assertEquals(Character.isDigit(c), CharClasses.isDigit(c), Integer.toHexString(c));
            }
        }
        assertEquals(3, view("a\u00a0b\u001c\u200b").words());
    }

    @Test
    void wordHashesDifferInLengthZerosAndPlace() {
        TextView view = view("a a\u0000 a\u0000\u0000 aaaaaaaab baaaaaaaa aaaaaaaa aaaaaaaaa");
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < view.words(); i++) {
            hashes.add(view.wordHash(i));
        }
        assertEquals(view.words(), hashes.size());
    }

    @Test
    void wordHashesAreTheSameInEveryRun() {
        assertEquals(WORD_HASH, view("word").wordHash(0));
        assertNotEquals(WORD_HASH, view("Word").wordHash(0));
    }

    @Test
    void stringsComeBackFromBytes() {
        byte[] utf8 = "été 中".getBytes(StandardCharsets.UTF_8);
        TextView view = new TextView();
        view.reset(Arrays.copyOf(utf8, 50), utf8.length);
        assertEquals("été 中", view.text());
        assertTrue(view.utf8().length >= view.length() + TextView.PADDING);
    }

    private static long chars(List<String> words) {
        return words.stream().mapToLong(w -> w.codePointCount(0, w.length())).sum();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (!isSpace(c)) {
                word.appendCodePoint(c);
            } else if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
        });
        if (word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }

    /** Unicode 15 PropList, White_Space, and Python's separators. */
    private static boolean isSpace(int c) {
        return "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
                                .indexOf(c)
                        >= 0
                || "\u2028\u2029\u202f\u205f\u3000".indexOf(c) >= 0;
    }

    private static long count(int[] codePoints, java.util.function.IntPredicate is) {
        return Arrays.stream(codePoints).filter(is).count();
    }

    private static int occurrences(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static String firstWord(TextView view, int paragraph) {
        int word = view.paragraphFirstWord(paragraph);
        return slice(view, view.wordStart(word), view.wordEnd(word));
    }

    private static String slice(TextView view, int start, int end) {
        return new String(view.utf8(), start, end - start, StandardCharsets.UTF_8);
    }

    private static TextView view(String text) {
        TextView view = new TextView();
        view.reset(text);
        return view;
    }
}
