/** N-gram language models: ARPA files, scoring by backing off, and the perplexity of texts. */
package dev.tamis.models.ngram;
