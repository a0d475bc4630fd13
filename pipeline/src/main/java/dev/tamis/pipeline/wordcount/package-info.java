/** Counts the words of stored texts on Spark, each group of texts with the weight it is to have. */
package dev.tamis.pipeline.wordcount;
