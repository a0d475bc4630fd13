package dev.tamis.filters.redpajama;

import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordHash;
import dev.tamis.filters.text.WordInts;
import dev.tamis.filters.text.WordList;
import java.util.Arrays;

/**
 * What RedPajama-v2 counts of the text as it is: words by NLTK's {@code WordPunctTokenizer} ({@code \w+|[^\w\s]+}),
 * sentences by {@code \b[^.!?]+[.!?]*}, and marks of lines. Belongs to one thread.
 */
final class RawText {
    private static final byte WORD = 1;
    private static final byte SPACE = 2;

    private static final byte[] KINDS = new byte[1 << 16];

    static {
        for (int c = 0; c < KINDS.length; c++) {
            KINDS[c] = classify(c);
        }
    }

    private static byte classify(int c) {
        if (c == '_' || CharClasses.isAlphanumeric(c)) {
            return WORD;
        }
        return CharClasses.isSpace(c) ? SPACE : 0;
    }

    private static int kind(int c) {
        return c < KINDS.length ? KINDS[c] : classify(c);
    }

    private static final int WORDS = 0;
    private static final int ASCII_ALPHABETIC = 1;
    private static final int ALL_CAPS = 2;
    private static final int STOP_WORDS = 3;
    /** Sentences that begin in it where one goes on at its start; and whether one begins, too, where none does. */
    private static final int SENTENCES = 4;

    private static final int OPENS = 5;
    /** How it leaves the sentence: as it was, within one, or after its end. */
    private static final int LEAVES = 6;

    /** The turn of {@link #languages} in which the piece was met last. */
    private static final int LANGUAGE = 7;

    private static final int FIGURES = 8;
    private static final int AS_IT_WAS = 1;
    private static final int WITHIN = 2;
    private static final int AFTER = 3;

    private int words;
    private int asciiAlphabetic;
    private int allCaps;
    private int stopWords;
    private int sentences;
    private int terminalLines;
    private int ellipsisLines;
    private int bulletLines;
    private double uppercaseFractions;

    /** What pieces between white space add, by their numbers in the vocabulary: so many figures each. */
    private final WordInts known = new WordInts(FIGURES);

    private int[] pieces;

    /** The stop words of the text before, and how often they changed. */
    private StopWordTable.Words stopWordsOf;

    private int languages = 1;

    /** @param language the stop words of the text's language, or null */
    void measure(TextView view, StopWordTable.Words language) {
        clear();
        pieces = known.begin(view.vocabulary());
        if (language != null && language != stopWordsOf) {
            stopWordsOf = language;
            languages++;
        }
        byte[] utf8 = view.utf8();
        WordList chunks = view.wordList();
        int[] of = pieces;
        boolean inSentence = false;
        for (int i = 0; i < chunks.size(); i++) {
            int at = chunks.number(i) * FIGURES;
            if (of[at + LANGUAGE] != languages) {
                // stop words are of the language, the rest is of the piece alone
                Arrays.fill(of, at, at + FIGURES, 0);
                if (chunks.isLetters(i) && chunks.isAscii(i) && chunks.codePoints(i) <= WordList.LONGEST_COUNTED) {
                    letters(chunks, i, at);
                } else {
                    scan(utf8, chunks.start(i), chunks.end(i), at);
                }
                of[at + LANGUAGE] = languages;
            }
            words += of[at + WORDS];
            asciiAlphabetic += of[at + ASCII_ALPHABETIC];
            allCaps += of[at + ALL_CAPS];
            stopWords += of[at + STOP_WORDS];
            sentences += of[at + SENTENCES] + (inSentence ? 0 : of[at + OPENS]);
            inSentence = of[at + LEAVES] == AS_IT_WAS ? inSentence : of[at + LEAVES] == WITHIN;
        }
        stopWords = language == null ? 0 : stopWords;
        lines(view);
    }

    private void clear() {
        words = 0;
        asciiAlphabetic = 0;
        allCaps = 0;
        stopWords = 0;
        sentences = 0;
        terminalLines = 0;
        ellipsisLines = 0;
        bulletLines = 0;
        uppercaseFractions = 0;
    }

    /** Notes what a piece of ASCII letters adds: one word. */
    private void letters(WordList chunks, int i, int piece) {
        pieces[piece + WORDS] = 1;
        pieces[piece + ASCII_ALPHABETIC] = 1;
        pieces[piece + ALL_CAPS] = chunks.uppercase(i) == chunks.codePoints(i) ? 1 : 0;
        pieces[piece + STOP_WORDS] = stopWordsOf != null && stopWordsOf.indexOf(chunks.hash(i)) >= 0 ? 1 : 0;
        pieces[piece + OPENS] = 1;
        pieces[piece + LEAVES] = WITHIN;
    }

    /** Cuts a piece between white space into words, and notes what it adds. */
    private void scan(byte[] utf8, int start, int end, int piece) {
        int leaves = AS_IT_WAS;
        int wordStart = start;
        int wordKind = -1;
        for (int at = start; at < end; ) {
            int length = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, length);
            int kind = kind(c);
            if (kind != wordKind) {
                if (wordKind >= 0) {
                    word(utf8, wordStart, at, piece);
                }
                wordStart = at;
                wordKind = kind;
            }
            if (c == '.' || c == '!' || c == '?') {
                leaves = AFTER;
            } else if (kind == WORD && leaves != WITHIN) {
                pieces[piece + (leaves == AFTER ? SENTENCES : OPENS)]++;
                leaves = WITHIN;
            }
            at += length;
        }
        word(utf8, wordStart, end, piece);
        pieces[piece + LEAVES] = leaves;
    }

    private void word(byte[] utf8, int start, int end, int piece) {
        boolean upper = false;
        boolean lower = false;
        boolean ascii = false;
        for (int at = start; at < end && !(lower && ascii); ) {
            byte b = utf8[at];
            if (b >= 0) {
                boolean isUpper = b >= 'A' && b <= 'Z';
                boolean isLower = b >= 'a' && b <= 'z';
                upper |= isUpper;
                lower |= isLower;
                ascii |= isUpper || isLower;
                at++;
            } else {
                int length = Utf8.lengthAt(utf8, at, end);
                int c = Utf8.codePointAt(utf8, at, length);
                upper |= Character.isUpperCase(c);
                lower |= Character.isLowerCase(c) || Character.isTitleCase(c);
                at += length;
            }
        }
        pieces[piece + WORDS]++;
        pieces[piece + ASCII_ALPHABETIC] += ascii ? 1 : 0;
        pieces[piece + ALL_CAPS] += upper && !lower ? 1 : 0;
        boolean stops = stopWordsOf != null && stopWordsOf.indexOf(WordHash.of(utf8, start, end)) >= 0;
        pieces[piece + STOP_WORDS] += stops ? 1 : 0;
    }

    private void lines(TextView view) {
        byte[] utf8 = view.utf8();
        for (int i = 0; i < view.lines(); i++) {
            if (view.isBlank(i)) {
                continue;
            }
            int start = view.wordStart(view.lineFirstWord(i));
            int end = view.wordEnd(view.lineEndWord(i) - 1);
            int last = Utf8.lastCodePoint(utf8, start, end);
            terminalLines += last == '.' || last == '!' || last == '?' || last == '\u201d' ? 1 : 0;
            boolean dots = end - start >= 3 && utf8[end - 1] == '.' && utf8[end - 2] == '.' && utf8[end - 3] == '.';
            ellipsisLines += dots || last == '\u2026' ? 1 : 0;
            bulletLines += isBullet(Utf8.firstCodePoint(utf8, start, end)) ? 1 : 0;
            // with its LF, where it has one
            int chars = view.lineCodePoints(i) + (view.lineEnd(i) < view.length() ? 1 : 0);
            uppercaseFractions += (double) Utf8.uppercase(utf8, start, end) / chars;
        }
    }

    private static boolean isBullet(int c) {
        return switch (c) {
            case 0x2022, 0x2023, 0x25B6, 0x25C0, 0x25E6, 0x25A0, 0x25A1, 0x25AA, 0x25AB, 0x2013 -> true;
            default -> false;
        };
    }

    int words() {
        return words;
    }

    /** Words with one of a to z in either case. */
    int asciiAlphabetic() {
        return asciiAlphabetic;
    }

    /** Words that have upper-case and no lower-case letters. */
    int allCaps() {
        return allCaps;
    }

    int stopWords() {
        return stopWords;
    }

    int sentences() {
        return sentences;
    }

    int terminalLines() {
        return terminalLines;
    }

    int ellipsisLines() {
        return ellipsisLines;
    }

    int bulletLines() {
        return bulletLines;
    }

    /** The sum over lines of the share of upper-case characters in each. */
    double uppercaseFractions() {
        return uppercaseFractions;
    }
}
