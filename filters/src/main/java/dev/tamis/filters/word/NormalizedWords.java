package dev.tamis.filters.word;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.Vocabulary;
import dev.tamis.filters.text.WordInts;
import dev.tamis.filters.text.WordList;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Words of the normalised text of RedPajama-v2 ({@code utilities/text/normalization.py}): ASCII punctuation removed, lower
 * case, split at white space, canonically decomposed (NFD). Their lengths are those of the decomposed words.
 *
 * <p>An instance belongs to one thread.
 */
public final class NormalizedWords {
    private static final int LONGEST_KEPT = 1 << 20;
    private static final int FORM = 2;

    /** What becomes of an ASCII character: lower case, or -1 for punctuation, which goes. */
    private static final byte[] LOWER = new byte[128];

    static {
        for (int c = 0; c < LOWER.length; c++) {
            LOWER[c] = (byte) (isAsciiPunctuation((byte) c) ? -1 : c >= 'A' && c <= 'Z' ? c + 0x20 : c);
        }
    }

    private static final int CAPITAL_SIGMA = 0x3A3;
    private static final int FINAL_SIGMA = 0x3C2;
    private static final int DOTTED_I = 0x130;

    /** Lower case and NFD of BMP characters that have no other neighbour to look at; empty for those not asked yet. */
    private final byte[][] decomposed = new byte[1 << 16][];

    private byte[] word = new byte[64];

    /** By the number of a piece of the text: 0 where it was not met, 1 where nothing is left of it, else its form's number and 2. */
    private final WordInts forms = new WordInts(1);

    /** Fills a list with the words of a text. Starts and ends are those of the words in the text as it is. */
    public void split(TextView view, WordList out) {
        Vocabulary vocabulary = view.vocabulary();
        out.begin(vocabulary);
        byte[] utf8 = view.utf8();
        WordList chunks = view.wordList();
        int[] known = forms.begin(vocabulary);
        if (word.length > LONGEST_KEPT) {
            word = new byte[64];
        }
        for (int i = 0; i < chunks.size(); i++) {
            int number = chunks.number(i);
            int start = chunks.start(i);
            int end = chunks.end(i);
            int form = known[number];
            if (form == 0) {
                boolean lower = chunks.isLetters(i)
                        && chunks.isAscii(i)
                        && chunks.codePoints(i) <= WordList.LONGEST_COUNTED
                        && chunks.uppercase(i) == 0;
                int normal = lower
                        ? number
                        : chunks.isAscii(i)
                                ? ascii(utf8, start, end, number, vocabulary)
                                : any(utf8, start, end, vocabulary);
                form = normal + FORM;
                known[number] = form;
            }
            if (form >= FORM) {
                out.add(start, end, form - FORM);
            }
        }
    }

    /** The number of the normalised form of an ASCII word, or -1 where nothing is left. */
    private int ascii(byte[] utf8, int start, int end, int number, Vocabulary vocabulary) {
        reserve(end - start);
        int length = 0;
        int changed = 0;
        for (int at = start; at < end; at++) {
            // written anyway, and kept without a branch: which letter is a mark cannot be predicted
            byte lower = LOWER[utf8[at]];
            word[length] = lower;
            length += 1 + (lower >> 7);
            changed |= lower ^ utf8[at];
        }
        return changed == 0 ? number : numberOf(length, vocabulary);
    }

    /** The number of the normalised form of a word, or -1 where nothing is left. */
    private int any(byte[] utf8, int start, int end, Vocabulary vocabulary) {
        int length = 0;
        for (int at = start; at < end; ) {
            int bytes = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, bytes);
            at += bytes;
            if (c < 0x80 && isAsciiPunctuation((byte) c)) {
                continue;
            }
            if (needsNeighbours(c)) {
                return byString(utf8, start, end, vocabulary);
            }
            byte[] form = decomposed[c];
            if (form == null) {
                form = Normalizer.normalize(Character.toString(c).toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                        .getBytes(StandardCharsets.UTF_8);
                decomposed[c] = form;
            }
            reserve(length + form.length);
            for (byte b : form) {
                word[length++] = b;
            }
        }
        return numberOf(length, vocabulary);
    }

    /** Marks are ordered among each other, a final sigma depends on its place, and few words need other planes. */
    private static boolean needsNeighbours(int c) {
        if (c > 0xFFFF || c == CAPITAL_SIGMA) {
            return true;
        }
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private int byString(byte[] utf8, int start, int end, Vocabulary vocabulary) {
        int[] kept = new int[end - start];
        int size = 0;
        for (int at = start; at < end; ) {
            int bytes = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, bytes);
            if (c >= 0x80 || !isAsciiPunctuation((byte) c)) {
                kept[size++] = c;
            }
            at += bytes;
        }
        int[] codePoints = decompose(lowerCase(Arrays.copyOf(kept, size)));
        byte[] form = new String(codePoints, 0, codePoints.length).getBytes(StandardCharsets.UTF_8);
        reserve(form.length);
        System.arraycopy(form, 0, word, 0, form.length);
        return numberOf(form.length, vocabulary);
    }

    /**
     * Lower case with a sigma at the end of a word as its final form (Unicode, SpecialCasing, Final_Sigma). Not by
     * {@link String#toLowerCase}, which takes time with the square of a run of sigmas. U+0130, which becomes two characters, is left to
     * {@link #decompose}.
     */
    private static int[] lowerCase(int[] codePoints) {
        boolean[] followed = new boolean[codePoints.length];
        boolean cased = false;
        for (int i = codePoints.length - 1; i >= 0; i--) {
            followed[i] = cased;
            cased = isCased(codePoints[i], cased);
        }
        int[] lower = new int[codePoints.length];
        cased = false;
        for (int i = 0; i < codePoints.length; i++) {
            int c = codePoints[i];
            boolean last = c == CAPITAL_SIGMA && cased && !followed[i];
            lower[i] = last ? FINAL_SIGMA : c == DOTTED_I ? c : Character.toLowerCase(c);
            cased = isCased(c, cased);
        }
        return lower;
    }

    /** Whether the nearest character that is not ignored, from this one on, has case. */
    private static boolean isCased(int c, boolean before) {
        return UCharacter.hasBinaryProperty(c, UProperty.CASE_IGNORABLE)
                ? before
                : UCharacter.hasBinaryProperty(c, UProperty.CASED);
    }

    /** NFD; not by {@link Normalizer}, which takes time with the square of a run of marks. */
    private static int[] decompose(int[] lower) {
        int[] codePoints = Arrays.stream(lower)
                .flatMap(c -> c == DOTTED_I
                        ? IntStream.of('i', 0x307)
                        : Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD)
                                .codePoints())
                .toArray();
        for (int at = 0; at < codePoints.length; at++) {
            int first = at;
            while (at < codePoints.length && UCharacter.getCombiningClass(codePoints[at]) != 0) {
                at++;
            }
            if (at - first > 1) {
                order(codePoints, first, at);
            }
        }
        return codePoints;
    }

    /** Orders marks by their combining class, those of one class staying as they are. */
    private static void order(int[] codePoints, int first, int end) {
        long[] keys = new long[end - first];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (long) UCharacter.getCombiningClass(codePoints[first + i]) << 32 | i;
        }
        Arrays.sort(keys);
        int[] marks = Arrays.copyOfRange(codePoints, first, end);
        for (int i = 0; i < keys.length; i++) {
            codePoints[first + i] = marks[(int) keys[i]];
        }
    }

    private int numberOf(int length, Vocabulary vocabulary) {
        Arrays.fill(word, length, length + TextView.PADDING, (byte) 0);
        return length == 0 ? -1 : vocabulary.number(word, 0, length);
    }

    private void reserve(int length) {
        if (word.length < length + TextView.PADDING) {
            word = Arrays.copyOf(word, 2 * length + TextView.PADDING);
        }
    }

    /** Python's {@code string.punctuation}. */
    private static boolean isAsciiPunctuation(byte b) {
        return (b >= '!' && b <= '/') || (b >= ':' && b <= '@') || (b >= '[' && b <= '`') || (b >= '{' && b <= '~');
    }
}
