package dev.tamis.filters.obelics;

import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.GramCounts;
import dev.tamis.filters.text.RepeatedRuns;
import dev.tamis.filters.text.SpecialChars;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordHash;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What OBELICS measures on a text, a paragraph or a page. Words stand between white space, in lower case and without special
 * characters at their ends; those of which nothing is left do not count.
 *
 * <p>Where OBELICS has lists, this has what Tamis knows: special characters and punctuation by Unicode's categories in place of its
 * lists, and the text's language's few stop words (eight in English) in place of its hundreds in English.
 */
final class ObelicsFigures {
    private static final int CHARS = 10;
    private static final int WORDS = 5;

    private final GramCounts counts = new GramCounts();
    private byte[] lower = new byte[64];

    private TextView view;
    private int words;
    private double wordRepetition;

    /** Takes the next text, which must not change before the last question about it. */
    void reset(TextView text) {
        view = text;
        words = RepeatedRuns.countWords(view, WORDS, counts);
        wordRepetition = counts.total() == 0 ? 0 : (double) counts.repeated() / counts.total();
    }

    int words() {
        return words;
    }

    /** Runs of five words that occur more than once / runs of five words; 0 for fewer words. */
    double wordRepetition() {
        return wordRepetition;
    }

    /**
     * Runs of ten characters among the most frequent distinct ones, as many as the square root of their number says but only
     * those that occur more than once / runs of ten characters; 0 for fewer characters.
     */
    double charRepetition() {
        RepeatedRuns.countChars(view, CHARS, counts);
        if (counts.total() == 0) {
            return 0;
        }
        int most = Math.min((int) Math.sqrt(counts.distinct()), counts.distinctRepeated());
        return (double) counts.ofMostFrequent(most) / counts.total();
    }

    /** Special characters / characters; 0 for none. */
    double special() {
        byte[] utf8 = view.utf8();
        long special = 0;
        for (int at = 0; at < view.length(); ) {
            int bytes = utf8[at] >= 0 ? 1 : Utf8.lengthAt(utf8, at, view.length());
            special += SpecialChars.isSpecial(Utf8.codePointAt(utf8, at, bytes)) ? 1 : 0;
            at += bytes;
        }
        return view.codePoints() == 0 ? 0 : (double) special / view.codePoints();
    }

    /** Stop words / words; 0 without words. */
    double stopWords(StopWordTable.Words table) {
        byte[] utf8 = view.utf8();
        int found = 0;
        for (int word = 0; word < view.words(); word++) {
            int from = RepeatedRuns.coreStart(utf8, view.wordStart(word), view.wordEnd(word));
            int to = RepeatedRuns.coreEnd(utf8, from, view.wordEnd(word));
            found += to > from && table.indexOf(lowerHash(utf8, from, to)) >= 0 ? 1 : 0;
        }
        return words == 0 ? 0 : (double) found / words;
    }

    private long lowerHash(byte[] utf8, int from, int to) {
        int length = to - from;
        if (lower.length < length + TextView.PADDING) {
            lower = new byte[2 * (length + TextView.PADDING)];
        }
        for (int i = 0; i < length; i++) {
            byte b = utf8[from + i];
            if (b < 0) {
                byte[] other = new String(utf8, from, length, StandardCharsets.UTF_8)
                        .toLowerCase(Locale.ROOT)
                        .getBytes(StandardCharsets.UTF_8);
                return WordHash.of(java.util.Arrays.copyOf(other, other.length + TextView.PADDING), 0, other.length);
            }
            lower[i] = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
        }
        return WordHash.of(lower, 0, length);
    }

    /**
     * Punctuation marks / marks and words, where words are runs of letters, digits, underscores and apostrophes; 1 for fewer
     * than {@code least} of both, of which the share says little; 0 without any.
     */
    double punctuation(int least) {
        byte[] utf8 = view.utf8();
        int marks = 0;
        int all = 0;
        boolean inWord = false;
        for (int at = 0; at < view.length(); ) {
            int bytes = utf8[at] >= 0 ? 1 : Utf8.lengthAt(utf8, at, view.length());
            int c = Utf8.codePointAt(utf8, at, bytes);
            at += bytes;
            boolean word = c == '_' || c == '\'' || CharClasses.isLetter(c) || CharClasses.isDigit(c);
            if (word && !inWord) {
                all++;
            } else if (!word && CharClasses.isPunctuation(c)) {
                marks++;
                all++;
            }
            inWord = word;
        }
        if (all == 0) {
            return 0;
        }
        return all < least ? 1 : (double) marks / all;
    }
}
