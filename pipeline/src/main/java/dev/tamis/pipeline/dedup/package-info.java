/** Which documents of a corpus stand for others: clusters by address, text, MinHash and embedding, and their survivors. */
package dev.tamis.pipeline.dedup;
