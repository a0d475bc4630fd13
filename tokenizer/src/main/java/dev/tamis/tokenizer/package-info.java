/** tokenizer. */
package dev.tamis.tokenizer;
