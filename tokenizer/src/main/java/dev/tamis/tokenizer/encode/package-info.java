/** From text to piece ids and back, with the results of Google's encoder. */
package dev.tamis.tokenizer.encode;
