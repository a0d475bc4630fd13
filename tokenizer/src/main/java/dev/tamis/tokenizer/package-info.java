/** SentencePiece on the JVM: the model file, normaliser, encoder and trainer, without any engine. */
package dev.tamis.tokenizer;
