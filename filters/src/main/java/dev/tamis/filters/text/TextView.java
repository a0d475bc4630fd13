package dev.tamis.filters.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The one view of a text that all signals share: its UTF-8 bytes, cut into words, lines and paragraphs and counted by
 * character class in a single pass.
 *
 * <ul>
 *   <li>A <em>word</em> is a longest run of code points without white space: Unicode's White_Space, and the separators
 *       U+001C to U+001F, which Python's {@code split} takes for white space too.
 *   <li>A <em>line</em> ends at LF or at the end of the text; an empty text has no lines, and a final LF opens none.
 *   <li>A line is <em>blank</em> when it has no word. A <em>paragraph</em> is a longest run of lines that are not blank.
 *   <li><em>Characters</em> are code points; <em>word characters</em> are those in words, that is, all but white space.
 * </ul>
 *
 * <p>A view belongs to one thread and is filled again for each text. Its memory grows with the largest recent text, at
 * most some 30 bytes a byte for text made of one-letter words, and is given back after very large ones.
 */
public final class TextView {
    /** Bytes readable after the text, all zero, so that eight bytes can be loaded at any position of it. */
    public static final int PADDING = Swar.WIDTH;

    /** Words, and so entries of each array, whose room is kept for the next text. */
    static final int KEPT_ENTRIES = 1 << 20;

    private static final int KEPT_BYTES = 8 << 20;
    private static final int BLOCK = 1 << 12;

    private static final long MULTIPLIER = WordHash.MULTIPLIER;

    /** Word lengths below it are counted one by one; those from it on share the last counter. */
    private static final int LENGTHS = 64;

    private byte[] utf8 = new byte[1 << 10];
    private int length;
    private String text;
    /** Characters on their way to UTF-8. */
    private final char[] block = new char[BLOCK];

    private final WordList wordList = new WordList();
    private final Vocabulary vocabulary = new Vocabulary();
    private final int[] wordsOfLength = new int[LENGTHS];

    private int lines;
    private int[] lineStart = new int[64];
    private int[] lineEnd = new int[64];
    private int[] lineCodePoints = new int[64];
    private int[] lineFirstWord = new int[64];
    private long[] lineHash = new long[64];

    private int paragraphs;
    private int[] paragraphFirstLine = new int[16];
    private int[] paragraphEndLine = new int[16];
    private long[] paragraphHash = new long[16];

    private int continuations;
    private boolean otherBreaks;
    private int wordChars;
    private int alphabeticWords;
    private int stopWords;

    private final CharCounts counts = new CharCounts();

    private int openLineStart;
    private int openLineContinuations;
    private int openLineFirstWord;

    private final Duplicates duplicates = new Duplicates();
    private boolean duplicatesMeasured;
    private final TextDigest digest = new TextDigest();

    /** Takes a text; halves of surrogate pairs in it are read as {@code ?}. */
    public void reset(String text) {
        clear();
        reserve(text.length());
        length = 0;
        boolean wellFormed = true;
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + BLOCK);
            // a pair stays in one block
            to -= to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? 1 : 0;
            text.getChars(from, to, block, 0);
            wellFormed &= encode(to - from);
            from = to;
        }
        Arrays.fill(utf8, length, length + PADDING, (byte) 0);
        this.text = wellFormed ? text : null;
        split();
        measureWords();
        findParagraphs();
    }

    /**
     * Takes a copy of the first {@code length} bytes. Where they are not UTF-8 they are read as U+FFFD, as
     * {@link String#String(byte[], java.nio.charset.Charset)} does.
     *
     * @throws IndexOutOfBoundsException if the array is shorter than {@code length}
     */
    public void reset(byte[] bytes, int length) {
        if (!Utf8.isWellFormed(bytes, length)) {
            reset(new String(bytes, 0, length, StandardCharsets.UTF_8));
            return;
        }
        clear();
        reserve(length);
        System.arraycopy(bytes, 0, utf8, 0, length);
        Arrays.fill(utf8, length, length + PADDING, (byte) 0);
        this.length = length;
        split();
        measureWords();
        findParagraphs();
    }

    private void reserve(int bytes) {
        if (utf8.length < bytes + PADDING || (utf8.length > KEPT_BYTES && bytes < KEPT_BYTES)) {
            utf8 = new byte[bytes + (bytes >> 2) + PADDING];
        }
    }

    /** Adds the first {@code size} characters of the block, and tells whether there is no half of a pair among them. */
    private boolean encode(int size) {
        char[] chars = block;
        int room = length + 3 * size + PADDING;
        if (utf8.length < room) {
            utf8 = Arrays.copyOf(utf8, room + (length >> 1));
        }
        byte[] bytes = utf8;
        int to = length;
        boolean wellFormed = true;
        for (int at = 0; at < size; ) {
            int ascii = at;
            while (ascii < size && chars[ascii] < 0x80) {
                ascii++;
            }
            for (int i = 0; i < ascii - at; i++) {
                bytes[to + i] = (byte) chars[at + i];
            }
            to += ascii - at;
            at = ascii;
            for (; at < size && chars[at] >= 0x80; at++) {
                int c = chars[at];
                if (Character.isSurrogate(chars[at])) {
                    boolean pair = Character.isHighSurrogate(chars[at])
                            && at + 1 < size
                            && Character.isLowSurrogate(chars[at + 1]);
                    c = pair ? Character.toCodePoint(chars[at], chars[++at]) : '?';
                    wellFormed &= pair;
                }
                to = Utf8.write(bytes, to, c);
            }
        }
        length = to;
        return wellFormed;
    }

    /** The text as a string, made on first use where none was taken. */
    public String text() {
        if (text == null) {
            text = new String(utf8, 0, length, StandardCharsets.UTF_8);
        }
        return text;
    }

    /** The view's own bytes, {@link #length()} of them and {@link #PADDING} zeros. For reading only. */
    public byte[] utf8() {
        return utf8;
    }

    /** Bytes of the text in UTF-8. */
    public int length() {
        return length;
    }

    public int codePoints() {
        return length - continuations;
    }

    /** Code points from one byte to before another, both at boundaries between code points. */
    public int codePoints(int start, int end) {
        return isAscii() ? end - start : Utf8.codePoints(utf8, start, end);
    }

    public boolean isAscii() {
        return continuations == 0;
    }

    public int words() {
        return wordList.size();
    }

    /** The words of the text, split at white space. For reading only. */
    public WordList wordList() {
        return wordList;
    }

    /** The words of the text, by this and other definitions, and of others before it. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** First byte of a word. */
    public int wordStart(int word) {
        return wordList.start(word);
    }

    /** The byte after a word. */
    public int wordEnd(int word) {
        return wordList.end(word);
    }

    public int wordCodePoints(int word) {
        return wordList.codePoints(word);
    }

    /** A hash of the word's bytes, case and punctuation included. The same in every run and on every machine. */
    public long wordHash(int word) {
        return wordList.hash(word);
    }

    public boolean hasLetter(int word) {
        return wordList.hasLetter(word);
    }

    public boolean hasDigit(int word) {
        return wordList.hasDigit(word);
    }

    public boolean hasPunctuation(int word) {
        return wordList.hasPunctuation(word);
    }

    public boolean isAscii(int word) {
        return wordList.isAscii(word);
    }

    /** Words that have at least one letter. */
    public int alphabeticWords() {
        return alphabeticWords;
    }

    /** Which of the, be, to, of, and, that, have, with the text has as words: distinct ones, ASCII case ignored. */
    public int stopWords() {
        return Integer.bitCount(stopWords);
    }

    /** The middle of the word lengths in code points, or the mean of the two middle ones; NaN without words. */
    public double medianWordCodePoints() {
        int words = words();
        if (words == 0) {
            return Double.NaN;
        }
        int low = (words - 1) / 2;
        int high = words / 2;
        int below = words - wordsOfLength[LENGTHS - 1];
        if (high < below) {
            return (shortWordLengthAt(low) + shortWordLengthAt(high)) / 2.0;
        }
        int[] sorted = new int[words];
        Arrays.setAll(sorted, wordList::codePoints);
        Arrays.sort(sorted);
        return ((long) sorted[low] + sorted[high]) / 2.0;
    }

    public int lines() {
        return lines;
    }

    /** Whether the text may have line breaks other than LF, such as CR, FF or U+2028; false if it has none. */
    public boolean hasOtherBreaks() {
        return otherBreaks;
    }

    /** First byte of a line. */
    public int lineStart(int line) {
        return lineStart[line];
    }

    /** The byte after a line, at which its LF stands unless the text ends there. */
    public int lineEnd(int line) {
        return lineEnd[line];
    }

    /** Code points of a line without its LF, white space included. */
    public int lineCodePoints(int line) {
        return lineCodePoints[line];
    }

    /** The first word of a line; for a blank line the first word after it. */
    public int lineFirstWord(int line) {
        return lineFirstWord[line];
    }

    /** The word after the last one of a line. */
    public int lineEndWord(int line) {
        return line + 1 < lines ? lineFirstWord[line + 1] : words();
    }

    public boolean isBlank(int line) {
        return lineFirstWord(line) == lineEndWord(line);
    }

    /** A hash of the line's words in order; white space between and around them does not enter. */
    public long lineHash(int line) {
        return lineHash[line];
    }

    public int paragraphs() {
        return paragraphs;
    }

    public int paragraphFirstWord(int paragraph) {
        return lineFirstWord(paragraphFirstLine[paragraph]);
    }

    /** The word after the last one of a paragraph. */
    public int paragraphEndWord(int paragraph) {
        return lineEndWord(paragraphEndLine[paragraph] - 1);
    }

    /** A hash of the hashes of the paragraph's lines in order. */
    public long paragraphHash(int paragraph) {
        return paragraphHash[paragraph];
    }

    /** Code points that are not white space. */
    public int wordChars() {
        return wordChars;
    }

    /** Code points of general category L. */
    public int letters() {
        return counts.letters;
    }

    /** Code points of general category Lu. */
    public int uppercase() {
        return counts.uppercase;
    }

    /** Code points of general category Nd. */
    public int digits() {
        return counts.digits;
    }

    /** Code points of general categories P and S. */
    public int punctuation() {
        return counts.punctuation;
    }

    /** Letters of scripts written without spaces: Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar, Tibetan. */
    public int unspacedLetters() {
        return counts.unspacedLetters;
    }

    /** Number signs, U+0023. */
    public int hashes() {
        return counts.hashes;
    }

    /** Ellipses: U+2026, and each three full stops in a row. */
    public int ellipses() {
        return counts.ellipses;
    }

    public int curlyBrackets() {
        return counts.curlyBrackets;
    }

    /** Lines that repeat an earlier one; blank lines do not take part. */
    public int duplicateLines() {
        return duplicates().lines();
    }

    /** Word characters in lines that repeat an earlier one. */
    public long duplicateLineChars() {
        return duplicates().lineChars();
    }

    /** Paragraphs that repeat an earlier one. */
    public int duplicateParagraphs() {
        return duplicates().paragraphs();
    }

    /** Word characters in paragraphs that repeat an earlier one. */
    public long duplicateParagraphChars() {
        return duplicates().paragraphChars();
    }

    /** Digest of the normalised text: see {@link TextDigest}. Computed at each call. */
    public String digest() {
        return digest.of(this);
    }

    private Duplicates duplicates() {
        if (!duplicatesMeasured) {
            duplicates.measure(this);
            duplicatesMeasured = true;
        }
        return duplicates;
    }

    private int shortWordLengthAt(int rank) {
        int seen = 0;
        int codePoints = -1;
        while (seen <= rank) {
            seen += wordsOfLength[++codePoints];
        }
        return codePoints;
    }

    private void clear() {
        text = null;
        vocabulary.begin();
        wordList.begin(vocabulary);
        if (lineStart.length > KEPT_ENTRIES) {
            growLines(64);
        }
        if (paragraphHash.length > KEPT_ENTRIES) {
            growParagraphs(16);
        }
        Arrays.fill(wordsOfLength, 0);
        lines = 0;
        paragraphs = 0;
        continuations = 0;
        otherBreaks = false;
        wordChars = 0;
        alphabeticWords = 0;
        stopWords = 0;
        openLineStart = 0;
        openLineContinuations = 0;
        openLineFirstWord = 0;
        counts.clear();
        duplicatesMeasured = false;
    }

    private void split() {
        byte[] bytes = utf8;
        int wordAt = -1;
        int at = 0;
        while (at < length) {
            long chunk = Swar.load(bytes, at);
            long high = chunk & Swar.TOP;
            long low = chunk & ~Swar.TOP;
            boolean plain = at + Swar.WIDTH <= length && (Swar.equal(low, '\n') & ~high) == 0;
            if (plain && (high == 0 || Swar.spaceLeads(chunk) == 0)) {
                long spaces = Swar.spaces(low) & ~high;
                otherBreaks |= (Swar.otherBreaks(low) & ~high) != 0;
                continuations += Long.bitCount(Swar.continuations(chunk));
                long turns = spaces ^ (spaces << 8 | (wordAt < 0 ? 0x80 : 0));
                for (; turns != 0; turns &= turns - 1) {
                    int turn = at + Swar.first(turns);
                    if (wordAt < 0) {
                        wordAt = turn;
                    } else {
                        wordList.add(wordAt, turn, 0);
                        wordAt = -1;
                    }
                }
                at += Swar.WIDTH;
            } else {
                int stop = Math.min(at + Swar.WIDTH, length);
                while (at < stop) {
                    int space = spaceAt(bytes, at);
                    if (space == 0) {
                        if (wordAt < 0) {
                            wordAt = at;
                        }
                        if (Utf8.isContinuation(bytes[at])) {
                            continuations++;
                        }
                        at++;
                        continue;
                    }
                    if (wordAt >= 0) {
                        wordList.add(wordAt, at, 0);
                        wordAt = -1;
                    }
                    if (bytes[at] == '\n') {
                        endLine(at);
                        openLine(at + 1);
                    }
                    otherBreaks |= bytes[at] != ' ' && bytes[at] != '\n' && bytes[at] != '\t';
                    continuations += space - 1;
                    at += space;
                }
            }
        }
        if (wordAt >= 0) {
            wordList.add(wordAt, length, 0);
        }
        if (openLineStart < length) {
            endLine(length);
        }
    }

    /** Bytes of the white space at a position, or 0. The padding lets it look ahead at the end. */
    private static int spaceAt(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case ' ', '\t', '\n', 0x0B, '\f', '\r', 0x1C, 0x1D, 0x1E, 0x1F -> 1;
            case (byte) 0xC2 -> bytes[at + 1] == (byte) 0x85 || bytes[at + 1] == (byte) 0xA0 ? 2 : 0;
            case (byte) 0xE1, (byte) 0xE2, (byte) 0xE3 -> {
                boolean whole = Utf8.isContinuation(bytes[at + 1]) && Utf8.isContinuation(bytes[at + 2]);
                yield whole && CharClasses.isSpace(Utf8.codePointAt(bytes, at, 3)) ? 3 : 0;
            }
            default -> 0;
        };
    }

    private void openLine(int start) {
        openLineStart = start;
        openLineContinuations = continuations;
        openLineFirstWord = wordList.size();
    }

    private void endLine(int end) {
        if (lines == lineStart.length) {
            growLines(lines * 2);
        }
        lineStart[lines] = openLineStart;
        lineEnd[lines] = end;
        lineCodePoints[lines] = end - openLineStart - (continuations - openLineContinuations);
        lineFirstWord[lines] = openLineFirstWord;
        lines++;
    }

    /**
     * Looks the words up and adds up what is known of them. A loop of its own: after the branches of the one that finds
     * words, which cannot be predicted, each look into a large table would be waited for.
     */
    private void measureWords() {
        byte[] bytes = utf8;
        Vocabulary known = vocabulary;
        WordList words = wordList;
        for (int i = 0; i < words.size(); i++) {
            words.setNumber(i, known.number(bytes, words.start(i), words.end(i)));
        }
        int word = 0;
        for (int line = 0; line < lines; line++) {
            long hash = 0;
            for (int end = lineEndWord(line); word < end; word++) {
                int number = words.number(word);
                int codePoints = known.codePoints(number);
                int start = words.start(word);
                if (words.end(word) - start <= CharCounts.MOST) {
                    counts.add(known.commonCounts(number), known.rareCounts(number));
                } else {
                    counts.add(bytes, start, words.end(word));
                }
                stopWords |= StopWords.bitOfAnyCase(bytes, start, words.end(word));
                alphabeticWords += known.classes(number) & CharClasses.LETTER;
                wordChars += codePoints;
                wordsOfLength[Math.min(codePoints, LENGTHS - 1)]++;
                hash = (hash + known.hash(number)) * MULTIPLIER;
                hash ^= hash >>> 32;
            }
            lineHash[line] = hash;
        }
    }

    private void findParagraphs() {
        boolean open = false;
        for (int line = 0; line < lines; line++) {
            if (isBlank(line)) {
                open = false;
                continue;
            }
            if (!open) {
                if (paragraphs == paragraphHash.length) {
                    growParagraphs(paragraphs * 2);
                }
                paragraphFirstLine[paragraphs] = line;
                paragraphHash[paragraphs] = 0;
                paragraphs++;
                open = true;
            }
            int last = paragraphs - 1;
            paragraphEndLine[last] = line + 1;
            paragraphHash[last] = (paragraphHash[last] + lineHash[line]) * MULTIPLIER;
            paragraphHash[last] ^= paragraphHash[last] >>> 32;
        }
    }

    private void growLines(int size) {
        lineStart = Arrays.copyOf(lineStart, size);
        lineEnd = Arrays.copyOf(lineEnd, size);
        lineCodePoints = Arrays.copyOf(lineCodePoints, size);
        lineFirstWord = Arrays.copyOf(lineFirstWord, size);
        lineHash = Arrays.copyOf(lineHash, size);
    }

    private void growParagraphs(int size) {
        paragraphFirstLine = Arrays.copyOf(paragraphFirstLine, size);
        paragraphEndLine = Arrays.copyOf(paragraphEndLine, size);
        paragraphHash = Arrays.copyOf(paragraphHash, size);
    }
}
