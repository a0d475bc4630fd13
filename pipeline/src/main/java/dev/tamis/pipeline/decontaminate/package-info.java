/** Evaluation sets, and what is done with a document that holds items of them. Knows Hadoop's filesystems, not Spark. */
package dev.tamis.pipeline.decontaminate;
