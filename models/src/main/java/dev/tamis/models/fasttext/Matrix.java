package dev.tamis.models.fasttext;

import java.io.IOException;

/** A matrix of floats, dense or quantised. */
public sealed interface Matrix permits DenseMatrix, QuantizedMatrix {

    int rows();

    int columns();

    /** Adds a row to a vector of {@link #columns()} floats. */
    void addRow(int row, float[] vector);

    /** Inner product of a row and a vector, summed from the first column to the last in floats. */
    float dot(int row, float[] vector);

    /**
     * The same with each product and its sum rounded once: fastText's bits where its compiler had such an instruction. It
     * takes twice the time.
     */
    float fusedDot(int row, float[] vector);

    /** Writes it as a model file has it. */
    void write(LittleEndianOutput out) throws IOException;
}
