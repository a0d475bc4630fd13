/**
 * What a trainer reads a corpus by: any sequence of any phase ({@link dev.tamis.shards.read.TokenCorpus}), and batches in
 * the order of training for any number of workers ({@link dev.tamis.shards.read.DataLoader}). Knows no engine.
 */
package dev.tamis.shards.read;
