package dev.tamis.pipeline.classify;

import java.io.Serializable;

/**
 * A text of a run with its label.
 *
 * @param label without prefix
 * @param place names the document: its source, a space and its id
 * @param utf8 the text as stored
 */
record LabelledText(String label, String place, byte[] utf8) implements Serializable {}
