/** The SentencePiece {@code .model} file: one proto2 message, read and written field by field. */
package dev.tamis.tokenizer.model;
