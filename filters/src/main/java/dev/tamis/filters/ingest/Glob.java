package dev.tamis.filters.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pattern over whole paths whose parts are separated by slashes.
 *
 * <p>{@code ?} is one character and {@code *} any number, both but for the slash; <code>**</code> is any number of any
 * characters, and <code>**&#47;</code> any number of whole folders, also none; {@code {a,b}} is either. Everything else is
 * itself. Matching takes time proportional to the path for a given pattern: all ways to match are followed at once.
 */
final class Glob {
    private static final int MOST_ALTERNATIVES = 256;
    private static final int MOST_CHARS = 1024;

    private static final int ONE = -1;
    private static final int STAR = -2;
    private static final int STARS = -3;
    private static final int FOLDERS = -4;

    private final int[][] alternatives;

    private Glob(int[][] alternatives) {
        this.alternatives = alternatives;
    }

    /** @throws IllegalArgumentException for unbalanced braces, or a pattern that is too large */
    static Glob compile(String pattern) {
        if (pattern.length() > MOST_CHARS) {
            throw invalid(pattern, "has more than " + MOST_CHARS + " characters");
        }
        List<String> plain = expanded(pattern);
        int[][] alternatives = new int[plain.size()][];
        for (int i = 0; i < alternatives.length; i++) {
            alternatives[i] = tokens(plain.get(i));
        }
        return new Glob(alternatives);
    }

    /** The pattern without braces: the first pair of them is multiplied out until there is none. */
    private static List<String> expanded(String pattern) {
        List<String> open = new ArrayList<>(List.of(pattern));
        List<String> done = new ArrayList<>();
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            int from = next.indexOf('{');
            if (from < 0) {
                if (next.indexOf('}') >= 0) {
                    throw invalid(pattern, "has a } without {");
                }
                done.add(next);
            } else {
                int depth = 0;
                int part = from + 1;
                List<String> parts = new ArrayList<>();
                int at = from;
                for (; at < next.length(); at++) {
                    char c = next.charAt(at);
                    depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                    if (depth == 0 || (depth == 1 && c == ',')) {
                        parts.add(next.substring(part, at));
                        part = at + 1;
                    }
                    if (depth == 0) {
                        break;
                    }
                }
                if (depth != 0 || next.lastIndexOf('}', from) >= 0) {
                    throw invalid(pattern, "has unbalanced braces");
                }
                for (String one : parts) {
                    open.add(next.substring(0, from) + one + next.substring(at + 1));
                }
            }
            if (open.size() + done.size() > MOST_ALTERNATIVES) {
                throw invalid(pattern, "has more than " + MOST_ALTERNATIVES + " alternatives");
            }
        }
        return done;
    }

    private static IllegalArgumentException invalid(String pattern, String why) {
        return new IllegalArgumentException("Invalid pattern \"" + pattern + "\": " + why);
    }

    private static int[] tokens(String pattern) {
        int[] chars = pattern.codePoints().toArray();
        int[] tokens = new int[chars.length];
        int count = 0;
        int at = 0;
        while (at < chars.length) {
            boolean partStart = at == 0 || chars[at - 1] == '/';
            if (chars[at] == '*' && at + 1 < chars.length && chars[at + 1] == '*') {
                while (at < chars.length && chars[at] == '*') {
                    at++;
                }
                if (partStart && at < chars.length && chars[at] == '/') {
                    tokens[count++] = FOLDERS;
                    at++;
                } else {
                    tokens[count++] = STARS;
                }
            } else {
                tokens[count++] = chars[at] == '*' ? STAR : chars[at] == '?' ? ONE : chars[at];
                at++;
            }
        }
        return Arrays.copyOf(tokens, count);
    }

    boolean matches(String path) {
        int[] chars = path.codePoints().toArray();
        for (int[] tokens : alternatives) {
            if (matches(tokens, chars)) {
                return true;
            }
        }
        return false;
    }

    /** Follows all states of the pattern at once. State i: the first i tokens are matched. */
    private static boolean matches(int[] tokens, int[] path) {
        boolean[] states = new boolean[tokens.length + 1];
        boolean[] next = new boolean[tokens.length + 1];
        states[0] = true;
        skipEmpty(tokens, states);
        for (int c : path) {
            Arrays.fill(next, false);
            for (int i = 0; i < tokens.length; i++) {
                if (!states[i]) {
                    continue;
                }
                switch (tokens[i]) {
                    case ONE -> next[i + 1] |= c != '/';
                    case STAR -> next[i] |= c != '/';
                    case STARS -> next[i] = true;
                    case FOLDERS -> {
                        // Inside a folder's name the state stays; only after its slash may the rest begin.
                        next[i] = true;
                        next[i + 1] |= c == '/';
                    }
                    default -> next[i + 1] |= c == tokens[i];
                }
            }
            boolean[] swap = states;
            states = next;
            next = swap;
            skipEmpty(tokens, states, c);
        }
        return states[tokens.length];
    }

    private static void skipEmpty(int[] tokens, boolean[] states) {
        skipEmpty(tokens, states, '/');
    }

    /** Tokens that match nothing pass their state on. FOLDERS does so only where a folder may begin. */
    private static void skipEmpty(int[] tokens, boolean[] states, int before) {
        for (int i = 0; i < tokens.length; i++) {
            if (states[i] && (tokens[i] == STAR || tokens[i] == STARS || (tokens[i] == FOLDERS && before == '/'))) {
                states[i + 1] = true;
            }
        }
    }
}
