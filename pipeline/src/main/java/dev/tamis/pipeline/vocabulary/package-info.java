/** Trains tokenizers from words that lie on a cluster. */
package dev.tamis.pipeline.vocabulary;
