/** Trains n-gram language models on Spark, over files or over the texts of a run. */
package dev.tamis.pipeline.ngram;
