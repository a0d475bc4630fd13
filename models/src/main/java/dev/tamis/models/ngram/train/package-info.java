/**
 * Estimates n-gram models with interpolated modified Kneser-Ney smoothing, in steps that each see one shard of the n-grams,
 * so that an engine may run them wherever the shards lie.
 */
package dev.tamis.models.ngram.train;
