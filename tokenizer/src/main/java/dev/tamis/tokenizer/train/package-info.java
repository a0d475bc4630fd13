/** Training from word counts: counting is distributable, and the rest follows from the counts alone. */
package dev.tamis.tokenizer.train;
