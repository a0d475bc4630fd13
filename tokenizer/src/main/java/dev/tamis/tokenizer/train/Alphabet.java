package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.TrainerField;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;

/**
 * The characters that the vocabulary must cover, and their numbering as symbols: symbol 0 ends a word, the others
 * ascend by code point. All other characters are one symbol, that of U+2585, and so is U+001F in place of special
 * pieces.
 */
final class Alphabet implements Serializable {
    private static final long serialVersionUID = 1L;

    static final int SPACE = 0x2581;
    static final int RARE = 0x2585;
    /** Stands for special pieces, and joins no piece. Releases before 0.2.3 took TAB, so that no piece could hold one. */
    static final int BOUNDARY = 0x1F;

    private static final int MOST_SYMBOLS = Character.MAX_VALUE - 16;

    /** Required characters, most frequent first. */
    private final int[] required;

    private final long[] requiredCounts;
    private final double covered;

    /** Number of required characters that are taken for the sake of required pieces. */
    private final int needed;

    /** By symbol. */
    private final int[] codePoints;

    /** Symbols by code point, in pages of 256; a page without symbols is null. */
    private final char[][] symbols = new char[(Character.MAX_CODE_POINT >> 8) + 1][];

    private final char rare;

    private Alphabet(int[] required, long[] requiredCounts, double covered, int needed) {
        this.required = required;
        this.requiredCounts = requiredCounts;
        this.covered = covered;
        this.needed = needed;
        int[] sorted = Arrays.copyOf(required, required.length + 1);
        sorted[required.length] = RARE;
        Arrays.sort(sorted);
        codePoints = new int[sorted.length + 1];
        System.arraycopy(sorted, 0, codePoints, 1, sorted.length);
        for (int symbol = 1; symbol < codePoints.length; symbol++) {
            int c = codePoints[symbol];
            if (symbols[c >> 8] == null) {
                symbols[c >> 8] = new char[256];
            }
            symbols[c >> 8][c & 0xFF] = (char) symbol;
        }
        rare = symbols[RARE >> 8][RARE & 0xFF];
    }

    /** Takes the characters of a table's words. */
    static Alphabet of(WordTable words, TrainerOptions options) {
        return of(CharacterCounts.of(words), options);
    }

    /**
     * Takes characters, those asked for by name and then the most frequent, until they make up the wanted share of the
     * text. Special pieces in the text count as one more character, which is not taken.
     *
     * @throws IllegalArgumentException when there are more than a symbol can number, or too much text
     */
    static Alphabet of(CharacterCounts counts, TrainerOptions options) {
        counts.checkFits();
        boolean[] asked = new boolean[Character.MAX_CODE_POINT + 1];
        options.trainer()
                .text(TrainerField.REQUIRED_CHARS)
                .codePoints()
                .filter(c -> c != 0 && c != RARE)
                .forEach(c -> asked[c] = true);
        // The characters of required pieces are taken whatever the coverage.
        boolean[] needed = new boolean[Character.MAX_CODE_POINT + 1];
        options.requiredPieces().forEach(piece -> piece.codePoints().forEach(c -> needed[c] = true));
        IntArray seen = new IntArray();
        long total = 0;
        for (int c = 1; c < asked.length; c++) {
            boolean counted = counts.count(c) > 0 && c != ' ' && c != RARE;
            total += counted ? counts.count(c) : 0;
            if (counted || asked[c] || needed[c]) {
                seen.add(c);
            }
        }
        int[] order = seen.toArray();
        IndexSort.sort(order, (a, b) -> {
            int byNeed = Boolean.compare(needed[b], needed[a]);
            int byWish = byNeed != 0 ? byNeed : Boolean.compare(asked[b], asked[a]);
            return byWish != 0 ? byWish : Long.compare(counts.count(b), counts.count(a));
        });
        IntArray taken = new IntArray();
        long accumulated = 0;
        float wanted = options.trainer().real(TrainerField.CHARACTER_COVERAGE);
        boolean all = options.flag(TrainerField.USE_ALL_VOCAB);
        for (int c : order) {
            // Compared in float and before adding, as SentencePiece does; it decides the last character.
            if (!all && !needed[c] && (float) ((double) accumulated / total) >= wanted) {
                break;
            }
            accumulated += counts.count(c);
            if (c != BOUNDARY) {
                taken.add(c);
            }
        }
        if (taken.size() > MOST_SYMBOLS) {
            throw new IllegalArgumentException("character_coverage: " + wanted + " of the text takes " + taken.size()
                    + " distinct characters, but at most " + MOST_SYMBOLS
                    + " are supported; lower it or turn byte_fallback on");
        }
        int[] required = taken.toArray();
        Arrays.sort(required);
        IndexSort.sort(required, (a, b) -> Long.compare(counts.count(b), counts.count(a)));
        long[] requiredCounts = new long[required.length];
        for (int i = 0; i < required.length; i++) {
            requiredCounts[i] = counts.count(required[i]);
        }
        int forPieces = (int) Arrays.stream(required).filter(c -> needed[c]).count();
        return new Alphabet(required, requiredCounts, total == 0 ? 1 : (double) accumulated / total, forPieces);
    }

    /** Says how many characters there are and how much of the text they cover. */
    void report(long words, Progress progress) {
        progress.report(String.format(
                Locale.ROOT,
                "alphabet: %d characters cover %.4f %% of the text's; %d distinct words",
                required.length,
                100 * covered,
                words));
    }

    /** Refuses a vocabulary that the required characters and pieces and the given pieces alone would fill. */
    void checkFits(int vocabSize, int metaPieces, int requiredPieces) {
        checkFits(vocabSize, metaPieces, requiredPieces, 0);
    }

    /** As the other one, where some of the required pieces are required only as parts of others. */
    void checkFits(int vocabSize, int metaPieces, int requiredPieces, int parts) {
        int least = required.length + metaPieces + requiredPieces;
        if (least > vocabSize) {
            throw new IllegalArgumentException("vocab_size: found " + vocabSize + ", but the alphabet takes "
                    + required.length + " pieces" + (needed > 0 ? " (" + needed + " of them for required pieces)" : "")
                    + " and special, user-defined and byte pieces " + metaPieces
                    + (requiredPieces > 0 ? ", and " + requiredPieces + " longer ones are required" : "")
                    + (parts > 0 ? ", " + parts + " of them as parts of others" : "")
                    + ": set vocab_size to at least " + least
                    // A lower coverage takes no character away that required pieces need.
                    + (needed + metaPieces + requiredPieces > vocabSize
                            ? " or require fewer pieces"
                            : " or lower character_coverage"));
        }
    }

    int[] required() {
        return required;
    }

    long requiredCount(int rank) {
        return requiredCounts[rank];
    }

    /** Number of symbols, with the word end. */
    int size() {
        return codePoints.length;
    }

    int codePoint(int symbol) {
        return codePoints[symbol];
    }

    /** The symbol of a character; the rare symbol for one outside of the alphabet, and for a negative number. */
    char symbol(int codePoint) {
        char[] page = codePoint < 0 ? null : symbols[codePoint >> 8];
        char symbol = page == null ? 0 : page[codePoint & 0xFF];
        return symbol == 0 ? rare : symbol;
    }

    char rare() {
        return rare;
    }

    /** The text's symbols. */
    char[] symbols(String text) {
        int[] characters = text.codePoints().toArray();
        char[] found = new char[characters.length];
        for (int i = 0; i < found.length; i++) {
            found[i] = symbol(characters[i]);
        }
        return found;
    }

    String text(char[] symbolArray, int from, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = from; i < from + length; i++) {
            text.appendCodePoint(codePoints[symbolArray[i]]);
        }
        return text.toString();
    }
}
