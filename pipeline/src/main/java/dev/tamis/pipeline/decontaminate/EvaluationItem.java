package dev.tamis.pipeline.decontaminate;

import java.io.Serializable;

/**
 * A string of an evaluation set that is looked for in documents.
 *
 * @param set name of the set
 * @param file the file's name, or its whole path where two files of the set have the same name
 * @param line number of its line, from 1
 * @param field its path in the line, such as {@code choices[2].text}; a point, colon, bracket or backslash of a key has a
 *     backslash before it
 * @param ownId what the line itself calls the item ({@code task_id} or {@code id}), or null
 */
public record EvaluationItem(String set, String file, long line, String field, String ownId) implements Serializable {

    /** {@code set/file:line:field}, which no other item of a run has. */
    public String id() {
        return set + "/" + file + ":" + line + ":" + field;
    }
}
