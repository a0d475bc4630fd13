/**
 * Kernels that find items of evaluation sets in texts. Know no Spark.
 *
 * <p>{@link dev.tamis.filters.decontaminate.BenchmarkWords} says which words a text has;
 * {@link dev.tamis.filters.decontaminate.BenchmarkIndex} holds the items' n-grams, or their whole word sequences, once for all
 * threads; a {@link dev.tamis.filters.decontaminate.BenchmarkMatcher} of each thread scans texts for them. Hashes only say
 * where to look: a hit is one of equal words, letter by letter.
 */
package dev.tamis.filters.decontaminate;
