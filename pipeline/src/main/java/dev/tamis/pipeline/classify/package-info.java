/** Trains and measures classifiers on the texts of a run or on labelled files. */
package dev.tamis.pipeline.classify;
