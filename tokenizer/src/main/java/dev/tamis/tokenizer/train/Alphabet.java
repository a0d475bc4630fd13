package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.Utf8;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The characters that the vocabulary must cover, and their numbering as symbols: symbol 0 ends a word, the others
 * ascend by code point. All other characters are one symbol, that of U+2585.
 */
final class Alphabet {
    static final int SPACE = 0x2581;
    static final int RARE = 0x2585;
    static final int TAB = '\t';
    private static final int MOST_SYMBOLS = Character.MAX_VALUE - 16;

    /** Required characters, those asked for by name first, then most frequent first. */
    private final int[] required;

    private final long[] requiredCounts;
    private final double covered;

    /** By symbol. */
    private final int[] codePoints;

    private final Map<Integer, Character> symbols = new HashMap<>();

    private Alphabet(int[] required, long[] requiredCounts, double covered) {
        this.required = required;
        this.requiredCounts = requiredCounts;
        this.covered = covered;
        int[] sorted = Arrays.copyOf(required, required.length + 2);
        sorted[required.length] = RARE;
        sorted[required.length + 1] = TAB;
        codePoints = new int[sorted.length + 1];
        System.arraycopy(Arrays.stream(sorted).sorted().toArray(), 0, codePoints, 1, sorted.length);
        for (int symbol = 1; symbol < codePoints.length; symbol++) {
            symbols.put(codePoints[symbol], (char) symbol);
        }
    }

    /**
     * Takes characters, the most frequent first, until they make up the wanted share of the text.
     *
     * @throws IllegalArgumentException when there are more than a symbol can number
     */
    static Alphabet of(WordTable words, TrainerOptions options) {
        Map<Integer, long[]> counts = new TreeMap<>();
        long[] ascii = new long[128];
        byte[] bytes = words.bytes();
        long total = 0;
        for (int word = 0; word < words.size(); word++) {
            long times = words.count(word);
            int end = words.start(word + 1);
            for (int at = words.start(word); at < end; ) {
                int c = Utf8.decode(bytes, at, end);
                at += c < 0 ? 1 : Utf8.length(c);
                if (c <= 0 || c == TAB || c == ' ' || c == RARE) {
                    continue;
                }
                total += times;
                if (c < 128) {
                    ascii[c] += times;
                } else {
                    counts.computeIfAbsent(c, key -> new long[1])[0] += times;
                }
            }
        }
        for (int c = 0; c < 128; c++) {
            if (ascii[c] > 0) {
                counts.put(c, new long[] {ascii[c]});
            }
        }
        int[] asked = options.trainer()
                .text(TrainerField.REQUIRED_CHARS)
                .codePoints()
                .filter(c -> c != 0 && c != RARE && c != TAB)
                .distinct()
                .toArray();
        long[] askedCounts = new long[asked.length];
        for (int i = 0; i < asked.length; i++) {
            long[] count = counts.remove(asked[i]);
            askedCounts[i] = count == null ? 0 : count[0];
        }
        int[] rest = counts.keySet().stream().mapToInt(Integer::intValue).toArray();
        IndexSort.sort(rest, (a, b) -> {
            int byCount = Long.compare(counts.get(b)[0], counts.get(a)[0]);
            return byCount != 0 ? byCount : Integer.compare(a, b);
        });
        int[] required = Arrays.copyOf(asked, asked.length + rest.length);
        long[] requiredCounts = Arrays.copyOf(askedCounts, required.length);
        int taken = asked.length;
        long accumulated = Arrays.stream(askedCounts).sum();
        float wanted = options.trainer().real(TrainerField.CHARACTER_COVERAGE);
        for (int c : rest) {
            // Compared in float and before adding, as SentencePiece does; it decides the last character.
            if ((float) ((double) accumulated / total) >= wanted) {
                break;
            }
            required[taken] = c;
            requiredCounts[taken] = counts.get(c)[0];
            accumulated += requiredCounts[taken++];
        }
        if (taken > MOST_SYMBOLS) {
            throw new IllegalArgumentException("character_coverage: " + wanted + " of the text takes " + taken
                    + " distinct characters, but at most " + MOST_SYMBOLS
                    + " are supported; lower it or turn byte_fallback on");
        }
        return new Alphabet(
                Arrays.copyOf(required, taken),
                Arrays.copyOf(requiredCounts, taken),
                total == 0 ? 1 : (double) accumulated / total);
    }

    /** Refuses a vocabulary that the required characters and the given pieces alone would fill. */
    void checkFits(int vocabSize, int metaPieces) {
        if (required.length + metaPieces > vocabSize) {
            throw new IllegalArgumentException("vocab_size: found " + vocabSize + ", but the alphabet takes "
                    + required.length + " pieces and special, user-defined and byte pieces " + metaPieces
                    + ": set vocab_size to more than " + (required.length + metaPieces)
                    + " or lower character_coverage");
        }
    }

    int[] required() {
        return required;
    }

    long requiredCount(int rank) {
        return requiredCounts[rank];
    }

    /** Share of the text's characters that are required ones. */
    double covered() {
        return covered;
    }

    /** Number of symbols, with the word end. */
    int size() {
        return codePoints.length;
    }

    int codePoint(int symbol) {
        return codePoints[symbol];
    }

    /** The symbol of a character; the rare symbol for one outside of the alphabet. */
    char symbol(int codePoint) {
        Character symbol = symbols.get(codePoint);
        return symbol == null ? symbols.get(RARE) : symbol;
    }

    char rare() {
        return symbols.get(RARE);
    }

    String text(char[] symbolArray, int from, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = from; i < from + length; i++) {
            text.appendCodePoint(codePoints[symbolArray[i]]);
        }
        return text.toString();
    }
}
