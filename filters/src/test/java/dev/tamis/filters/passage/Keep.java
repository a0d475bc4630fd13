package dev.tamis.filters.passage;

/** Which occurrences of a repeated window stay, in these tests. */
enum Keep {
    /** The canonical ones. */
    BEST,
    /** None. */
    NONE
}
