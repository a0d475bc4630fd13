/** Fitting importance weights: the n-grams of a corpus and of a target sample counted, on Spark. */
package dev.tamis.pipeline.relevance;
