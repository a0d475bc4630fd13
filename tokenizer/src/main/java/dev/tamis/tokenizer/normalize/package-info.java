/** Text normalisation as SentencePiece does it: longest-match rules from a compiled character map, then spaces. */
package dev.tamis.tokenizer.normalize;
