package dev.tamis.filters.passage;

/**
 * Which occurrences of a repeated window stay.
 *
 * <p>Documents have a total order, the best first. Places in the corpus are ordered by document, then by token. The
 * <em>canonical</em> occurrence of a window is its first place in that order.
 */
public enum Keep {
    /**
     * Removed is the union of all occurrences but the canonical ones.
     *
     * <p>Every removed token has a copy that stays. Say the token stands at offset o of an occurrence that is not
     * canonical. The token at offset o of the canonical occurrence is the same, and comes before it in the order of places:
     * it is in a better document, or in the same one and before it. If that one is removed too, by another window that covers
     * it, the same step leads to a place that comes before again. Places are finitely many, so the steps end, at a token that
     * is not removed.
     *
     * <p>A long passage may so survive in pieces of several documents: of what stays, only each token is promised, not that
     * its neighbours stay beside it.
     */
    BEST,

    /** Removed is the union of all occurrences, so that nothing of a repeated window stays. */
    NONE
}
