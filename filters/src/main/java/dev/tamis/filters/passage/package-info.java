/**
 * Kernels that find passages repeated across a corpus, whole lines and paragraphs or any run of N tokens, and cut them.
 * Know no Spark. They exchange hashes, keys and positions with the world outside, never text.
 *
 * <p>A <em>window</em> is N consecutive tokens of one document ({@link dev.tamis.filters.passage.PassageTokens}). It is
 * <em>repeated</em> where the same tokens stand at any other place of the corpus, in another document or in the same one,
 * overlapping or not. This is exact-substring deduplication (Lee et al. 2022) by winnowing (Schleimer, Wilkerson and Aiken
 * 2003) in place of a suffix array, so that no machine needs to hold the corpus. The steps of one document, and what the
 * outside does between them:
 *
 * <ol>
 *   <li>{@link dev.tamis.filters.passage.Winnowing#fingerprints}; the outside finds those that occur twice or more.
 *   <li>{@link dev.tamis.filters.passage.Winnowing#windows} gives the windows that hold such a fingerprint where winnowing
 *       selected it, by position and 64-bit hash; the outside finds the hashes that occur twice or more.
 *   <li>{@link dev.tamis.filters.passage.WindowKeys} gives the 128-bit keys of the windows with such hashes; the outside
 *       groups equal keys and tells each document which of its windows go.
 *   <li>{@link dev.tamis.filters.passage.Ranges} makes their union a list of byte ranges, which
 *       {@link dev.tamis.filters.passage.CutText} cuts.
 * </ol>
 *
 * <p>No repeated window is missed: equal windows have equal tokens, so equal hashes all the way, and select the same
 * fingerprint at the same offset. None is cut by mistake: the key is SHA-256, for which nobody can write two texts. The
 * 64-bit hashes before it are neither secret nor strong; who makes them collide has keys computed in vain, and no more.
 *
 * <p>Documents have a total order, the best first. Places in the corpus are ordered by document, then by token. The
 * <em>canonical</em> occurrence of a window is its first place in that order. What goes is the union of all occurrences, so
 * that nothing of a repeated window stays, or of all but the canonical ones. In that case every removed token has a copy that
 * stays. Say the token stands at offset o of an occurrence that is not canonical. The token at offset o of the canonical
 * occurrence is the same, and comes before it in the order of places: it is in a better document, or in the same one and before
 * it. If that one is removed too, by another window that covers it, the same step leads to a place that comes before again.
 * Places are finitely many, so the steps end, at a token that is not removed. A long passage may so survive in pieces of several
 * documents: of what stays, only each token is promised, not that its neighbours stay beside it.
 */
package dev.tamis.filters.passage;
