package dev.tamis.filters.redpajama;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordHash;
import dev.tamis.filters.text.WordList;
import dev.tamis.filters.word.TokenCounts;

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

    private int words;
    private int asciiAlphabetic;
    private int allCaps;
    private int stopWords;
    private int sentences;
    private int terminalLines;
    private int ellipsisLines;
    private int bulletLines;
    private double uppercaseFractions;

    void measure(TextView view, TokenCounts.StopWordTest stopWord) {
        clear();
        byte[] utf8 = view.utf8();
        WordList chunks = view.wordList();
        boolean inSentence = false;
        for (int i = 0; i < chunks.size(); i++) {
            int start = chunks.start(i);
            int end = chunks.end(i);
            if (chunks.isLetters(i) && chunks.isAscii(i)) {
                count(utf8, start, end, stopWord.bitOf(chunks.hash(i)));
                sentences += inSentence ? 0 : 1;
                inSentence = true;
            } else {
                inSentence = scan(utf8, start, end, inSentence, stopWord);
            }
        }
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

    /** Cuts a piece between white space into words, and tells whether it ends within a sentence. */
    private boolean scan(byte[] utf8, int start, int end, boolean before, TokenCounts.StopWordTest stopWord) {
        boolean inSentence = before;
        int wordStart = start;
        int wordKind = -1;
        for (int at = start; at < end; ) {
            int length = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, length);
            int kind = kind(c);
            if (kind != wordKind) {
                if (wordKind >= 0) {
                    count(utf8, wordStart, at, stopWord.bitOf(WordHash.of(utf8, wordStart, at)));
                }
                wordStart = at;
                wordKind = kind;
            }
            if (c == '.' || c == '!' || c == '?') {
                inSentence = false;
            } else if (kind == WORD && !inSentence) {
                sentences++;
                inSentence = true;
            }
            at += length;
        }
        count(utf8, wordStart, end, stopWord.bitOf(WordHash.of(utf8, wordStart, end)));
        return inSentence;
    }

    private void count(byte[] utf8, int start, int end, long stopWord) {
        words++;
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
        asciiAlphabetic += ascii ? 1 : 0;
        allCaps += upper && !lower ? 1 : 0;
        stopWords += stopWord == 0 ? 0 : 1;
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
