package dev.tamis.models.fasttext;

import java.io.IOException;

/**
 * A matrix of plain floats, row after row. The rows lie in blocks, for the largest published models have more floats
 * than one array holds.
 */
public final class DenseMatrix implements Matrix {
    private static final int BLOCK_FLOATS = 1 << 24;

    private final int rows;
    private final int columns;
    private final int shift;
    private final float[][] blocks;

    /** A matrix of zeros. */
    public DenseMatrix(int rows, int columns) {
        this(rows, columns, true);
    }

    private DenseMatrix(int rows, int columns, boolean allocate) {
        if (rows < 0 || columns < 1) {
            throw new IllegalArgumentException("Invalid matrix: " + rows + " by " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        shift = 31 - Integer.numberOfLeadingZeros(Math.max(1, BLOCK_FLOATS / columns));
        blocks = new float[(int) ((rows + (1L << shift) - 1) >>> shift)][];
        if (allocate) {
            for (int b = 0; b < blocks.length; b++) {
                blocks[b] = new float[blockFloats(b)];
            }
        }
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /** The array that holds a row, from {@link #offset(int)} on; writing there changes the matrix. */
    public float[] block(int row) {
        return blocks[row >>> shift];
    }

    /** Where a row begins in its {@link #block(int)}. */
    public int offset(int row) {
        return (row & ((1 << shift) - 1)) * columns;
    }

    @Override
    public void addRow(int row, float[] vector) {
        float[] block = blocks[row >>> shift];
        int offset = (row & ((1 << shift) - 1)) * columns;
        for (int i = 0; i < vector.length; i++) {
            vector[i] += block[offset + i];
        }
    }

    @Override
    public float dot(int row, float[] vector) {
        float[] block = blocks[row >>> shift];
        int offset = (row & ((1 << shift) - 1)) * columns;
        float sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += block[offset + i] * vector[i];
        }
        return sum;
    }

    @Override
    public float fusedDot(int row, float[] vector) {
        float[] block = blocks[row >>> shift];
        int offset = (row & ((1 << shift) - 1)) * columns;
        float sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum = Vectors.fused(block[offset + i], vector[i], sum);
        }
        return sum;
    }

    private int blockFloats(int block) {
        long begin = (long) block << shift;
        return (int) (Math.min(1L << shift, rows - begin) * columns);
    }

    static DenseMatrix read(LittleEndianInput in, String what) throws IOException {
        long at = in.offset();
        long rows = in.readLong();
        long columns = in.readLong();
        if (rows < 0 || rows > Integer.MAX_VALUE || columns < 1 || columns > Integer.MAX_VALUE) {
            throw in.broken(at, what + " is " + rows + " by " + columns);
        }
        long floats = rows * columns;
        in.require(floats > Long.MAX_VALUE / Float.BYTES ? Long.MAX_VALUE : floats * Float.BYTES, what);
        DenseMatrix matrix = new DenseMatrix((int) rows, (int) columns, false);
        for (int b = 0; b < matrix.blocks.length; b++) {
            int length = matrix.blockFloats(b);
            float[] block = new float[length];
            in.readFloats(block, length);
            matrix.blocks[b] = block;
        }
        return matrix;
    }

    @Override
    public void write(LittleEndianOutput out) throws IOException {
        out.writeLong(rows);
        out.writeLong(columns);
        for (float[] block : blocks) {
            out.writeFloats(block, block.length);
        }
    }
}
