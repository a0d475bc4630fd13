package dev.tamis.pipeline.passage;

import java.io.Serializable;

/**
 * A line or paragraph that many documents have.
 *
 * @param documents how many, within the scope
 * @param key of its normal form: 32 hex digits
 * @param source of the best document
 * @param id of the best document
 * @param text how it stands there, at most {@value #MOST_CHARS} characters
 */
public record Template(long documents, String key, String source, String id, String text) implements Serializable {
    static final int MOST_CHARS = 200;
}
