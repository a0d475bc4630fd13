/** How well a model cuts text: counts that merge in any order, and the measures that follow from them. */
package dev.tamis.tokenizer.eval;
