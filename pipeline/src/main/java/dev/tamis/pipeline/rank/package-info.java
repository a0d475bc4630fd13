/** Ranks: where each document stands among all by a score, exactly, however the corpus is divided into parts. */
package dev.tamis.pipeline.rank;
