package dev.tamis.filters.passage;

import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * Fingerprints of a text such that any two equal windows of {@link #tokens()} tokens share one at the same offset (Schleimer,
 * Wilkerson and Aiken 2003, "Winnowing: Local Algorithms for Document Fingerprinting").
 *
 * <p>A window of N tokens has w = N - k + 1 grams of k tokens. It selects the gram of the least hash, the last one of several
 * ("rightmost minimum"). What a window selects depends on its tokens alone, hence the promise. Windows side by side mostly
 * select the same gram: in text without repetition 2 of w + 1 grams are selected. With a small k chance repeats of short phrases
 * are shared fingerprints; with a large one more grams are selected.
 *
 * <p>An instance belongs to one thread. Its memory is that of the window, whatever the text.
 */
public final class Winnowing {
    /** The longest window; it bounds memory. */
    public static final int MOST_TOKENS = 1 << 16;

    private final int tokens;
    private final int gram;
    private final RollingHash gramHash;
    private final RollingHash windowHash;
    private final WindowMinimum minimum;

    /** Takes a window in a text. */
    @FunctionalInterface
    public interface WindowSink {
        /**
         * @param position number of the window's first token
         * @param hash of the window's tokens, not safe from collisions made on purpose
         */
        void accept(int position, long hash);
    }

    /** With grams of half a window, rounded up. See {@link #Winnowing(int, int)}. */
    public Winnowing(int tokens) {
        this(tokens, (tokens + 1) / 2);
    }

    /**
     * @param tokens of a window, from 2 to {@value #MOST_TOKENS}
     * @param gram tokens of a gram, from 1 to {@code tokens}
     * @throws IllegalArgumentException for numbers outside these bounds
     */
    public Winnowing(int tokens, int gram) {
        this.tokens = checkedTokens(tokens);
        if (gram < 1 || gram > tokens) {
            throw new IllegalArgumentException("Grams of " + gram + " tokens (from 1 to the window's " + tokens + ")");
        }
        this.gram = gram;
        gramHash = new RollingHash(gram);
        windowHash = new RollingHash(tokens);
        minimum = new WindowMinimum(tokens - gram + 1);
    }

    static int checkedTokens(int tokens) {
        if (tokens < 2 || tokens > MOST_TOKENS) {
            throw new IllegalArgumentException("Windows of " + tokens + " tokens (from 2 to " + MOST_TOKENS + ")");
        }
        return tokens;
    }

    /** Tokens of a window, N. */
    public int tokens() {
        return tokens;
    }

    /** Tokens of a gram, k. */
    public int gram() {
        return gram;
    }

    /** Grams of a window, w. */
    public int gramsOfWindow() {
        return tokens - gram + 1;
    }

    /**
     * Gives the hash of each selected gram once, in the order of the text; the same hash more than once where equal grams
     * are selected at several places. None for a text with fewer tokens than a window.
     */
    public void fingerprints(PassageTokens text, LongConsumer sink) {
        long[] hashes = text.hashes();
        int count = text.count();
        gramHash.clear();
        minimum.clear();
        int selected = -1;
        for (int i = 0; i < count; i++) {
            gramHash.slide(hashes[i], i >= gram ? hashes[i - gram] : 0);
            if (i < gram - 1) {
                continue;
            }
            int least = minimum.add(gramHash.hash());
            if (least != selected) {
                selected = least;
                sink.accept(minimum.value());
            }
        }
    }

    /**
     * Gives the windows whose selected fingerprint is shared, in the order of the text: all those that are repeated, and
     * those that only share a fingerprint.
     *
     * @param shared tells whether a fingerprint occurs at two places or more of the corpus; asked once for each selected gram
     */
    public void windows(PassageTokens text, LongPredicate shared, WindowSink sink) {
        long[] hashes = text.hashes();
        int count = text.count();
        gramHash.clear();
        windowHash.clear();
        minimum.clear();
        int selected = -1;
        boolean candidate = false;
        for (int i = 0; i < count; i++) {
            windowHash.slide(hashes[i], i >= tokens ? hashes[i - tokens] : 0);
            gramHash.slide(hashes[i], i >= gram ? hashes[i - gram] : 0);
            if (i < gram - 1) {
                continue;
            }
            int least = minimum.add(gramHash.hash());
            if (least != selected) {
                selected = least;
                candidate = shared.test(minimum.value());
            }
            if (candidate) {
                sink.accept(i - tokens + 1, windowHash.hash());
            }
        }
    }
}
