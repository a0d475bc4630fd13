/**
 * Grouping of documents by what they share, on Spark, with nothing in the shuffle but rows of numbers.
 *
 * <p>Rows travel in blocks of primitive arrays, combined before they are sent: a key that a million documents share costs
 * one row a block, and no task ever holds a pair for each two of them.
 */
package dev.tamis.pipeline.cluster;
