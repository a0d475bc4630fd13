package dev.tamis.pipeline.recipe;

import java.util.List;
import java.util.Locale;

/**
 * Which evaluation sets the documents must not hold.
 *
 * @param sets by name; none switches decontamination off
 * @param match what counts as a hit
 * @param ngram words of the n-grams compared
 * @param itemShare least share of an item's n-grams that a document must hold to hit the item, 0 to 1; 0 for any one
 * @param commonDocuments n-grams that more documents hold than this are taken for common phrases and ignored; 0 for none
 * @param action what happens to the document
 * @param marginChars characters cut on each side of a hit
 */
public record DecontaminateSpec(
        List<EvaluationSet> sets,
        Match match,
        int ngram,
        double itemShare,
        long commonDocuments,
        Action action,
        int marginChars) {

    public DecontaminateSpec {
        sets = List.copyOf(sets);
    }

    /**
     * A set of items to look for.
     *
     * @param paths of JSONL files, plain, gz or zst; a path may be a glob
     * @param fields whose strings are the items; empty for every string
     */
    public record EvaluationSet(String name, List<String> paths, List<String> fields) {
        public EvaluationSet {
            paths = List.copyOf(paths);
            fields = List.copyOf(fields);
        }
    }

    /** What counts as a hit. */
    public enum Match {
        /** A shared n-gram of words. */
        NGRAM,
        /** The whole text of an item. */
        FULL;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happens to a document that hits an item. */
    public enum Action {
        DROP,
        CUT,
        /** Nothing; it is reported. */
        REPORT;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
