package dev.tamis.filters.c4;

import dev.tamis.filters.line.PythonLines;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordList;
import dev.tamis.filters.word.Sentences;
import dev.tamis.filters.word.SpacyWords;
import java.util.Arrays;

/**
 * What C4's line rules leave of a page, counted without changing the text: the lines and sentences that survive, and
 * whether a line that came through the rules before has "lorem ipsum" or a curly bracket, for which the page is dropped.
 *
 * <p>Order and edges are those of {@code clean_page} in {@code tensorflow_datasets/text/c4_utils.py} (revision 0560e686):
 * word length, citations, end mark, words, lorem ipsum, javascript, curly bracket, phrases on cookies and terms of use. That
 * code returns at the first line that condemns the page; here the lines after it are looked at as well, so that each
 * rule says its own. Belongs to one thread.
 */
final class C4Page {
    private static final int MOST_WORD_CHARS = 1000;

    private final boolean needsEndMark;
    private final boolean apostropheEnds;
    private final int leastWords;
    private final boolean countsCitations;

    private final TextView cutLine = new TextView();
    private final WordList cutWords = new WordList();
    private final SpacyWords spacy = new SpacyWords();
    private final Phrases cutPhrases = new Phrases();
    private byte[] cut = new byte[0];

    private int total;
    private int kept;
    private int sentences;
    private boolean loremIpsum;
    private boolean curlyBracket;

    private C4Page(boolean needsEndMark, boolean apostropheEnds, int leastWords, boolean countsCitations) {
        this.needsEndMark = needsEndMark;
        this.apostropheEnds = apostropheEnds;
        this.leastWords = leastWords;
        this.countsCitations = countsCitations;
    }

    /** The code that made C4: five words a line after citations are cut. */
    static C4Page tfds() {
        return new C4Page(true, false, 5, false);
    }

    /** datatrove's {@code C4QualityFilter}: three words a line with citations, and an apostrophe is an end mark, too. */
    static C4Page datatrove() {
        return new C4Page(true, true, 3, true);
    }

    /** The same as FineWeb ran it, without the rule on end marks. */
    static C4Page fineweb() {
        return new C4Page(false, true, 3, true);
    }

    /**
     * Looks at the next page.
     *
     * @param words of the page as {@link SpacyWords} cuts them
     * @param phrases found in it
     */
    void measure(TextView view, WordList words, PythonLines lines, Phrases phrases) {
        total = 0;
        kept = 0;
        sentences = 0;
        loremIpsum = false;
        curlyBracket = false;
        int chunk = 0;
        int word = 0;
        int hit = 0;
        for (int line = 0; line < lines.size(); line++) {
            int end = lines.end(line);
            int firstChunk = chunk;
            while (chunk < view.words() && view.wordStart(chunk) < end) {
                chunk++;
            }
            int firstWord = word;
            while (word < words.size() && words.start(word) < end) {
                word++;
            }
            int found = 0;
            while (hit < phrases.size() && phrases.at(hit) < end) {
                found |= phrases.kind(hit++);
            }
            total++;
            if (firstChunk == chunk) {
                blankLine();
                continue;
            }
            int from = view.wordStart(firstChunk);
            int to = view.wordEnd(chunk - 1);
            boolean bracket = (found & Phrases.SQUARE_BRACKET) != 0;
            int length = bracket ? cutCitations(view.utf8(), from, to) : to - from;
            if (length == to - from) {
                line(view.utf8(), from, to, view, firstChunk, chunk, chunk - firstChunk, found, words, firstWord, word);
            } else {
                cutLine(view, firstChunk, chunk, length);
            }
        }
    }

    private void blankLine() {
        if (!needsEndMark && leastWords <= 0) {
            kept++;
        }
    }

    /** A line without the citations in it, of which {@link #cut} has the bytes. It is not stripped again. */
    private void cutLine(TextView view, int firstChunk, int endChunk, int length) {
        if (hasLongWord(view, firstChunk, endChunk)) {
            return;
        }
        cutLine.reset(cut, length);
        spacy.split(cutLine, cutWords);
        cutPhrases.find(cutLine);
        int found = 0;
        for (int hit = 0; hit < cutPhrases.size(); hit++) {
            found |= cutPhrases.kind(hit);
        }
        int counted = countsCitations ? endChunk - firstChunk : cutLine.words();
        line(cutLine.utf8(), 0, length, cutLine, 0, cutLine.words(), counted, found, cutWords, 0, cutWords.size());
    }

    private void line(
            byte[] utf8,
            int from,
            int to,
            TextView view,
            int firstChunk,
            int endChunk,
            int counted,
            int found,
            WordList words,
            int firstWord,
            int endWord) {
        if (hasLongWord(view, firstChunk, endChunk)
                || (needsEndMark && !hasEndMark(utf8, from, to))
                || counted < leastWords) {
            return;
        }
        if ((found & Phrases.LOREM_IPSUM) != 0) {
            loremIpsum = true;
            return;
        }
        if ((found & Phrases.JAVASCRIPT) != 0) {
            return;
        }
        if ((found & Phrases.CURLY_BRACKET) != 0) {
            curlyBracket = true;
            return;
        }
        if ((found & Phrases.POLICY) != 0) {
            return;
        }
        kept++;
        sentences += Sentences.count(utf8, to, words, firstWord, endWord);
    }

    private static boolean hasLongWord(TextView view, int firstChunk, int endChunk) {
        for (int i = firstChunk; i < endChunk; i++) {
            if (view.wordCodePoints(i) > MOST_WORD_CHARS) {
                return true;
            }
        }
        return false;
    }

    private boolean hasEndMark(byte[] utf8, int from, int to) {
        if (from == to) {
            return false;
        }
        return switch (utf8[to - 1]) {
            case '.' -> to - from < 3 || utf8[to - 2] != '.' || utf8[to - 3] != '.';
            case '?', '!', '"' -> true;
            case '\'' -> apostropheEnds;
            default -> false;
        };
    }

    /** Copies a line without {@code [12]}, {@code []}, {@code [edit]} and {@code [citation needed]}; its length then. */
    private int cutCitations(byte[] utf8, int from, int to) {
        if (cut.length < to - from) {
            cut = Arrays.copyOf(cut, 2 * (to - from));
        }
        int length = 0;
        int at = from;
        while (at < to) {
            int end = utf8[at] == '[' ? citationEnd(utf8, at, to) : at;
            if (end > at) {
                at = end;
            } else {
                cut[length++] = utf8[at++];
            }
        }
        return length;
    }

    private static final byte[] EDIT = {'e', 'd', 'i', 't', ']'};
    private static final byte[] NEEDED = {'c', 'i', 't', 'a', 't', 'i', 'o', 'n', ' ', 'n', 'e', 'e', 'd', 'e', 'd', ']'
    };

    private static int citationEnd(byte[] utf8, int bracket, int to) {
        int at = bracket + 1;
        while (at < to && utf8[at] != ']') {
            int length = Utf8.lengthAt(utf8, at, to);
            // decimal digits of any script, as \d takes them
            if (!Character.isDigit(Utf8.codePointAt(utf8, at, length))) {
                break;
            }
            at += length;
        }
        if (at < to && utf8[at] == ']') {
            return at + 1;
        }
        for (byte[] rest : new byte[][] {EDIT, NEEDED}) {
            int end = bracket + 1 + rest.length;
            if (end <= to && Arrays.equals(utf8, bracket + 1, end, rest, 0, rest.length)) {
                return end;
            }
        }
        return bracket;
    }

    /** Lines of the page. */
    int lines() {
        return total;
    }

    /** Lines that survive. */
    int kept() {
        return kept;
    }

    /** Sentences in them. */
    int sentences() {
        return sentences;
    }

    boolean loremIpsum() {
        return loremIpsum;
    }

    boolean curlyBracket() {
        return curlyBracket;
    }
}
