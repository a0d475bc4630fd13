package dev.tamis.models;

import java.util.Arrays;

/** What a model gave to the texts of one batch: a row for each text, a column for each {@link ScoreColumn}. */
public final class Scores {
    private final int columns;
    private Object[] values = new Object[16];
    private float[][] embeddings = new float[4][];
    private int rows;

    /** @param columns number of the model's columns */
    public Scores(int columns) {
        this.columns = columns;
    }

    /** Forgets all values, and takes a number of texts. */
    public void reset(int texts) {
        rows = texts;
        if (values.length < texts * columns) {
            values = new Object[texts * columns];
        }
        if (embeddings.length < texts) {
            embeddings = new float[texts][];
        }
        Arrays.fill(values, null);
        Arrays.fill(embeddings, null);
    }

    /** Sets a DOUBLE; a value that is not finite is left null. */
    public void set(int text, int column, double value) {
        if (Double.isFinite(value)) {
            values[index(text, column)] = value;
        }
    }

    /** Sets a LONG. */
    public void set(int text, int column, long value) {
        values[index(text, column)] = value;
    }

    /** Sets a STRING; null leaves it null. */
    public void set(int text, int column, String value) {
        values[index(text, column)] = value;
    }

    /** Sets the embedding of a text; the array is the caller's no more. */
    public void setEmbedding(int text, float[] embedding) {
        embeddings[text] = embedding;
    }

    /** A Double, Long, String or null. */
    public Object get(int text, int column) {
        return values[index(text, column)];
    }

    /** The embedding of a text, or null. */
    public float[] embedding(int text) {
        return embeddings[text];
    }

    private int index(int text, int column) {
        if (text < 0 || text >= rows || column < 0 || column >= columns) {
            throw new IndexOutOfBoundsException(
                    "Invalid place in scores: " + text + ", " + column + " (of " + rows + " by " + columns + ")");
        }
        return text * columns + column;
    }
}
