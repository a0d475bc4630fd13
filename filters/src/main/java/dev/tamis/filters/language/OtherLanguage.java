package dev.tamis.filters.language;

import java.util.List;
import java.util.Set;

/** Whether a part of a text is in another language than the whole. */
public final class OtherLanguage {
    /** A part whose language is less sure than this counts as one of the text's own. */
    private static final double LEAST_CONFIDENCE = 0.8;

    /** Languages that a part cannot tell apart. */
    private static final List<Set<String>> ALIKE =
            List.of(Set.of("bs", "hr", "sr", "sh"), Set.of("da", "nb", "nn"), Set.of("id", "ms"), Set.of("gl", "pt"));

    private OtherLanguage() {}

    /**
     * Whether the guess is sure, and of a language that is not the whole's.
     *
     * @param part may be null, where its language cannot be told
     */
    public static boolean is(Guess part, Guess whole) {
        return part != null
                && part.confidence() >= LEAST_CONFIDENCE
                && !part.language().equals(whole.language())
                && ALIKE.stream()
                        .noneMatch(alike -> alike.contains(part.language()) && alike.contains(whole.language()));
    }

    /**
     * The number of the place among so many that is looked at next, where not all are: the middle one of each of {@code
     * looked} equal parts.
     *
     * @param next how many were looked at before
     */
    public static int spread(int next, int looked, int all) {
        return (int) ((2L * next + 1) * all / (2L * looked));
    }
}
