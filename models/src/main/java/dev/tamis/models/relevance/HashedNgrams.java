package dev.tamis.models.relevance;

import dev.tamis.filters.text.Utf8;
import dev.tamis.models.text.Casing;
import java.util.Arrays;

/**
 * The hashed n-grams of texts, as DSIR's {@code get_ngram_counts} has them (Xie et al. 2023, "Data Selection for Language
 * Models via Importance Resampling", and its package data-selection): the text is put in lower case and divided as NLTK's
 * {@code WordPunctTokenizer} divides it, into runs of letters, numbers and {@code _} and runs of what is neither those nor
 * white space; every word is a feature, and so are every two neighbouring words with a space between, up to the order.
 * Combining marks are no letters, so that words of Indic scripts fall into pieces. That is the reference's way with NLTK up
 * to 3.9, whose expressions are Python's own; NLTK 3.10 has another engine, by which marks belong to words. Lower case and
 * classes of characters are those of Java's Unicode.
 *
 * <p>One pass; it holds as many words as its order, not the text. For one thread.
 */
final class HashedNgrams {

    /** Takes buckets of a text, some at a time. */
    interface Sink {
        /** @param count how many of the array's first places to take */
        void add(int[] buckets, int count);
    }

    private static final byte SPACE = 0;
    private static final byte WORD = 1;
    private static final byte OTHER = 2;

    private static final int DOTTED_CAPITAL_I = 0x130;
    private static final int DOT_ABOVE = 0x307;
    /** Words behind the last ones are dropped when they fill this many bytes. */
    private static final int DROPPED_BYTES = 1 << 15;

    private static final byte[] ASCII = new byte[128];

    static {
        for (int c = 0; c < ASCII.length; c++) {
            ASCII[c] = classOf(c);
        }
    }

    private final Sha256Buckets hash;
    /** The last words, in lower case, with a space after each: an n-gram is a run of it. */
    private byte[] words = new byte[2 * DROPPED_BYTES];

    private int length;
    /** Where the last words start: word {@code i} at {@code i} modulo the order. */
    private final int[] starts;

    private int count;
    private byte open;

    private final int[] found = new int[1024];
    private int foundCount;

    /** @param order most words in an n-gram */
    HashedNgrams(int order, int buckets) {
        this.hash = new Sha256Buckets(buckets);
        this.starts = new int[order];
    }

    /** Gives the buckets of all n-grams of a text. */
    void read(byte[] utf8, Sink sink) {
        length = 0;
        count = 0;
        open = SPACE;
        foundCount = 0;
        int at = 0;
        while (at < utf8.length) {
            int b = utf8[at];
            if (b >= 0) {
                at++;
                byte type = ASCII[b];
                turn(type, sink);
                if (type != SPACE) {
                    if (length + Sha256Buckets.PADDING >= words.length) {
                        words = Arrays.copyOf(words, words.length * 2);
                    }
                    words[length++] = (byte) (b >= 'A' && b <= 'Z' ? b | 0x20 : b);
                }
                continue;
            }
            int bytes = Utf8.lengthAt(utf8, at, utf8.length);
            int c = Utf8.codePointAt(utf8, at, bytes);
            if (c == DOTTED_CAPITAL_I) {
                // The one character whose lower case is two.
                add('i', sink);
                add(DOT_ABOVE, sink);
            } else {
                add(
                        c == Casing.CAPITAL_SIGMA
                                ? Casing.smallSigma(utf8, 0, at, utf8.length)
                                : Character.toLowerCase(c),
                        sink);
            }
            at += bytes;
        }
        turn(SPACE, sink);
        if (foundCount > 0) {
            sink.add(found, foundCount);
        }
    }

    private void add(int c, Sink sink) {
        byte type = classOf(c);
        turn(type, sink);
        if (type != SPACE) {
            if (length + 4 + Sha256Buckets.PADDING > words.length) {
                words = Arrays.copyOf(words, words.length * 2);
            }
            length = Utf8.write(words, length, c);
        }
    }

    /** Ends the open word, and starts another, where the next character is of another class. */
    private void turn(byte type, Sink sink) {
        if (type == open) {
            return;
        }
        if (open != SPACE) {
            end(sink);
        }
        if (type != SPACE) {
            starts[count % starts.length] = length;
        }
        open = type;
    }

    private void end(Sink sink) {
        int most = Math.min(count + 1, starts.length);
        for (int n = 1; n <= most; n++) {
            int start = starts[(count + 1 - n) % starts.length];
            if (foundCount == found.length) {
                sink.add(found, foundCount);
                foundCount = 0;
            }
            found[foundCount++] = hash.bucket(words, start, length);
        }
        count++;
        if (length + 1 + Sha256Buckets.PADDING > words.length) {
            words = Arrays.copyOf(words, words.length * 2);
        }
        words[length++] = ' ';
        if (length >= DROPPED_BYTES) {
            drop();
        }
    }

    /** Moves the words that further n-grams may begin with to the front. */
    private void drop() {
        int held = Math.min(count, starts.length - 1);
        int from = held == 0 ? length : starts[(count - held) % starts.length];
        if (from < DROPPED_BYTES / 2) {
            return;
        }
        System.arraycopy(words, from, words, 0, length - from);
        length -= from;
        for (int i = 1; i <= held; i++) {
            starts[(count - i) % starts.length] -= from;
        }
    }

    /** Python's {@code \w} and {@code \s}: what str.isalnum and str.isspace say of it. */
    private static byte classOf(int c) {
        if (c == '_') {
            return WORD;
        }
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER -> WORD;
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
            default -> (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F) || c == 0x85 ? SPACE : OTHER;
        };
    }
}
