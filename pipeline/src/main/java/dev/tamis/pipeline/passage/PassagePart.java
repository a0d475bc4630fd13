package dev.tamis.pipeline.passage;

import dev.tamis.pipeline.dedup.PartDocuments;
import java.io.Serializable;

/**
 * One part of the corpus.
 *
 * @param documents with their ranks; those that dedup removed are among them, and are not read
 * @param cuts what is cut from them so far
 */
public record PassagePart(PartDocuments documents, PartCuts cuts) implements Serializable {}
