package dev.tamis.filters.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds phrases in text of which only ASCII letters and digits count, in lower case, with one space for whatever stands
 * between them: so the marks of comments and the ends of lines do not matter. All phrases are looked for at once, by the
 * automaton of Aho and Corasick (1975).
 */
final class LicencePhrases {
    private static final int SPACE = 0;
    private static final int SYMBOLS = 37;
    private static final int ROOT = 0;
    private static final byte[] SYMBOL_OF = new byte[128];

    static {
        for (char c = 'a'; c <= 'z'; c++) {
            SYMBOL_OF[c] = (byte) (1 + c - 'a');
            SYMBOL_OF[c - 'a' + 'A'] = SYMBOL_OF[c];
        }
        for (char c = '0'; c <= '9'; c++) {
            SYMBOL_OF[c] = (byte) (27 + c - '0');
        }
    }

    private final char[] next;
    /** The phrase that ends at a state, from 1, or 0; and the next state to ask for shorter ones that end there. */
    private final char[] phraseAt;

    private final char[] shorter;

    /** @param phrases lower-case letters, digits and single spaces; each is found at the bounds of words only */
    LicencePhrases(List<String> phrases) {
        List<char[]> states = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        states.add(new char[SYMBOLS]);
        ends.add(0);
        for (int i = 0; i < phrases.size(); i++) {
            int state = ROOT;
            for (char c : (" " + phrases.get(i) + " ").toCharArray()) {
                int symbol = SYMBOL_OF[c];
                if (states.get(state)[symbol] == ROOT) {
                    states.get(state)[symbol] = (char) states.size();
                    states.add(new char[SYMBOLS]);
                    ends.add(0);
                }
                state = states.get(state)[symbol];
            }
            ends.set(state, i + 1);
        }
        int size = states.size();
        next = new char[size * SYMBOLS];
        phraseAt = new char[size];
        shorter = new char[size];
        char[] fallback = new char[size];
        for (int state = 0; state < size; state++) {
            System.arraycopy(states.get(state), 0, next, state * SYMBOLS, SYMBOLS);
            phraseAt[state] = (char) (int) ends.get(state);
        }
        Deque<Integer> queue = new ArrayDeque<>();
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            if (next[symbol] != ROOT) {
                queue.add((int) next[symbol]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int back = fallback[state];
            shorter[state] = phraseAt[back] != 0 ? (char) back : shorter[back];
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                int child = next[state * SYMBOLS + symbol];
                if (child != ROOT) {
                    fallback[child] = next[back * SYMBOLS + symbol];
                    queue.add(child);
                } else {
                    next[state * SYMBOLS + symbol] = next[back * SYMBOLS + symbol];
                }
            }
        }
    }

    /** Where each phrase was first found. Belongs to one thread. */
    static final class Found {
        private final int[] at;
        private final int[] byteAt;

        Found(int phrases) {
            at = new int[phrases];
            byteAt = new int[phrases];
        }

        /** The number of letters, digits and single spaces before the end of the first find, or -1. */
        int at(int phrase) {
            return at[phrase];
        }

        /** The byte after the first find and what ends its last word, or -1. */
        int byteAt(int phrase) {
            return byteAt[phrase];
        }
    }

    /** Looks through bytes and notes the first place of each phrase, after a place given for each or anywhere. */
    void find(byte[] utf8, int start, int end, Found found) {
        Arrays.fill(found.at, -1);
        Arrays.fill(found.byteAt, -1);
        int state = next[ROOT * SYMBOLS + SPACE];
        boolean space = true;
        int read = 0;
        for (int at = start; at <= end; at++) {
            int symbol = at < end && utf8[at] >= 0 ? SYMBOL_OF[utf8[at]] : SPACE;
            if (symbol == SPACE && space) {
                continue;
            }
            space = symbol == SPACE;
            read++;
            state = next[state * SYMBOLS + symbol];
            if (space) {
                for (int match = state; match != ROOT; match = shorter[match]) {
                    int phrase = phraseAt[match] - 1;
                    if (phrase >= 0 && found.at[phrase] < 0) {
                        found.at[phrase] = read;
                        found.byteAt[phrase] = Math.min(at + 1, end);
                    }
                }
            }
        }
    }
}
