/** Evaluates tokenizers over the documents of a run. */
package dev.tamis.pipeline.eval;
