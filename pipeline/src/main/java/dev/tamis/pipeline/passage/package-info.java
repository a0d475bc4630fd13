/**
 * Finds the passages that stand in several places of a corpus, on Spark, and says where they are cut.
 *
 * <p>Texts are read where they lie, again in each step, and never travel: what is exchanged are hashes, keys and places. A
 * hash belongs to one partition, its owner. A part asks about each of its hashes once a block of a million rows, however
 * often it has it, and the owner answers once to each part that asked.
 */
package dev.tamis.pipeline.passage;
