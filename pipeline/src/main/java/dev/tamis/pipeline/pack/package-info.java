/** Packing: which tokens of which document stand where in sequences of one length. Plain Java; Spark's side is in stage. */
package dev.tamis.pipeline.pack;
