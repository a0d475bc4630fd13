/**
 * Kernels of semantic deduplication: embeddings as bytes and as unit vectors, their cosines, spherical k-means. Every sum has
 * one order or is exact, so that results are the same bits on every machine and for every partitioning. Knows no Spark.
 */
package dev.tamis.filters.embedding;
