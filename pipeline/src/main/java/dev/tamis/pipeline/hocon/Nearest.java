package dev.tamis.pipeline.hocon;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a mistyped one most likely stands for. */
public final class Nearest {

    private static final int LONGEST = 128;

    private Nearest() {}

    /**
     * The known name with the smallest Damerau-Levenshtein distance (insertions, deletions, substitutions and swaps of
     * neighbours, ignoring case), if that is at most a third of the longer name's length. One name that continues the
     * other after an underscore counts as near, too. Of equally near names the first in alphabetical order is taken.
     */
    public static Optional<String> to(String name, Collection<String> known) {
        String wanted = name.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : known) {
            String other = candidate.toLowerCase(Locale.ROOT);
            int longer = Math.max(wanted.length(), other.length());
            if (longer > LONGEST) {
                continue;
            }
            int distance = distance(wanted, other);
            int allowed = Math.max(1, longer / 3);
            if (distance > allowed && !continues(wanted, other) && !continues(other, wanted)) {
                continue;
            }
            if (distance < bestDistance || (distance == bestDistance && candidate.compareTo(best) < 0)) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** {@code  (did you mean "x"?)} with a leading space, or the empty string. */
    public static String hint(String name, Collection<String> known) {
        return to(name, known).map(n -> " (did you mean \"" + n + "\"?)").orElse("");
    }

    private static boolean continues(String longer, String shorter) {
        return shorter.length() >= 3 && (longer.startsWith(shorter + "_") || longer.endsWith("_" + shorter));
    }

    /** Damerau-Levenshtein distance in its restricted form: no part of the text is edited twice. */
    static int distance(String a, String b) {
        int[] twoAgo = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(Math.min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, twoAgo[j - 2] + 1);
                }
                current[j] = least;
            }
            int[] spare = twoAgo;
            twoAgo = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
